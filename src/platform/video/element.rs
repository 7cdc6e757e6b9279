//! The element itself: what makes it play within the page, and what it shows.

use js_sys::Reflect;
use web_sys::HtmlVideoElement;

use super::{Look, floating};
use crate::platform::{clock::monotonic, visibility};

/// How far behind the end it is gone to, in seconds: at the very end nothing has come yet.
const BEHIND: f64 = 3.0;

/// Makes it play where it stands, without sound, and not on a television: also in WeChat's web views, which know
/// names of their own for that, and for media from scripts on an iPhone, which takes them from an element only that
/// plays nowhere else.
pub fn prepare(video: &HtmlVideoElement) {
    for (name, value) in [
        ("playsinline", ""),
        ("webkit-playsinline", "true"),
        ("x5-playsinline", "true"),
        ("x5-video-player-type", "h5-page"),
        ("disableremoteplayback", ""),
        ("preload", "auto"),
        ("muted", ""),
    ] {
        let _ = video.set_attribute(name, value);
    }
    video.set_muted(true);
}

/// What it shows now.
pub fn look(video: &HtmlVideoElement) -> Look {
    Look {
        mono: monotonic(),
        position: video.current_time(),
        paused: video.paused(),
        seen: visibility::visible() || floating::floats(video),
    }
}

/// Whether anybody has touched the page, as far as the browser says: before that nobody can have asked for sound.
pub fn is_touched() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let activation = navigator.and_then(|it| Reflect::get(&it, &"userActivation".into()).ok());
    let been = activation.and_then(|it| Reflect::get(&it, &"hasBeenActive".into()).ok());
    been.is_none_or(|been| been != false)
}

/// Close to the end of what has come, where a browser keeps the live edge.
pub fn to_edge(video: &HtmlVideoElement) {
    let ranges = video.seekable();
    let last = ranges.length().checked_sub(1).and_then(|last| ranges.end(last).ok());
    if let Some(end) = last.filter(|end| end.is_finite()) {
        video.set_current_time((end - BEHIND).max(0.0));
    }
}
