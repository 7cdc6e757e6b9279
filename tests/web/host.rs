//! A place on the page for one test, removed with it.

use std::any::Any;

use js_sys::Promise;
use leptos::{mount::mount_to, prelude::*, task::tick};
use picklive::{
    address::{Now, Site},
    signal::Var,
    ui::Node,
};
use picklive_contract::{
    Lang, UnixMillis,
    storefront::{Capability, Storefront},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlElement, HtmlInputElement};

/// Turns that what was asked for may take to be seen.
const TURNS: usize = 100;
/// Frames that what waits for a timer may take to be seen.
const FRAMES: usize = 600;

/// A mounted view.
pub struct Host {
    place: HtmlElement,
    _mounted: Box<dyn Any>,
}

impl Host {
    /// Mounts what `view` draws in an element of its own.
    pub fn new(view: impl FnOnce() -> Node + 'static) -> Self {
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        Self { _mounted: Box::new(mount_to(place.clone(), view)), place }
    }

    /// The first element that a selector finds.
    pub fn find(&self, css: &str) -> Option<HtmlElement> {
        self.place.query_selector(css).unwrap().map(JsCast::unchecked_into)
    }

    /// What an element says; empty when there is none.
    pub fn says(&self, css: &str) -> String {
        self.find(css).and_then(|found| found.text_content()).unwrap_or_default()
    }

    /// Everything that is said.
    pub fn text(&self) -> String {
        self.place.text_content().unwrap_or_default()
    }

    /// Clicks an element that is there.
    pub fn click(&self, css: &str) {
        self.find(css).unwrap_or_else(|| panic!("no {css} in {}", self.place.inner_html())).click();
    }

    /// Types into a field that is there.
    pub fn type_into(&self, css: &str, text: &str) {
        self.find(css).unwrap().unchecked_into::<HtmlInputElement>().set_value(text);
        let event = Event::new("input").unwrap();
        event.init_event_with_bubbles("input", true);
        self.find(css).unwrap().dispatch_event(&event).unwrap();
    }

    /// Waits until something is so, that takes no time by the clock.
    pub async fn until(&self, what: &str, so: impl Fn(&Self) -> bool) {
        for _ in 0..TURNS {
            if so(self) {
                return;
            }
            tick().await;
        }
        panic!("{what} did not come: {}", self.place.inner_html());
    }

    /// Waits until something is so, that waits for a timer itself.
    pub async fn until_later(&self, what: &str, so: impl Fn(&Self) -> bool) {
        for _ in 0..FRAMES {
            if so(self) {
                return;
            }
            let frame = Promise::new(&mut |done, _| {
                window().request_animation_frame(&done).unwrap();
            });
            JsFuture::from(frame).await.unwrap();
        }
        panic!("{what} did not come: {}", self.place.inner_html());
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.place.remove();
    }
}

/// A clock that a test moves.
#[derive(Clone, Copy)]
pub struct Hands {
    /// The time, in milliseconds.
    pub at: Var<Option<UnixMillis>>,
    /// Whether it is certain.
    pub sure: Var<bool>,
}

/// A shop that has all that rooms have.
pub fn shop() -> Storefront {
    let sample = include_str!("../../contract/samples/get-storefront.answer.json");
    let mut shop: Storefront = serde_json::from_str(sample).unwrap();
    shop.capabilities.extend([Capability::Coupons, Capability::Bags, Capability::Follows]);
    shop
}

/// An English site at a time that the test moves.
pub fn site(at: i64, sure: bool) -> (Site, Hands) {
    let hands = Hands { at: Var::new(Some(UnixMillis(at))), sure: Var::new(sure) };
    let now = Now::new(hands.at, hands.sure);
    (Site { base: "/".into(), shop: None, lang: Lang::En, now }, hands)
}
