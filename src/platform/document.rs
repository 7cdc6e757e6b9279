//! The page's document: what stands in its head, its title and its language.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The content of `<meta name=…>`.
pub fn meta(name: &str) -> Option<String> {
    let found = document().query_selector(&format!("meta[name=\"{name}\"]")).ok().flatten()?;
    found.get_attribute("content")
}

/// The base path of the installation, from `<base href>`; starts and ends with `/`.
pub fn base_path() -> String {
    let base = document().base_uri().ok().flatten().and_then(|uri| web_sys::Url::new(&uri).ok());
    let path = base.map_or_else(|| "/".into(), |url| url.pathname());
    match path.rfind('/') {
        Some(end) => path[..=end].into(),
        None => "/".into(),
    }
}

/// The text of the element with this id.
pub fn text_of(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// Sets the title shown by the browser.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The language the page was sent in.
pub fn html_lang() -> String {
    document().document_element().and_then(|html| html.get_attribute("lang")).unwrap_or_default()
}

/// An element that is not on the page yet.
pub fn detached() -> Option<HtmlElement> {
    document().create_element("div").ok()?.dyn_into().ok()
}

/// Puts `fresh` in the place of the element with this id and gives it that id.
pub fn take_place(id: &str, fresh: &HtmlElement) {
    fresh.set_id(id);
    match document().get_element_by_id(id) {
        Some(old) => {
            let _ = old.replace_with_with_node_1(fresh);
        }
        None => {
            if let Some(body) = document().body() {
                let _ = body.append_child(fresh);
            }
        }
    }
}

/// Tells the shell's script that the app runs (`picklive:started`) or broke (`picklive:panic`).
pub fn announce(event: &str) {
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::CustomEvent::new(event)) {
        let _ = window.dispatch_event(&event);
    }
}
