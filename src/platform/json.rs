//! JSON, read and written by the browser's own parser: in the app that is smaller than a second one.

#[cfg(target_arch = "wasm32")]
mod reader;

use serde::{Serialize, de::DeserializeOwned};

/// Reads a JSON text; `None` when it is not JSON or not of this shape.
#[cfg(target_arch = "wasm32")]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(reader::Reader(js_sys::JSON::parse(text).ok()?)).ok()
}

/// Writes a value as JSON.
#[cfg(target_arch = "wasm32")]
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
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
