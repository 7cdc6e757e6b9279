//! The browser's own player of streams, where it takes no media from scripts: an iPhone before iOS 17.1.

use js_sys::{Date, Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::HtmlVideoElement;

use super::{Source, Trouble};

/// Plays `source` in an element, a recording from so many seconds on.
pub fn attach(video: &HtmlVideoElement, source: &Source, from: f64) {
    video.set_src(&source.url);
    video.load();
    if !source.live && from > 0.0 {
        video.set_current_time(from);
    }
}

/// Leaves the element empty.
pub fn detach(video: &HtmlVideoElement) {
    let _ = video.remove_attribute("src");
    video.load();
}

/// The moment that is seen, in milliseconds since 1970: not a number when the stream does not say.
pub fn date(video: &HtmlVideoElement) -> Option<f64> {
    let begin = Reflect::get(video, &"getStartDate".into()).ok()?.dyn_into::<Function>().ok()?;
    let begin = begin.call0(video).ok()?.dyn_into::<Date>().ok()?;
    Some(begin.get_time() + video.current_time() * 1_000.0)
}

/// What an element gave up over.
pub fn trouble(video: &HtmlVideoElement) -> Trouble {
    match video.error().map(|error| error.code()) {
        Some(2) => Trouble::Line,
        Some(3) => Trouble::Media,
        _ => Trouble::Other,
    }
}
