//! The program as a guest on somebody else's page: it stands in a place of its own there, is given what it may not
//! look for, and tells what happens as events of its element. In the shop's own programs there is no such place, and
//! nothing of this.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::events;

/// A value of the page's.
pub type Value = JsValue;
/// The element that a guest is on the page.
pub type Host = SendWrapper<HtmlElement>;

/// Whether this program is one.
pub const IS_ONE: bool = cfg!(feature = "widget");

/// What a guest is given for as long as its program runs.
struct Given {
    /// Under which name it remembers.
    name: String,
    /// Fetches what plays streams.
    player: Option<Function>,
}

thread_local! {
    static GIVEN: RefCell<Option<Given>> = const { RefCell::new(None) };
    static PLACE: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Begins a visit: `name` goes before everything that is remembered in the host's storage, `player` fetches what plays
/// streams.
pub fn begin(name: String, player: JsValue) {
    GIVEN.set(Some(Given { name, player: player.dyn_into().ok() }));
}

/// Under which name a guest remembers.
pub(super) fn name() -> Option<String> {
    let name = || GIVEN.with_borrow(|given| given.as_ref().map(|given| given.name.clone()));
    IS_ONE.then(name).flatten()
}

/// What fetches the player of streams for a guest.
pub(super) fn player() -> Option<Function> {
    let player = || GIVEN.with_borrow(|given| given.as_ref()?.player.clone());
    IS_ONE.then(player).flatten()
}

/// Where a guest was used last: what it looks for by a name is there, and nowhere else on the page.
pub(super) fn place() -> Option<HtmlElement> {
    IS_ONE.then(|| PLACE.with_borrow(Clone::clone)).flatten()
}

/// Follows which of several places is used, until the calling component goes away.
pub fn stand_in(place: &HtmlElement) {
    PLACE.set(Some(place.clone()));
    for name in ["pointerdown", "focusin"] {
        let of = place.clone();
        events::listen(place, name, move |_| PLACE.set(Some(of.clone())));
    }
}

/// Forgets a place that is gone.
pub fn leave(place: &HtmlElement) {
    PLACE.with_borrow_mut(|last| {
        last.take_if(|last| last == place);
    });
}

/// Opens an address in a window of its own. The link to it stays on the page for who lets no window be opened.
pub(super) fn open(url: &str) {
    let opened = window().open_with_url_and_target(url, "_blank").ok().flatten();
    if let Some(opened) = opened {
        // What is paid there has no business here.
        let _ = opened.set_opener(&JsValue::NULL);
    }
}

/// The text that an object has under a name.
pub fn text(of: &JsValue, name: &str) -> Option<String> {
    let text = field(of, name).as_string()?;
    Some(text).filter(|text| !text.is_empty())
}

/// Whether an object has `true` under a name.
pub fn is_set(of: &JsValue, name: &str) -> bool {
    field(of, name) == JsValue::TRUE
}

/// What an object has under a name.
pub fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// A question to the page that is answered by a number.
#[derive(Clone, Debug)]
pub struct Asked(SendWrapper<Function>);

impl Asked {
    /// Puts it; nothing when the answer is no number.
    pub fn ask(&self) -> Option<f64> {
        self.0.call0(&JsValue::UNDEFINED).ok()?.as_f64().filter(|answer| answer.is_finite())
    }
}

/// The question that an object has under a name.
pub fn asked(of: &JsValue, name: &str) -> Option<Asked> {
    Some(Asked(SendWrapper::new(field(of, name).dyn_into().ok()?)))
}

/// Something that the page's side fetches when it is asked to.
#[derive(Clone, Debug)]
pub struct Fetched(SendWrapper<Function>);

impl Fetched {
    /// Begins to fetch it, at once; what comes is its text, or nothing when it could not be had.
    pub fn begin(&self) -> impl Future<Output = Option<String>> + use<> {
        let promise = self.0.call0(&JsValue::UNDEFINED).ok();
        let promise = promise.and_then(|promise| promise.dyn_into::<Promise>().ok());
        // From now on, so that a failure is heard also while something else is waited for.
        let answer = promise.map(JsFuture::from);
        async move { answer?.await.ok()?.as_string() }
    }
}

/// What an object fetches under a name.
pub fn fetched(of: &JsValue, name: &str) -> Option<Fetched> {
    Some(Fetched(SendWrapper::new(field(of, name).dyn_into().ok()?)))
}

/// An element that came as a value.
pub fn element(value: JsValue) -> Option<HtmlElement> {
    value.dyn_into().ok()
}

/// A function for the page that can be called once.
pub fn once(act: impl FnOnce() + 'static) -> JsValue {
    Closure::once_into_js(act)
}

/// Tells the page of something, as an event of the element; whether it was stopped.
pub fn tell(host: &HtmlElement, name: &str, detail: &impl Serialize, can_be_stopped: bool) -> bool {
    let Ok(detail) = detail.serialize(&Serializer::json_compatible()) else { return false };
    let how = CustomEventInit::new();
    how.set_bubbles(true);
    how.set_composed(true);
    how.set_cancelable(can_be_stopped);
    how.set_detail(&detail);
    let event = CustomEvent::new_with_event_init_dict(name, &how);
    event.is_ok_and(|event| host.dispatch_event(&event) == Ok(false))
}
