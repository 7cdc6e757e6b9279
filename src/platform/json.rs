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

/// Lists of which no more is read than will be kept: of what is told faster than anybody reads, the rest would be
/// forgotten as soon as it was read.
pub struct Last {
    /// The field that says of whom a message is.
    pub of: &'static str,
    /// Where the list is in it.
    pub list: [&'static str; 2],
    /// How much is kept of each.
    pub most: usize,
}

/// Reads JSON texts that came together, of the lists the last of all together.
#[cfg(target_arch = "wasm32")]
pub fn read_last<T: DeserializeOwned>(texts: &[&str], last: &Last) -> Vec<Option<T>> {
    let all: Vec<_> = texts.iter().map(|text| js_sys::JSON::parse(text).ok()).collect();
    reader::keep_last(all.iter().flatten(), last);
    all.into_iter().map(|whole| T::deserialize(reader::Reader(whole?)).ok()).collect()
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

/// Reads JSON texts that came together; a server is not told so much that it would read less of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn read_last<T: DeserializeOwned>(texts: &[&str], _: &Last) -> Vec<Option<T>> {
    texts.iter().map(|text| read(text)).collect()
}

/// Writes a value as JSON.
#[cfg(not(target_arch = "wasm32"))]
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}
