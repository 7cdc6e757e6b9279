//! The deals page: the hours of the day, and the drop of the hour that is chosen.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, List,
    deals::{Drop, ListDrops, edges_passed, telling},
    list::page_path,
};

use super::{
    drop_section::drop_section,
    model::{concerns, told, words},
};
use crate::{
    address::{Page, Site},
    api::Api,
    platform::{focus, timer, visibility},
    signal::{Derived, Var, effect, watch},
    state::{App, FirstPage, Shop},
    text::{self, Say, deals, shell},
    ui::{Data, Loader, Node, empty, live, load, page_head, view},
};

/// How often what is left is asked for while a drop is on and nobody tells it.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Which page of the list is shown.
#[derive(Clone, Copy)]
struct Turn {
    /// Its cursor; none for the first.
    after: Var<Option<String>>,
    /// It was turned to by hand, and the focus has not followed yet.
    turned: Var<bool>,
}

impl Turn {
    fn new() -> Self {
        Self { after: Var::new(None), turned: Var::new(false) }
    }
}

/// The deals page.
pub fn page(site: Site, shop: &Shop, first: Option<FirstPage>) -> Node {
    let first = first.and_then(|first| first.drops);
    let lang = site.lang;
    let head =
        move || page_head(None, deals::TITLE.to(lang).into(), Some(deals::LEDE.to(lang).into()));
    let Some(api) = use_context::<Api>() else {
        let drops = Data::new(first.unwrap_or(List::whole(Vec::new())));
        return hours(&site, shop, drops, Turn::new(), head());
    };
    let turn = Turn::new();
    let (shop, first) = (shop.clone(), Var::new(first));
    // One page of the list after the other; a shop that announces more is rare.
    live(move || {
        let path = page_path(ListDrops::path(&()), turn.after.get().as_deref());
        let loader = Loader::read::<ListDrops>(untrack(|| first.take()), api.clone(), path, None);
        loader.reload_when_seen();
        keep_fresh(&site, loader, api.clone());
        if let Some(app) = App::get() {
            app.told.keep(loader, told, concerns);
        }
        let (site, shop) = (site.clone(), shop.clone());
        load(loader, lang, move |drops| hours(&site, &shop, drops, turn, head()))
    })
}

/// Looks again when a drop opens or closes, and every few seconds while one is on and seen, where that is
/// not told.
fn keep_fresh(site: &Site, loader: Loader<List<Drop>>, api: Api) {
    let (now, app) = (site.now, App::get());
    let passed = Derived::new(move || {
        let (now, data) = (now.certain()?, loader.data()?);
        Some(data.with(|drops| edges_passed(&drops.items, now)))
    });
    watch(passed, move |before, now| {
        if before.is_some() && now.is_some() {
            loader.reload_soon();
        }
    });
    timer::every(LOOK_AGAIN, move || {
        let on = untrack(|| match (now.certain(), loader.data()) {
            (Some(now), Some(data)) => {
                data.with(|drops| drops.items.iter().any(|drop| drop.is_open(now)))
            }
            _ => false,
        });
        if on && visibility::visible() {
            if !app.is_some_and(|app| app.told.is_up()) {
                loader.look_again();
            }
            // A share that was held and not paid for comes back.
            if let Some(app) =
                app.filter(|app| !untrack(|| app.session.visitor()).used_up.is_empty())
            {
                app.session.again(&api);
            }
        }
    });
}

/// The strip of hours and the chosen drop. Only what changes is drawn anew: a button under a thumb stays.
fn hours(site: &Site, shop: &Shop, data: Data<List<Drop>>, turn: Turn, head: Node) -> Node {
    let (lang, now) = (site.lang, site.now);
    let chosen = Var::new(None::<String>);
    if turn.turned.take() {
        // What was tapped is gone with the page before.
        request_animation_frame(|| {
            focus::heading();
        });
    }
    // Once the time is certain, the drop that is told of stays until the person leaves it, also when it ends:
    // another one in its place would lay its button under a thumb that means this one.
    effect(move || {
        if now.is_certain() && chosen.with_untracked(Option::is_none) {
            let told = |drops: &List<Drop>| Some(telling(&drops.items, now.at())?.id.0.clone());
            chosen.set(data.with(told));
        }
    });
    let shown = Derived::new(move || {
        let (now, chosen) = (now.at(), chosen.get());
        data.with(|drops| {
            let kept = drops.items.iter().find(|drop| Some(&drop.id.0) == chosen.as_ref());
            let drop = kept.or(telling(&drops.items, now)).or(drops.items.last());
            drop.map(|drop| drop.id.0.clone())
        })
    });
    let ids = Derived::new(move || {
        data.with(|drops| {
            let ids = drops.items.iter().map(|drop| drop.id.as_str());
            ids.chain(drops.next.as_deref()).collect::<Vec<_>>().join(" ")
        })
    });
    // The chosen drop's own words: another price or limit is another card.
    let words = Derived::new(move || {
        let shown = shown.get();
        data.with(|drops| {
            let drop = drops.items.iter().find(|drop| Some(&drop.id.0) == shown.as_ref());
            drop.map(|drop| words(drop, lang))
        })
    });
    let (site, shop) = (site.clone(), shop.clone());
    let zone = shop.0.zone.clone();
    let strip = move || {
        ids.track();
        let drops = untrack(|| data.get())?;
        let later = drops.next.clone().map(|next| (deals::LATER, Some(next)));
        let back = turn.after.get_untracked().map(|_| (deals::NEXT_ONES, None));
        (drops.items.len() > 1 || later.is_some() || back.is_some()).then(|| {
            let now = untrack(|| now.at());
            let other = |(label, to): (Say, Option<String>)| {
                let go = move |_| {
                    turn.turned.set(true);
                    turn.after.set(to.clone());
                };
                view! { <button type="button" class="hour" on:click=go>{label.to(lang)}</button> }
            };
            let hours = drops.items.iter().map(|drop| {
                let when = text::when(lang, zone.as_ref(), drop.opens_at, now);
                hour(when, drop, shown, chosen)
            });
            view! { <div class="hours" role="group" aria-label=deals::TITLE.to(lang)>{back.map(other)} {hours.collect::<Node>()} {later.map(other)}</div> }
        })
    };
    let none = {
        let site = site.clone();
        move || {
            let link = (Page::Today.href(&site), shell::TO_TODAY.to(lang).into());
            empty(deals::NONE.to(lang).into(), deals::NONE_HINT.to(lang).into(), Some(link))
        }
    };
    let section = move || {
        words.track();
        match shown.get_untracked() {
            Some(id) => drop_section(&site, &shop, data, Arc::from(id)),
            None => none(),
        }
    };
    let some = untrack(|| shown.get().is_some());
    view! { {some.then_some(head)} {strip} {section} }
}

/// One hour of the strip.
fn hour(
    when: String,
    drop: &Drop,
    shown: Derived<Option<String>>,
    chosen: Var<Option<String>>,
) -> Node {
    let id = drop.id.0.clone();
    let here = id.clone();
    view! {
        <button
            type="button"
            class="hour"
            aria-pressed=move || if shown.get().as_ref() == Some(&here) { "true" } else { "false" }
            on:click=move |_| chosen.set(Some(id.clone()))
        >
            {when}
        </button>
    }
}
