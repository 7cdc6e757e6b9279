//! An answer that is read piece by piece while it comes.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, Response};

/// The pieces of an answer's body. Dropped, it ends the connection.
pub struct Pieces {
    reader: ReadableStreamDefaultReader,
    controller: AbortController,
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

impl Pieces {
    /// The body of `response`, which `controller` can end; `None` where it cannot be read so.
    pub fn of(response: &Response, controller: AbortController) -> Option<Self> {
        let reader = response.body()?.get_reader().dyn_into().ok()?;
        Some(Self { reader, controller })
    }

    /// The next piece; `None` at the end, also when the line broke.
    pub async fn next(&self) -> Option<Vec<u8>> {
        let read = JsFuture::from(self.reader.read()).await.ok()?;
        let value = Reflect::get(&read, &JsValue::from_str("value")).ok()?;
        Some(value.dyn_into::<Uint8Array>().ok()?.to_vec())
    }
}
