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
    let origin = window.location().origin().unwrap_or_default();
    let url = format!("{origin}{href}");
    let navigator = window.navigator();
    if js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false) {
        let data = web_sys::ShareData::new();
        data.set_title(&title);
        data.set_url(&url);
        // A rejection is a person closing the sheet: that is an answer, not a failure.
        let _ = JsFuture::from(navigator.share_with_data(&data)).await;
        return Shared::Sheet;
    }
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|found| found.is_object())
        && JsFuture::from(navigator.clipboard().write_text(&url)).await.is_ok()
    {
        return Shared::Copied;
    }
    Shared::Failed
}
