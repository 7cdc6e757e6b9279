//! Pictures: their place is kept before they arrive, and a picture that fails leaves a drawn ground.

use crate::ui::{Node, view};
use picklive_contract::{Lang, picture::Picture};

/// A picture. `eager` is for the first one on the screen: it is fetched first; the others wait until they
/// come near.
pub fn picture(
    picture: Option<&Picture>,
    lang: Lang,
    src: impl Fn(&str) -> String,
    eager: bool,
) -> Node {
    let Some(picture) = picture else {
        return view! { <span class="picture picture-none" aria-hidden="true"></span> };
    };
    let alt = picture.alt.as_ref().map(|alt| alt.get(lang).to_owned()).unwrap_or_default();
    let (loading, priority) = if eager { ("eager", "high") } else { ("lazy", "auto") };
    view! {
        <span class="picture">
            <img
                src=src(&picture.url)
                alt=alt
                width=picture.width.unwrap_or(800).to_string()
                height=picture.height.unwrap_or(1000).to_string()
                loading=loading
                fetchpriority=priority
                decoding=if eager { "sync" } else { "async" }
            />
        </span>
    }
}
