//! Listeners that end with their component.

use js_sys::Reflect;
use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// Calls `run` for every event of this name at `target`, until the calling component goes away.
pub fn listen(target: &EventTarget, name: &'static str, run: impl FnMut(Event) + 'static) {
    listen_boxed(target.clone(), name, Box::new(run));
}

/// Calls `run` for every event of this name at the window.
pub fn on_window(name: &'static str, run: impl FnMut(Event) + 'static) {
    if let Some(window) = web_sys::window() {
        listen_boxed(window.into(), name, Box::new(run));
    }
}

fn listen_boxed(target: EventTarget, name: &'static str, run: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(run);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    let held = SendWrapper::new((target, closure));
    on_cleanup(move || {
        let (target, closure) = held.take();
        let _ = target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    });
}

/// Whether an input method is still putting together the text that an `input` event tells of: what stands in
/// the field then, such as pinyin, is not what the person writes.
pub fn is_composing(event: &Event) -> bool {
    Reflect::get(event, &"isComposing".into()).is_ok_and(|composing| composing == true)
}
