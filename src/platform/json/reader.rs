//! Reads what the browser parsed.

use std::{cell::RefCell, collections::BTreeMap};

use js_sys::{Array, JsString, Object, Reflect};
use serde::{
    Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
};
use wasm_bindgen::{JsCast, JsValue};

use super::{Last, Wrong};

/// The largest whole number a JavaScript number holds exactly.
const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;

/// A parsed value.
pub struct Reader(pub JsValue);

impl Reader {
    #[inline(never)]
    fn text(&self) -> Result<String, Wrong> {
        self.0.as_string().ok_or(Wrong)
    }

    #[inline(never)]
    fn number(&self) -> Result<i64, Wrong> {
        whole(self.0.as_f64().ok_or(Wrong)?)
    }
}

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
        } else if value.is_null_or_undefined() {
            visitor.visit_unit()
        } else if Array::is_array(&value) {
            visitor.visit_seq(Items { items: value.unchecked_into(), at: 0 })
        } else {
            let entries = Object::entries(value.unchecked_ref());
            visitor.visit_map(Entries { entries, at: 0, value: JsValue::NULL })
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null_or_undefined() { visitor.visit_none() } else { visitor.visit_some(self) }
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
        // As a row of fields in their order, not as a map: names are then looked up by the browser, and
        // the code that would tell them apart here, for each struct anew, is not needed.
        visitor.visit_seq(Fields { object: self.0, fields })
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.0.as_bool().ok_or(Wrong)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if !Array::is_array(&self.0) {
            return Err(Wrong);
        }
        visitor.visit_seq(Items { items: self.0.unchecked_into(), at: 0 })
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
        i8 i16 i32 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct map enum identifier
    }
}

/// A whole number that arrived exactly; a larger one was rounded while it was parsed, so it is refused.
fn whole(number: f64) -> Result<i64, Wrong> {
    let exact = number.abs() <= WHOLE_MAX && number.trunc() == number;
    if exact { Ok(number as i64) } else { Err(Wrong) }
}

/// Leaves of the lists of messages that came one after the other what will be kept of them.
pub fn keep_last<'a>(all: impl DoubleEndedIterator<Item = &'a JsValue>, last: &Last) {
    let inside = |of: &JsValue, name| Reflect::get(of, &JsValue::from_str(name)).ok();
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for whole in all.rev() {
        let [outer, name] = last.list;
        let Some(outer) = inside(whole, outer).filter(JsValue::is_object) else { continue };
        let Some(list) = inside(&outer, name).and_then(|list| list.dyn_into::<Array>().ok()) else {
            continue;
        };
        let of = inside(whole, last.of).and_then(|of| of.as_string()).unwrap_or_default();
        let left = left.entry(of).or_insert(last.most);
        let over = list.length().saturating_sub(*left as u32);
        *left = left.saturating_sub(list.length() as usize);
        if over > 0 {
            let kept = list.slice(over, list.length());
            _ = Reflect::set(&outer, &JsValue::from_str(name), &kept);
        }
    }
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

thread_local! {
    /// Names of fields as the browser has them. They are part of the program, so each is known by its place.
    static NAMES: RefCell<BTreeMap<(usize, usize), JsString>> = const { RefCell::new(BTreeMap::new()) };
}

/// Uses the name of a field as the browser has it: made once, and not for each comment anew.
fn name<T>(field: &'static str, using: impl FnOnce(&JsString) -> T) -> T {
    NAMES.with_borrow_mut(|names| {
        let place = (field.as_ptr() as usize, field.len());
        using(names.entry(place).or_insert_with(|| JsString::from(field)))
    })
}

/// The fields a struct knows, in its order; others are not even looked at.
struct Fields {
    object: JsValue,
    fields: &'static [&'static str],
}

impl Fields {
    /// The next field, or nothing where the object has none, or null: then the struct has its default for it.
    fn next(&mut self) -> Option<Reader> {
        let (field, rest) = self.fields.split_first()?;
        self.fields = rest;
        let value = name(field, |name| Reflect::get(&self.object, name)).ok()?;
        (!value.is_null_or_undefined()).then_some(Reader(value))
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Wrong;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        self.next().map(|value| seed.deserialize(value)).transpose()
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
