//! A picture that floats above other pages: as browsers have it, and as an iPhone has it.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use crate::platform::task;

/// What an iPhone calls it.
const FLOATING: &str = "picture-in-picture";

/// Whether it can.
pub fn possible(video: &HtmlVideoElement) -> bool {
    let enabled = Reflect::get(&document(), &"pictureInPictureEnabled".into());
    let refused = Reflect::get(video, &"disablePictureInPicture".into()).is_ok_and(|no| no == true);
    let standard = enabled.is_ok_and(|enabled| enabled == true) && !refused;
    standard
        || call(video, "webkitSupportsPresentationMode", Some(FLOATING))
            .is_some_and(|can| can == true)
}

/// Whether it does.
pub fn floats(video: &HtmlVideoElement) -> bool {
    let above = Reflect::get(&document(), &"pictureInPictureElement".into());
    let mode = Reflect::get(video, &"webkitPresentationMode".into());
    above.is_ok_and(|above| above == *AsRef::<JsValue>::as_ref(video))
        || mode.is_ok_and(|mode| mode == FLOATING)
}

/// Makes it float, or brings it back.
pub fn toggle(video: &HtmlVideoElement) {
    let floats = floats(video);
    let asked = if floats {
        call(&document(), "exitPictureInPicture", None)
    } else {
        call(video, "requestPictureInPicture", None)
    };
    if asked.is_none() {
        let mode = if floats { "inline" } else { FLOATING };
        call(video, "webkitSetPresentationMode", Some(mode));
    }
    if let Some(asked) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        // A refusal is no news: the picture stays where it is.
        task::detach(async move { _ = JsFuture::from(asked).await });
    }
}

/// What the function says; nothing when there is none.
fn call(of: &JsValue, name: &str, word: Option<&str>) -> Option<JsValue> {
    let function = Reflect::get(of, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    match word {
        Some(word) => function.call1(of, &word.into()).ok(),
        None => function.call0(of).ok(),
    }
}
