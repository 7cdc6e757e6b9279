//! The engines that journeys are walked in.

use std::cell::Cell;

use anyhow::Result;

/// An engine that draws pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium's, with all that its own protocol can do: a line that breaks, a finger, colours that change.
    Chromium,
    /// The family of the iPhone's, as `WebKitGTK`: what W3C WebDriver has words for, and no more.
    WebKit,
}

thread_local! {
    /// What journeys that begin on this thread are walked in. A test has a thread of its own.
    static CHOSEN: Cell<Engine> = const { Cell::new(Engine::Chromium) };
}

/// Walks a journey in `WebKit` that is otherwise walked in Chromium.
///
/// # Errors
/// What the journey says, also when it needs something that only Chromium can do.
pub fn in_webkit(walk: fn() -> Result<()>) -> Result<()> {
    CHOSEN.set(Engine::WebKit);
    let walked = walk();
    CHOSEN.set(Engine::Chromium);
    walked
}

/// What the journey that begins now is walked in.
pub(crate) fn chosen() -> Engine {
    CHOSEN.get()
}
