//! A countdown: digits for the eye, the fixed time for a screen reader, which is not to be chattered at.

use crate::signal::Derived;
use crate::ui::{Node, view};
use picklive_contract::UnixMillis;

use crate::{address::Site, text};

/// What is left until `until` as text, changing each second; placeholder digits while the time is not
/// certain.
pub fn clock_left(site: &Site, until: UnixMillis) -> Derived<String> {
    let (now, lang) = (site.now, site.lang);
    Derived::new(move || match now.certain() {
        Some(now) => text::countdown(lang, until.since(now)),
        None => "--:--".into(),
    })
}

/// A countdown to `until` with the word before it, for the eye. `spoken` says the fixed time instead, e.g.
/// `ends at 10:00`, where nothing beside it does.
pub fn countdown(
    site: &Site,
    word: Option<&'static str>,
    until: UnixMillis,
    spoken: Option<String>,
) -> Node {
    let left = clock_left(site, until);
    view! {
        {word.map(|word| view! { <small aria-hidden="true">{word}</small> })}
        <span class="countdown">
            <span class="countdown-digits" aria-hidden="true">{move || left.get()}</span>
            {spoken.map(|spoken| view! { <span class="unseen">{spoken}</span> })}
        </span>
    }
}
