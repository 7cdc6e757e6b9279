//! The deals page: the hours of the day, and the drop of the hour that is chosen.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use picklive_contract::{
    List, Zone,
    deals::{Drop, ListDrops, edges_passed, telling},
};

use super::drop_section::drop_section;
use crate::{
    address::{Page, Site},
    api::Api,
    platform::{timer, visibility},
    state::{FirstPage, Shop},
    text::{self, deals, shell},
    ui::{Data, Loader, empty, load, page_head},
};

/// How often what is left is asked for while a drop is on.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The deals page.
pub fn page(site: Site, shop: &Shop, first: Option<FirstPage>) -> AnyView {
    let first = first.and_then(|first| first.drops);
    let lang = site.lang;
    let (title, lede) = (deals::TITLE.to(lang).into(), deals::LEDE.to(lang).into());
    let head = page_head(None, title, Some(lede));
    let Some(api) = use_context::<Api>() else {
        let drops = Data::new(first.unwrap_or(List::whole(Vec::new())));
        return view! { {head} {hours(&site, shop, drops)} }.into_any();
    };
    let loader = Loader::get::<ListDrops>(first, api, &(), None);
    keep_fresh(&site, loader);
    let shop = shop.clone();
    let draw = move |drops: Data<List<Drop>>| hours(&site, &shop, drops);
    view! { {head} {load(loader, lang, draw, || ().into_any())} }.into_any()
}

/// Looks again when a drop opens or closes, and every few seconds while one is on and seen.
fn keep_fresh(site: &Site, loader: Loader<List<Drop>>) {
    let now = site.now;
    let passed = Memo::new(move |_| {
        let (now, data) = (now.certain()?, loader.data()?);
        Some(data.with(|drops| edges_passed(&drops.items, now)))
    });
    Effect::new(move |before: Option<Option<usize>>| {
        let passed = passed.get();
        if matches!((before, passed), (Some(Some(before)), Some(now)) if before != now) {
            loader.reload_soon();
        }
        passed
    });
    timer::every(LOOK_AGAIN, move || {
        let on = untrack(|| match (now.certain(), loader.data()) {
            (Some(now), Some(data)) => {
                data.with(|drops| drops.items.iter().any(|drop| drop.is_open(now)))
            }
            _ => false,
        });
        if on && visibility::visible() {
            loader.reload();
        }
    });
}

/// The strip of hours and the chosen drop. Only what changes is drawn anew: a button under a thumb stays.
fn hours(site: &Site, shop: &Shop, data: Data<List<Drop>>) -> AnyView {
    let (lang, now) = (site.lang, site.now);
    let chosen = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| {
        let (now, chosen) = (now.at(), chosen.get());
        data.with(|drops| {
            let kept = drops.items.iter().find(|drop| Some(&drop.id.0) == chosen.as_ref());
            let drop = kept.or(telling(&drops.items, now)).or(drops.items.last());
            drop.map(|drop| drop.id.0.clone())
        })
    });
    let ids = Memo::new(move |_| {
        data.with(|drops| {
            drops.items.iter().map(|drop| drop.id.as_str()).collect::<Vec<_>>().join(" ")
        })
    });
    let (site, shop) = (site.clone(), shop.clone());
    let zone = shop.0.zone.clone();
    let strip = move || {
        ids.track();
        let drops = untrack(|| data.get())?;
        (drops.items.len() > 1).then(|| {
            let hours = drops.items.iter().map(|drop| hour(&zone, drop, shown, chosen));
            view! { <div class="hours" role="group" aria-label=deals::TITLE.to(lang)>{hours.collect_view()}</div> }
        })
    };
    let none = {
        let site = site.clone();
        move || {
            let link = (Page::Today.href(&site), shell::TO_TODAY.to(lang).into());
            empty(deals::NONE.to(lang).into(), deals::NONE_HINT.to(lang).into(), Some(link))
        }
    };
    let section = move || match shown.get() {
        Some(id) => drop_section(&site, &shop, data, Arc::from(id)),
        None => none(),
    };
    view! { {strip} {section} }.into_any()
}

/// One hour of the strip.
fn hour(
    zone: &Option<Zone>,
    drop: &Drop,
    shown: Memo<Option<String>>,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView + use<> {
    let id = drop.id.0.clone();
    let here = id.clone();
    view! {
        <button
            type="button"
            class="hour"
            aria-pressed=move || if shown.get().as_ref() == Some(&here) { "true" } else { "false" }
            on:click=move |_| chosen.set(Some(id.clone()))
        >
            {text::hour(zone.as_ref(), drop.opens_at)}
        </button>
    }
}
