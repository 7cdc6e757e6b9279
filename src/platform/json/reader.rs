//! Reads what the browser parsed. Whatever is wrong, the error is the same word without a message: nothing
//! shows it, and the code that would write it is most of what such a reader weighs.

use js_sys::{Array, JsString, Object, Reflect};
use serde::{
    Deserializer,
    de::{
        self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use wasm_bindgen::{JsCast, JsValue};

/// The largest whole number a JavaScript number holds exactly.
const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;

/// Not JSON of the shape that was asked for.
#[derive(Debug)]
pub struct Wrong;

impl std::fmt::Display for Wrong {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
impl std::error::Error for Wrong {}
impl de::Error for Wrong {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A parsed value.
pub struct Reader(pub JsValue);

impl<'de> Deserializer<'de> for Reader {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let value = self.0;
        if let Some(text) = value.as_string() {
            visitor.visit_string(text)
        } else if let Some(number) = value.as_f64() {
            visitor.visit_i64(whole(number)?)
        } else if let Some(truth) = value.as_bool() {
            visitor.visit_bool(truth)
        } else if value.is_null() || value.is_undefined() {
            visitor.visit_unit()
        } else if Array::is_array(&value) {
            visitor.visit_seq(Items { items: value.unchecked_into(), at: 0 })
        } else {
            let entries = Object::entries(value.unchecked_ref());
            visitor.visit_map(Entries { entries, at: 0, value: JsValue::NULL })
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if !self.0.is_object() {
            return Err(Wrong);
        }
        visitor.visit_map(Fields { object: self.0, fields, value: JsValue::NULL })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum identifier
    }
}

/// A whole number that arrived exactly; a larger one was rounded while it was parsed, so it is refused.
fn whole(number: f64) -> Result<i64, Wrong> {
    let exact = number.abs() <= WHOLE_MAX && number.trunc() == number;
    if exact { Ok(number as i64) } else { Err(Wrong) }
}

struct Items {
    items: Array,
    at: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if self.at >= self.items.length() {
            return Ok(None);
        }
        let item = self.items.get(self.at);
        self.at += 1;
        seed.deserialize(Reader(item)).map(Some)
    }
}

/// The fields a struct knows; others are not even looked at.
struct Fields {
    object: JsValue,
    fields: &'static [&'static str],
    value: JsValue,
}

impl Fields {
    fn next(&mut self) -> Option<&'static str> {
        loop {
            let (field, rest) = self.fields.split_first()?;
            self.fields = rest;
            self.value = Reflect::get(&self.object, &JsString::from(*field)).ok()?;
            if !self.value.is_undefined() {
                return Some(field);
            }
        }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        let Some(field) = self.next() else { return Ok(None) };
        let name: StrDeserializer<'static, Wrong> = field.into_deserializer();
        seed.deserialize(name).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        seed.deserialize(Reader(self.value.clone()))
    }
}

/// The entries of an object whose keys are data.
struct Entries {
    entries: Array,
    at: u32,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Wrong;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        if self.at >= self.entries.length() {
            return Ok(None);
        }
        let pair: Array = self.entries.get(self.at).unchecked_into();
        self.at += 1;
        self.value = pair.get(1);
        seed.deserialize(Reader(pair.get(0))).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        seed.deserialize(Reader(self.value.clone()))
    }
}
