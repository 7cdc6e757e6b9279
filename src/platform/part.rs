//! The parts of the program that come after the start.

use js_sys::{Promise, Reflect};
use leptos::prelude::{document as page, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Response};

use super::document;

/// Whether it is no longer where this page looks for it: the shop was built anew.
pub async fn is_gone() -> bool {
    let Some(address) = document::meta("picklive-part") else { return false };
    let fetched = JsFuture::from(window().fetch_with_str(&address)).await;
    let answer = fetched.ok().and_then(|answer| answer.dyn_into::<Response>().ok());
    answer.is_some_and(|answer| answer.status() == 404)
}

/// The link to the sheet of rooms, while that is none yet.
const SHEET: &str = "link[rel=rooms]";

/// Fetches the sheet of style that goes with the part for rooms, from now on. Whether it is there, says what comes
/// back.
pub fn styled() -> impl Future<Output = bool> {
    // Absent where all sheets stand in the page, and once it was fetched.
    let link = page().query_selector(SHEET).ok().flatten();
    let loaded = link.as_ref().map(|link| {
        let loaded = Promise::new(&mut |done, failed| {
            let _ = Reflect::set(link, &"onload".into(), &done);
            let _ = Reflect::set(link, &"onerror".into(), &failed);
        });
        set_rel(link, "stylesheet");
        JsFuture::from(loaded)
    });
    async move {
        let (Some(link), Some(loaded)) = (link, loaded) else { return true };
        let there = loaded.await.is_ok();
        if !there {
            // To be asked for again.
            set_rel(&link, "rooms");
        }
        there
    }
}

fn set_rel(link: &Element, rel: &str) {
    let _ = link.set_attribute("rel", rel);
}
