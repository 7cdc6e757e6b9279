//! JSON: parsed by the browser, which is smaller than a second parser, and written by hand.

#[cfg(target_arch = "wasm32")]
mod reader;
#[cfg(any(test, target_arch = "wasm32"))]
mod writer;
#[cfg(any(test, target_arch = "wasm32"))]
mod wrong;

#[cfg(any(test, target_arch = "wasm32"))]
use wrong::Wrong;

use serde::{Serialize, de::DeserializeOwned};

/// Reads a JSON text; `None` when it is not JSON or not of this shape.
#[cfg(target_arch = "wasm32")]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(reader::Reader(js_sys::JSON::parse(text).ok()?)).ok()
}

/// Writes a value as JSON.
#[cfg(target_arch = "wasm32")]
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    let mut writer = writer::Writer::default();
    value.serialize(&mut writer).ok()?;
    Some(writer.0)
}

/// Reads a JSON text; `None` when it is not JSON or not of this shape.
#[cfg(not(target_arch = "wasm32"))]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// Writes a value as JSON.
#[cfg(not(target_arch = "wasm32"))]
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}
