//! The shelf: all that is sold in a room, at the room's prices.

use leptos::prelude::untrack;
use picklive_contract::{ProductId, product::Product};

use super::{buy::Counter, model::prices, pin, room::Live};
use crate::{
    api::asset,
    signal::Derived,
    text::{beside, live as words},
    ui::{Node, live as drawn, picture, sheet, view},
};

/// The sheet with all products.
pub(super) fn shelf(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let body = move || {
        let ids = Derived::new(move || {
            live.shelf.with(|shelf| shelf.iter().map(|item| item.id.clone()).collect::<Vec<_>>())
        });
        drawn(move || {
            let ids = ids.get();
            if ids.is_empty() {
                return view! { <p class="quiet">{beside::SHELF_EMPTY.to(lang)}</p> };
            }
            let rows =
                ids.into_iter().enumerate().filter_map(|(at, id)| row(live, counter, at, id));
            view! { <ol class="room-shelf">{rows.collect::<Node>()}</ol> }
        })
    };
    sheet(counter.shelf, lang, beside::SHELF.to(lang).into(), body)
}

fn row(live: Live, counter: Counter, at: usize, id: ProductId) -> Option<Node> {
    let (lang, site) = (live.lang, live.site()?);
    let item: Product =
        untrack(|| live.shelf.with(|shelf| prices::pinned(shelf, Some(&id)).cloned()))?;
    let mut shown = item.pictures.first().cloned();
    if let Some(shown) = &mut shown {
        shown.alt = None;
    }
    let of = id.clone();
    let is_pinned = Derived::new(move || {
        live.room.with(|room| room.pin.as_ref().is_some_and(|pin| pin.product == of))
    });
    let mark = move || {
        is_pinned.get().then(|| view! { <span class="tag">{words::NOW_SHOWN.to(lang)}</span> })
    };
    let summary = item.summary.as_ref().map(|summary| summary.get(lang).to_owned());
    Some(view! {
        <li class="room-item">
            <span class="room-item-picture">
                {picture(shown.as_ref(), lang, asset(&site), false)}
                <b aria-hidden="true">{(at + 1).to_string()}</b>
            </span>
            <div class="room-item-text">
                <h3>{item.title.get(lang).to_owned()} " " {mark}</h3>
                {summary.map(|summary| view! { <p class="quiet">{summary}</p> })}
                <p class="room-item-cost">{pin::cost(live, &id)}</p>
            </div>
            {pin::buy(live, counter, id)}
        </li>
    })
}
