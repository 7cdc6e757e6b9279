//! The heading of a page: where focus goes after navigation.

use crate::ui::{Node, view};

/// The one `<h1>` of a page, with a line above and one below it.
pub fn page_head(kicker: Option<String>, title: String, lede: Option<String>) -> Node {
    view! {
        <header class="page-head">
            {kicker.map(|text| view! { <p class="kicker">{text}</p> })}
            <h1 tabindex="-1">{title}</h1>
            {lede.map(|text| view! { <p class="lede">{text}</p> })}
        </header>
    }
}
