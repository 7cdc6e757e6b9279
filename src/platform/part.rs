//! The part of the program that comes after the start.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::document;

/// Whether it is no longer where this page looks for it: the shop was built anew.
pub async fn is_gone() -> bool {
    let Some(address) = document::meta("picklive-part") else { return false };
    let fetched = JsFuture::from(window().fetch_with_str(&address)).await;
    let answer = fetched.ok().and_then(|answer| answer.dyn_into::<Response>().ok());
    answer.is_some_and(|answer| answer.status() == 404)
}
