//! Whether the page can be seen, and the moments after which nothing about time is certain.

use js_sys::Reflect;
use leptos::prelude::document;
use web_sys::Event;

use super::events;

/// Whether the page is visible now.
pub fn visible() -> bool {
    document().visibility_state() != web_sys::VisibilityState::Hidden
}

/// Calls `run(visible)` whenever the page is shown or hidden, comes back from the back-forward cache or
/// back online, until the calling component goes away.
pub fn on_change(run: impl Fn(bool) + Clone + 'static) {
    // `visibilitychange` is fired at the document and bubbles to the window.
    for name in ["visibilitychange", "pageshow", "online", "offline"] {
        let run = run.clone();
        events::on_window(name, move |event| {
            if !first_show(&event) {
                run(visible());
            }
        });
    }
}

/// Whether the event is the `pageshow` at the end of every page's loading, after which all is as before.
fn first_show(event: &Event) -> bool {
    Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted == false)
}
