//! Timers that end with their component.

use std::time::Duration;

use leptos::prelude::*;

/// Calls `run` once after `delay`, unless the calling component goes away before.
pub fn after(delay: Duration, run: impl FnOnce() + 'static) {
    if let Ok(timer) = set_timeout_with_handle(run, delay) {
        on_cleanup(move || timer.clear());
    }
}

/// Calls `run` every `period` until the calling component goes away.
pub fn every(period: Duration, run: impl Fn() + 'static) {
    if let Ok(timer) = set_interval_with_handle(run, period) {
        on_cleanup(move || timer.clear());
    }
}

/// Waits. Ends early, never to be continued, when the waiting task is cancelled.
pub async fn sleep(delay: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let millis = i32::try_from(delay.as_millis()).unwrap_or(i32::MAX);
            // Without a timer the promise would never end; resolving at once is the safer half.
            if window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
                .is_err()
            {
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            }
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
