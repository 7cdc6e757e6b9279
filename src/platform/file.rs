//! Files that are made on the device, for the person to keep.

use js_sys::Array;
use leptos::prelude::on_cleanup;
use web_sys::{Blob, Url};

/// A text as an address from which a link with `download` takes it, until the calling component goes away; nothing where
/// browsers make none.
pub fn of_text(text: &str) -> Option<String> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    let kind = "text/plain;charset=utf-8";
    let blob = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let made = url.clone();
    on_cleanup(move || _ = Url::revoke_object_url(&made));
    Some(url)
}
