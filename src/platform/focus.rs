//! Focus: to the heading of a new page, and kept when the first screen is taken over.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Focuses the page's heading, so that a screen reader says where one has arrived; whether there is one.
pub fn heading() -> bool {
    let found = document().query_selector("#app h1").ok().flatten();
    let heading = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    heading.inspect(focus).is_some()
}

/// Whether nothing in particular has the focus.
pub fn is_free() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Focuses the element with this id.
pub fn by_id(id: &str) {
    let found = document().get_element_by_id(id);
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Focuses the first input that can be used within the element with this id.
pub fn first_input(id: &str) {
    let selector = format!("#{id} input:not([disabled])");
    let found = document().query_selector(&selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Where the focus was on the server's page before the app took over: by id, name or link.
pub struct Kept(Option<(&'static str, String)>);

/// Remembers the focus within the element with this id.
pub fn keep(id: &str) -> Kept {
    let root = document().get_element_by_id(id);
    let active = document()
        .active_element()
        .filter(|active| root.is_some_and(|root| root.contains(Some(active))));
    let Some(active) = active else { return Kept(None) };
    let found = ["id", "name", "href"]
        .into_iter()
        .find_map(|name| Some((name, active.get_attribute(name)?)));
    Kept(found)
}

impl Kept {
    /// Brings the focus back, if the same thing is on the page again.
    pub fn restore(self) {
        let Some((name, value)) = self.0.filter(|kept| !kept.1.contains(['"', '\\'])) else {
            return;
        };
        let found =
            document().query_selector(&["[", name, "=\"", &value, "\"]"].concat()).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            focus(&element);
        }
    }
}

/// Whether an event happened at the very element that listens, not at one within it.
pub fn is_own(event: &web_sys::Event) -> bool {
    matches!((event.target(), event.current_target()), (Some(at), Some(here)) if at == here)
}
