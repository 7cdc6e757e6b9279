//! Parts of the app in a browser: what is drawn at the edges of time, of the network and of the stock.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not see that these are tests")]

mod bags;
mod clock;
mod countdown;
mod desk;
mod dressed;
mod follows;
mod host;
mod json;
mod lines;
mod load;
mod node;
mod over;
mod paying;
mod purchase;
mod recheck;
mod rich_text;
mod room;
mod server;
mod taps;
mod time;
mod touch;
mod variant;
mod video;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
