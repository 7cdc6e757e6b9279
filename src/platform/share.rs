//! Sharing a link: the system's sheet, else the clipboard.

use wasm_bindgen_futures::JsFuture;

/// How sharing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The system's sheet took it, or the person closed it.
    Sheet,
    /// The link is on the clipboard.
    Copied,
    /// Neither worked.
    Failed,
}

/// Shares `href` (an address of the app) with a title.
pub async fn share(title: String, href: String) -> Shared {
    let Some(window) = web_sys::window() else { return Shared::Failed };
    let url = whole(&window, &href);
    let navigator = window.navigator();
    if js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false) {
        let data = web_sys::ShareData::new();
        data.set_title(&title);
        data.set_url(&url);
        match JsFuture::from(navigator.share_with_data(&data)).await {
            // A person who closes the sheet has answered; anything else is a sheet that did not come.
            Err(error) if !is_closed(&error) => {}
            _ => return Shared::Sheet,
        }
    }
    if copy(&url).await { Shared::Copied } else { Shared::Failed }
}

/// Puts a text on the clipboard; whether it is there now.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|found| found.is_object())
        && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Shows a text, of an address of the app the whole of it, marked, to be copied by hand.
pub fn by_hand(words: &str, href: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.prompt_with_message_and_default(words, &whole(&window, href));
    }
}

fn whole(window: &web_sys::Window, href: &str) -> String {
    // A guest's is whole already; what does not begin like a path is no address.
    if !href.starts_with('/') {
        return href.into();
    }
    window.location().origin().unwrap_or_default() + href
}

fn is_closed(error: &wasm_bindgen::JsValue) -> bool {
    let name = js_sys::Reflect::get(error, &"name".into());
    // The second is the answer to a second tap, while the sheet is there.
    name.is_ok_and(|name| name == "AbortError" || name == "InvalidStateError")
}
