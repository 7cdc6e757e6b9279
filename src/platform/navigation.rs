//! The address bar: where one is, going elsewhere, and back. Links are plain links; a click that the
//! app can answer itself is taken over.

use leptos::prelude::window;
use picklive_contract::Lang;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlAnchorElement, MouseEvent, PopStateEvent, ScrollRestoration, Window};

use super::{events, guest};

/// The path, query and fragment of the address bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// Path, with its leading slash.
    pub path: String,
    /// Query with its `?`, or empty.
    pub search: String,
}

/// Where the browser is.
pub fn here() -> Here {
    let location = window().location();
    Here {
        path: location.pathname().unwrap_or_default(),
        search: location.search().unwrap_or_default(),
    }
}

/// The origin of the page, e.g. `https://shop.example`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The address of this page by https, when it came without.
pub fn secure() -> Option<String> {
    let href = window().location().href().ok()?;
    href.strip_prefix("http://").map(|rest| ["https://", rest].concat())
}

/// The value of the fragment `#name=value`, which never reaches a server or a log.
pub fn fragment(name: &str) -> Option<String> {
    let hash = window().location().hash().ok()?;
    hash.strip_prefix('#')?.strip_prefix(name)?.strip_prefix('=').map(Into::into)
}

/// Adds `href` to the history, without loading anything; remembers how far the page was scrolled.
pub fn push(href: &str) {
    remember_scroll();
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// Replaces the present address by `href`.
pub fn replace(href: &str) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(href));
    }
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Leaves the app for `url`; whether the page is left, since a guest does not take its host's page away but opens
/// another.
pub fn leave(url: &str) -> bool {
    if guest::IS_ONE {
        guest::open(url);
    } else {
        let _ = window().location().set_href(url);
    }
    !guest::IS_ONE
}

/// A window that was opened in the handler of a tap, for a page whose address is known later; it closes again if that
/// never comes.
pub struct Aside(Option<Window>);

impl Aside {
    /// Opens it, with what it `says` in `lang` until then; nothing where browsers let none be opened.
    pub fn open(says: &str, lang: Lang) -> Option<Self> {
        let opened = window().open_with_url_and_target("", "_blank").ok().flatten()?;
        // What is done there has no business here.
        let _ = opened.set_opener(&JsValue::NULL);
        if let Some(page) = opened.document() {
            write(&page, says, lang);
        }
        Some(Self(Some(opened)))
    }

    /// Shows a page in it.
    pub fn go(mut self, url: &str) {
        if let Some(opened) = self.0.take() {
            let _ = opened.location().set_href(url);
        }
    }
}

/// Writes a line into an empty page, which is of this one's origin and policy: as elements, without markup or script.
fn write(page: &Document, says: &str, lang: Lang) {
    page.set_title(says);
    _ = page.document_element().map(|root| root.set_attribute("lang", lang.tag()));
    let Some(body) = page.body() else { return };
    let element = |name: &str, attributes: &[(&str, &str)]| {
        let element = page.create_element(name).ok()?;
        attributes.iter().for_each(|(name, value)| _ = element.set_attribute(name, value));
        Some(element)
    };
    // Readable on a phone, and dark where the phone is.
    let head = [
        [("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
        [("name", "color-scheme"), ("content", "light dark")],
    ];
    for meta in head.iter().filter_map(|meta| element("meta", meta)) {
        _ = page.head().map(|head| head.append_child(&meta));
    }
    if let Some(line) = element("p", &[("role", "status")]) {
        line.set_text_content(Some(says));
        _ = body.append_child(&line);
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(opened) = self.0.take() {
            let _ = opened.close();
        }
    }
}

/// Scrolls to `top` pixels.
pub fn scroll_to(top: f64) {
    window().scroll_to_with_x_and_y(0.0, top);
}

/// How many pixels the page is scrolled.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

/// Scrolls to where the person was when this entry of the history was left.
pub fn restore_scroll() {
    let state = window().history().and_then(|history| history.state());
    if let Some(top) = state.ok().and_then(|top| top.as_f64()).filter(|top| *top > 0.0) {
        scroll_to(top);
    }
}

fn remember_scroll() {
    let top = scrolled();
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&JsValue::from_f64(top), "");
    }
}

/// Calls `go(href)` for every click on a link within the app, and `came_back(scroll)` when the person
/// goes back or forward; from now on until the calling component goes away.
pub fn listen(
    base: impl Fn() -> String + 'static,
    go: impl Fn(String) + 'static,
    came_back: impl Fn(f64) + 'static,
) {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    events::on_window("click", move |event| {
        if let Some(href) = event.dyn_ref().and_then(|event| link_within(event, &base())) {
            event.prevent_default();
            go(href);
        }
    });
    events::on_window("popstate", move |event| {
        let state = event.dyn_ref().map(PopStateEvent::state);
        came_back(state.and_then(|top| top.as_f64()).unwrap_or(0.0));
    });
    events::on_window("pagehide", |_| remember_scroll());
}

/// Whether a click asks for nothing but to follow the link: no key and no other button, with which browsers open it
/// elsewhere.
pub fn is_plain(event: &MouseEvent) -> bool {
    let keyed = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    event.button() == 0 && !keyed
}

/// The address of the link that was clicked, when it is for the app to follow: an unmodified click on a
/// link to the same origin below the base, without `target`, `download` or `rel="external"`.
fn link_within(event: &MouseEvent, base: &str) -> Option<String> {
    if event.default_prevented() || !is_plain(event) {
        return None;
    }
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href]").ok().flatten()?.dyn_into::<HtmlAnchorElement>().ok()?;
    let external = link.rel().split(' ').any(|word| word == "external");
    let elsewhere = link.has_attribute("target") || link.has_attribute("download") || external;
    let path = link.pathname();
    if elsewhere
        || link.origin() != origin()
        || !path.starts_with(base)
        || link.get_attribute("href")?.starts_with('#')
    {
        return None;
    }
    Some(format!("{path}{}{}", link.search(), link.hash()))
}
