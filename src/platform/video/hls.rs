//! hls.js, by way of `public/player.js`, which is fetched when a stream is first played.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use super::{Source, Trouble};
use crate::platform::guest;

/// How the page's script is asked for it (`public/start.js`).
const FETCH: &str = "picklivePlayer";

/// One stream in one element. Dropped, it leaves the element.
pub struct Player {
    hls: JsValue,
    _tell: Closure<dyn Fn(String)>,
}

impl Drop for Player {
    fn drop(&mut self) {
        call(&self.hls, "destroy", &Array::new());
    }
}

impl Player {
    /// The moment that is seen, in milliseconds since 1970.
    pub fn date(&self) -> Option<f64> {
        call(&self.hls, "date", &Array::new())?.as_f64()
    }

    /// Fetches again and goes to the live edge.
    pub fn edge(&self) {
        call(&self.hls, "edge", &Array::new());
    }

    /// Has the decoder begin anew.
    pub fn mend(&self) {
        call(&self.hls, "mend", &Array::new());
    }
}

/// Whether the browser takes media from scripts, so that hls.js can play.
pub fn is_possible() -> bool {
    let window = js_sys::global();
    let has =
        |name: &str| Reflect::get(&window, &name.into()).is_ok_and(|found| found.is_function());
    has("MediaSource") || has("ManagedMediaSource")
}

/// What plays streams. `again` is how often it was asked for in vain: browsers remember of an address that it failed.
pub async fn module(again: u32) -> Option<JsValue> {
    let window = js_sys::global();
    let fetch = match guest::player() {
        Some(fetch) => fetch,
        None => Reflect::get(&window, &FETCH.into()).ok()?.dyn_into::<Function>().ok()?,
    };
    let mark = if again == 0 { String::new() } else { ["?", &again.to_string()].concat() };
    let asked = fetch.call1(&window, &mark.into()).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(asked).await.ok()
}

/// Plays `source` in an element, a recording from so many seconds on; `tell` hears what it gave up over.
pub fn attach(
    module: &JsValue,
    video: &HtmlVideoElement,
    source: &Source,
    from: f64,
    tell: impl Fn(Trouble) + 'static,
) -> Option<Player> {
    let tell: Closure<dyn Fn(String)> = Closure::new(move |word: String| {
        tell(match word.as_str() {
            "networkError" => Trouble::Line,
            "mediaError" => Trouble::Media,
            _ => Trouble::Other,
        });
    });
    // Of what is on the air the player knows itself where to begin.
    let from = if source.live { JsValue::NULL } else { from.into() };
    let given = Array::of4(video, &source.url.as_str().into(), &from, tell.as_ref());
    let hls = call(module, "attach", &given).filter(JsValue::is_object)?;
    Some(Player { hls, _tell: tell })
}

fn call(of: &JsValue, name: &str, given: &Array) -> Option<JsValue> {
    let function = Reflect::get(of, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    function.apply(of, given).ok()
}
