//! Watching again: the stretches of the recording, a product each; a tap goes there.

use leptos::prelude::untrack;
use picklive_contract::{
    live::{Chapter, RoomState},
    product::Product,
};

use super::{
    marks::{LIST, mark},
    model::prices,
    room::Live,
};
use crate::{
    api::asset,
    signal::Derived,
    text::{self, live as words, money},
    ui::{IntoNode, Node, Sheet, live as drawn, picture, sheet, view},
};

/// The button that opens the list, where there is one, with its sheet.
pub(super) fn button(live: Live) -> Node {
    let lang = live.lang;
    let chapters = Derived::new(move || {
        live.room.with(|room| match room.state {
            RoomState::Replay => room.chapters.clone(),
            _ => Vec::new(),
        })
    });
    let some = Derived::new(move || chapters.with(|all| !all.is_empty()));
    drawn(move || {
        some.get().then(|| {
            let state = Sheet::new();
            let body = move || list(live, chapters.get_untracked(), state);
            view! {
                <button type="button" class="room-wide" on:click=move |_| state.open()>
                    {mark(LIST)} <span>{words::CHAPTERS.to(lang)}</span>
                </button>
                {sheet(state, lang, words::CHAPTERS.to(lang).into(), body)}
            }
        })
    })
}

fn list(live: Live, chapters: Vec<Chapter>, state: Sheet) -> Node {
    let rows = chapters.into_iter().map(|chapter| row(live, &chapter, state));
    view! { <ol class="room-chapters">{rows.collect::<Node>()}</ol> }
}

fn row(live: Live, chapter: &Chapter, state: Sheet) -> Node {
    let lang = live.lang;
    let item: Option<Product> =
        untrack(|| live.shelf.with(|shelf| prices::pinned(shelf, Some(&chapter.product)).cloned()));
    let title = item.as_ref().map_or(words::SHELF.to(lang), |item| item.title.get(lang)).to_owned();
    let position = chapter.position;
    let go = move |_| {
        state.close();
        live.video.seek(position);
    };
    let (now, visitor) = untrack(|| (live.moment.at(), live.setup.with(|it| it.visitor.get())));
    let costs = item.as_ref().and_then(|item| prices::told(item, now, &visitor));
    let then = chapter.price.map(|then| words::THEN.with(lang, &[&money(then)]));
    let costs = costs.map(|now| words::NOW.with(lang, &[&money(now.offer.price)]));
    let shown = live.site().map(|site| {
        let mut shown = item.as_ref().and_then(|item| item.pictures.first().cloned());
        if let Some(shown) = &mut shown {
            shown.alt = None;
        }
        picture(shown.as_ref(), lang, asset(&site), false)
    });
    view! {
        <li>
            <button type="button" class="room-chapter" on:click=go>
                <span class="room-item-picture">{shown}</span>
                <span class="room-chapter-text">
                    <b>{title}</b>
                    <small>{[then, costs].into_iter().flatten().collect::<Vec<_>>().join(" · ")}</small>
                </span>
                <span class="room-chapter-at">{text::countdown(lang, position)}</span>
            </button>
        </li>
    }
    .node()
}
