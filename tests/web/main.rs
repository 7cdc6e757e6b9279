//! Parts of the app in a browser: what is drawn at the edges of time, of the network and of the stock.

#![cfg(target_arch = "wasm32")]

mod countdown;
mod host;
mod load;
mod rich_text;
mod variant;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
