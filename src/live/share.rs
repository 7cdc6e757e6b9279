//! The button that shares the room.

use leptos::prelude::untrack;

use super::{
    marks::{SHARE, mark},
    room::Live,
};
use crate::{
    text::beside,
    ui::{Node, view},
};

/// Shares it under its title.
pub(super) fn button(live: Live) -> Node {
    let lang = live.lang;
    let share = move |_| {
        let title = untrack(|| live.room.with(|room| room.title.get(lang).to_owned()));
        if let Some(setup) = live.given() {
            setup.share.run(title);
        }
    };
    view! {
        <button type="button" class="room-round room-small" aria-label=beside::SHARE.to(lang) on:click=share>
            {mark(SHARE)}
        </button>
    }
}
