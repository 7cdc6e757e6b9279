//! The widget's entry, as `public/embed/picklive-room.js` calls it.

use picklive::platform::guest::Value;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Begins the program, once: `{ api, texts, player }`.
#[wasm_bindgen]
pub fn begin(given: Value) {
    picklive::widget::begin(&given);
}

/// Mounts a room into `place` and tells what happens as events of `host`; what comes back takes it away again.
#[wasm_bindgen]
pub fn mount(host: Value, place: Value, given: Value) -> Value {
    picklive::widget::mount(host, place, &given)
}
