//! The widget: a live room alone, for pages that are not ours. A program of its own (`src/bin/widget.rs`), which the
//! element `<picklive-room>` (`public/embed/picklive-room.js`) fetches and mounts into its shadow root.
//!
//! It is a guest: attributes in, composed events out, custom properties for looks, and nothing is left behind. It is
//! made of checkout and the room and what they stand on; it knows no router and no app state.

mod guide;
mod mount;
mod person;
mod rest;
mod shared;
mod tell;

pub use mount::mount;

use crate::{
    platform::guest::{self, Value},
    text,
};

/// Begins the program: for one API and one language, with the sentences of that language and what fetches the player
/// of streams.
pub fn begin(given: &Value) {
    // The message is for developers; the element's script says that something broke.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
    text::learn(guest::text(given, "texts"));
    let name = guest::text(given, "api").unwrap_or_default();
    // As shops on one host keep their names apart, guests of several shops do.
    guest::begin(format!("@{name}/"), guest::field(given, "player"));
}
