//! Writes JSON text. The app writes small things, questions and what it remembers, so this knows what they
//! are made of and nothing else.

use serde::{Serialize, Serializer, ser};

use super::Wrong;

/// The text written so far.
#[derive(Default)]
pub struct Writer(pub String);

impl Writer {
    fn text(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                // Control characters may not stand in a JSON text as they are; escaped by their number.
                c if c < ' ' => {
                    self.0.push_str("\\u00");
                    for digit in [c as u32 >> 4, c as u32 & 15] {
                        self.0.push(char::from_digit(digit, 16).unwrap_or('0'));
                    }
                }
                c => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    fn plain(&mut self, words: &str) -> Result<(), Wrong> {
        self.0.push_str(words);
        Ok(())
    }

    /// Opens a list or an object.
    fn open(&mut self, bracket: char, close: char) -> Inside<'_> {
        self.0.push(bracket);
        Inside { writer: self, first: true, close }
    }
}

/// A list or an object that is being written.
pub struct Inside<'a> {
    writer: &'a mut Writer,
    first: bool,
    close: char,
}

impl Inside<'_> {
    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.writer.0.push(',');
        }
    }

    fn close(self) -> Result<(), Wrong> {
        self.writer.0.push(self.close);
        Ok(())
    }
}

macro_rules! numbers {
    ($($name:ident: $type:ty),+) => {$(
        fn $name(self, value: $type) -> Result<(), Wrong> {
            self.serialize_i64(i64::try_from(value).map_err(|_| Wrong)?)
        }
    )+};
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Wrong;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = ser::Impossible<(), Wrong>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = ser::Impossible<(), Wrong>;

    numbers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_i64(self, value: i64) -> Result<(), Wrong> {
        self.plain(&value.to_string())
    }
    fn serialize_bool(self, value: bool) -> Result<(), Wrong> {
        self.plain(if value { "true" } else { "false" })
    }
    // Money and times are whole numbers; nothing in the contract is a float.
    fn serialize_f32(self, _: f32) -> Result<(), Wrong> {
        Err(Wrong)
    }
    fn serialize_f64(self, _: f64) -> Result<(), Wrong> {
        Err(Wrong)
    }
    fn serialize_char(self, value: char) -> Result<(), Wrong> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<(), Wrong> {
        self.text(value);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), Wrong> {
        Err(Wrong)
    }
    fn serialize_none(self) -> Result<(), Wrong> {
        self.plain("null")
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Wrong> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Wrong> {
        self.plain("null")
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Wrong> {
        self.plain("null")
    }
    fn serialize_unit_variant(self, _: &str, _: u32, name: &'static str) -> Result<(), Wrong> {
        self.serialize_str(name)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &str,
        value: &T,
    ) -> Result<(), Wrong> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: &T,
    ) -> Result<(), Wrong> {
        Err(Wrong)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, Wrong> {
        Ok(self.open('[', ']'))
    }
    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, Wrong> {
        Ok(self.open('[', ']'))
    }
    fn serialize_tuple_struct(self, _: &str, _: usize) -> Result<Inside<'a>, Wrong> {
        Ok(self.open('[', ']'))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, Wrong> {
        Ok(self.open('{', '}'))
    }
    fn serialize_struct(self, _: &str, _: usize) -> Result<Inside<'a>, Wrong> {
        Ok(self.open('{', '}'))
    }
    fn serialize_tuple_variant(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Wrong> {
        Err(Wrong)
    }
    fn serialize_struct_variant(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Wrong> {
        Err(Wrong)
    }
}

macro_rules! items {
    ($($kind:ident: $add:ident),+) => {$(
        impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = Wrong;
            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
                self.comma();
                value.serialize(&mut *self.writer)
            }
            fn end(self) -> Result<(), Wrong> {
                self.close()
            }
        }
    )+};
}
items!(SerializeSeq: serialize_element, SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field);

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Wrong;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Wrong> {
        self.comma();
        key.serialize(&mut *self.writer)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
        self.writer.0.push(':');
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Wrong> {
        self.close()
    }
}

impl ser::SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = Wrong;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Wrong> {
        self.comma();
        self.writer.text(name);
        self.writer.0.push(':');
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Wrong> {
        self.close()
    }
}

#[cfg(test)]
mod tests;
