//! Focus: to the heading of a new page, and kept when the first screen is taken over.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, ScrollBehavior, ScrollToOptions};

use super::guest;

fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// The page's heading, and not that of a room that is small in its corner.
const HEADING: &str = "#app h1:not(.room-corner *)";

/// Focuses the page's heading, so that a screen reader says where one has arrived; whether there is one.
pub fn heading() -> bool {
    found(HEADING).inspect(focus).is_some()
}

/// Whether the page's heading has the focus.
pub fn is_at_heading() -> bool {
    let at = document().active_element();
    at.is_some_and(|at| at.matches(HEADING).unwrap_or(false))
}

/// Whether something of the page is still waited for.
pub fn is_waiting() -> bool {
    found("#app main .wait").is_some()
}

/// Whether nothing in particular has the focus.
pub fn is_free() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Takes the focus from where it is: that is about to be hidden.
pub fn let_go() {
    let at = document().active_element().and_then(|at| at.dyn_into::<HtmlElement>().ok());
    if let Some(at) = at {
        let _ = at.blur();
    }
}

/// Focuses the element with this id. Some hold words of the shop's, which need be no selector; those of what a guest
/// shows are all our own.
pub fn by_id(id: &str) {
    let found = match guest::place() {
        Some(place) => place.query_selector(&["#", id].concat()).ok().flatten(),
        None => document().get_element_by_id(id),
    };
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// How many rows a list has.
pub fn rows(list: &str) -> u32 {
    found(list).map_or(0, |list| list.child_element_count())
}

/// Focuses the link of a list's row, counted from 0, without going there.
pub fn row(list: &str, nth: u32) {
    if let Some(link) = found(&format!("{list} > li:nth-child({}) a", nth + 1)) {
        focus(&link);
    }
}

/// Focuses the first input that can be used within the element with this id.
pub fn first_input(id: &str) {
    if let Some(input) = found(&format!("#{id} input:not([disabled])")) {
        let _ = input.focus();
    }
}

/// What can be swiped along, of which a page has one each.
const STRIPS: [&str; 2] = [".slides", ".hours"];

/// Where one was on the server's page before the app took over: the focus by id, name or link, and how far
/// each of what can be swiped was.
pub struct Kept {
    focus: Option<(&'static str, String)>,
    swiped: [i32; STRIPS.len()],
}

/// Remembers the focus within the element with this id, and what was swiped.
pub fn keep(id: &str) -> Kept {
    let swiped = STRIPS.map(|strip| found(strip).map_or(0, |strip| strip.scroll_left()));
    Kept { focus: focused(id), swiped }
}

fn found(selector: &str) -> Option<HtmlElement> {
    let found = match guest::place() {
        Some(place) => place.query_selector(selector),
        None => document().query_selector(selector),
    };
    found.ok().flatten()?.dyn_into().ok()
}

fn focused(id: &str) -> Option<(&'static str, String)> {
    let root = document().get_element_by_id(id);
    let active = document()
        .active_element()
        .filter(|active| root.is_some_and(|root| root.contains(Some(active))));
    let active = active?;
    ["id", "name", "href"].into_iter().find_map(|name| Some((name, active.get_attribute(name)?)))
}

impl Kept {
    /// Brings both back, if the same things are on the page again.
    pub fn restore(self) {
        for (strip, left) in STRIPS.into_iter().zip(self.swiped) {
            if let Some(strip) = found(strip).filter(|_| left > 0) {
                // At once, also where the sheet lets it glide.
                let to = ScrollToOptions::new();
                to.set_left(left.into());
                to.set_behavior(ScrollBehavior::Instant);
                strip.scroll_to_with_scroll_to_options(&to);
            }
        }
        let Some((name, value)) = self.focus.filter(|kept| !kept.1.contains(['"', '\\'])) else {
            return;
        };
        if let Some(element) = found(&["[", name, "=\"", &value, "\"]"].concat()) {
            focus(&element);
        }
    }
}

/// Whether an event happened at the very element that listens, not at one within it.
pub fn is_own(event: &web_sys::Event) -> bool {
    matches!((event.target(), event.current_target()), (Some(at), Some(here)) if at == here)
}
