//! Everything that is not done every minute: words for all, quiet in the comments, the shelf, rehearsing, the end.

mod bag;
mod coupon;
mod quiet;
mod say;

use leptos::prelude::*;
use picklive_contract::{
    ProductId,
    figures::MaySell,
    host::{Act, ActKind, SHELF_MAX},
};

use super::{console::Console, model, parts::armed};
use crate::{
    address::Page,
    signal::Derived,
    text::desk as words,
    ui::{Node, live, view},
};

/// The tools. Of a room that is over nothing is left to be done.
pub(super) fn tools(console: Console) -> Node {
    let lang = console.lang();
    let over = console.derived(model::is_over);
    let watched = untrack(|| {
        let site = console.site.get()?;
        let room = console.with(|room| Some(room.id.clone()))?;
        let href = Page::Room(room).href(&site);
        Some(view! { <a class="link" href=href target="_blank">{words::WATCH.to(lang)}</a> })
    });
    let inside = move || {
        if over.get() {
            return view! { <p class="quiet desk-none">{words::IS_OVER.to(lang)}</p> };
        }
        untrack(|| {
            view! {
                {say::form(console)}
                {coupon::form(console)}
                {bag::form(console)}
                {quiet::slow(console)}
                {quiet::muted(console)}
                {quiet::blocked(console)}
                {goods(console)}
                {rehearsal(console)}
                {end(console)}
            }
        })
    };
    view! { <div class="desk-tools">{inside} {watched}</div> }
}

/// What the merchant allows and is not on the shelf.
fn goods(console: Console) -> Node {
    let lang = console.lang();
    let more = Derived::new(move || {
        let there = console.shelf();
        let all = console.figures.data().map(|figures| figures.with(|it| it.may_sell.clone()));
        let new = |it: &MaySell| !there.contains(&it.product);
        all.unwrap_or_default().into_iter().filter(new).collect::<Vec<_>>()
    });
    // A rehearsal knows only what was on the shelf.
    let shown = move || !console.is_rehearsing() && more.with(|more| !more.is_empty());
    let row = move |it: MaySell| {
        let id = it.product;
        view! {
            <li class="desk-row">
                <span>{it.title.get(lang).to_owned()}</span>
                <button type="button" class="desk-small" on:click=move |_| put(console, &id)>{words::PUT.to(lang)}</button>
            </li>
        }
    };
    live(move || {
        shown().then(|| {
            let rows = more.get().into_iter().map(row).collect::<Node>();
            view! {
                <section class="desk-form"><h2>{words::MORE_GOODS.to(lang)}</h2> <ul>{rows}</ul></section>
            }
        })
    })
}

/// Puts a product behind all others.
fn put(console: Console, id: &ProductId) {
    let mut all = console.shelf_to_be();
    if all.len() < SHELF_MAX && !all.contains(id) {
        all.push(id.clone());
        console.act(model::shelf(all));
    }
}

/// Trying everything out without being seen.
fn rehearsal(console: Console) -> Node {
    let lang = console.lang();
    let label = move || {
        if console.is_rehearsing() { words::STOP_REHEARSAL } else { words::REHEARSE }.to(lang)
    };
    let may = move || console.may_rehearse() || console.is_rehearsing();
    let hint = move || if may() { words::REHEARSE_HINT } else { words::NO_REHEARSAL }.to(lang);
    let tapped = move |_| {
        let on = untrack(|| console.is_rehearsing());
        console.rehearse(!on);
    };
    view! {
        <section class="desk-form">
            <h2>{words::REHEARSAL_TITLE.to(lang)}</h2>
            <p class="quiet">{hint}</p>
            <button type="button" class="button button-quiet" disabled=move || !may() on:click=tapped>{label}</button>
        </section>
    }
}

/// The end, for good: asked for twice.
fn end(console: Console) -> Node {
    let lang = console.lang();
    let on = console.derived(model::is_on);
    live(move || {
        on.get().then(|| {
            view! {
                <section class="desk-form">
                    <h2>{words::END_TITLE.to(lang)}</h2>
                    <p class="quiet">{words::END_HINT.to(lang)}</p>
                    {armed(
                        "button button-quiet desk-end",
                        move || words::END.to(lang).into(),
                        move || words::END_SURE.to(lang).into(),
                        move || console.act(Act::new(ActKind::End)),
                    )}
                </section>
            }
        })
    })
}
