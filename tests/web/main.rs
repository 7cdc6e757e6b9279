//! Parts of the app in a browser: what is drawn at the edges of time, of the network and of the stock.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not see that these are tests")]

mod clock;
mod countdown;
mod desk;
mod host;
mod json;
mod load;
mod node;
mod purchase;
mod rich_text;
mod room;
mod time;
mod variant;
mod video;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
