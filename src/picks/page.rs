//! The page of an edition: today's, which changes by itself at the hour, or the one of a date.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    Date, List,
    deals::{Drop, ListDrops, edges_passed},
    events::EventKind,
    picks::{Edition, GetEdition, GetToday},
    storefront::Capability,
};

use super::{
    drop_line::drop_line,
    edition::edition,
    model::{concerns, has_quota, told, words},
};
use crate::{
    address::{Page, Site},
    api::Api,
    platform::{timer, visibility},
    signal::{Derived, effect, watch},
    state::{App, FirstPage, Shop, last},
    text::{picks, shell},
    ui::{Data, Loader, Node, empty, live, load_or, view},
};

/// How often an edition is asked for that should be there, or that has prices with a quota of which nobody
/// tells.
const ASK_AGAIN: Duration = Duration::from_secs(20);

/// Today's edition, or the one of `date`.
pub fn page(site: Site, shop: &Shop, date: Option<Date>, first: Option<FirstPage>) -> Node {
    let first = first.unwrap_or_default();
    let (first, drops) = (first.edition.map(|edition| *edition), first.drops);
    // While the server draws, everything is there already and nothing is fetched.
    let Some(api) = use_context::<Api>() else {
        let line = drops.map(Data::new);
        let line = line.map(|drops| drop_line(&site, shop, Box::new(move || drops.get())));
        return match first {
            Some(first) => {
                view! { {line} {edition(&site, shop, Data::new(first), date.is_none())} }
            }
            None => none(&site, shop, date.is_none()),
        };
    };
    let line = (date.is_none() && shop.0.can(&Capability::Deals)).then(|| {
        let drops = Loader::get::<ListDrops>(drops, api.clone(), &(), None);
        drops.reload_when_seen();
        look_again(&site, drops);
        if let Some(app) = App::get() {
            app.told.keep(drops, |_, _| None, |event, _| event.kind == EventKind::Drops);
        }
        drop_line(&site, shop, Box::new(move || drops.data()?.get()))
    });
    let came = first.is_some();
    let loader = match date {
        None => Loader::get::<GetToday>(first, api, &(), None),
        Some(date) => Loader::get::<GetEdition>(first, api, &date, None),
    };
    if date.is_none() {
        last::follow_edition(loader);
        if came {
            // Once the page is there: it is long, and writing it would take the time of the start.
            timer::after(Duration::ZERO, move || last::keep_first(loader));
        }
    }
    loader.reload_when_seen();
    turn_over(&site, loader, date.is_none());
    if let Some(app) = App::get() {
        app.told.keep(loader, told, concerns);
    }
    let absent = {
        let (site, shop) = (site.clone(), shop.clone());
        move || none(&site, &shop, date.is_none())
    };
    let (lang, shop) = (site.lang, shop.clone());
    let draw = move |data: Data<Edition>| {
        let (site, shop) = (site.clone(), shop.clone());
        // Another price is put in its place; only other words are another page.
        let words = Derived::new(move || data.with(|data| words(data, site.lang)));
        live(move || {
            words.track();
            untrack(|| edition(&site, &shop, data, date.is_none()))
        })
    };
    view! { {line} {load_or(loader, lang, draw, absent)} }
}

/// Asks for the drops again when one has opened or closed.
fn look_again(site: &Site, drops: Loader<List<Drop>>) {
    let now = site.now;
    let passed = Derived::new(move || {
        let (now, data) = (now.certain()?, drops.data()?);
        Some(data.with(|drops| edges_passed(&drops.items, now)))
    });
    watch(passed, move |before, now| {
        if before.is_some() && now.is_some() {
            drops.reload_soon();
        }
    });
}

/// Asks again when the hour has come, by server time, at which the latest edition is followed by the next.
fn turn_over(site: &Site, loader: Loader<Edition>, today: bool) {
    let (now, app) = (site.now, App::get());
    let due = Derived::new(move || {
        let closes = loader.data().and_then(|data| {
            data.with(|edition| edition.closes_at.filter(|_| edition.next.is_none()))
        });
        matches!((now.certain(), closes), (Some(now), Some(closes)) if now >= closes)
    });
    effect(move || {
        if due.get() {
            loader.reload_soon();
        }
    });
    // The server may be late, the line may be down, or there is no edition yet: asked for until it is there.
    timer::every(ASK_AGAIN, move || {
        let failed = today && loader.error().is_some();
        let selling = || {
            let now = now.certain().filter(|_| !app.is_some_and(|app| app.told.is_up()))?;
            Some(loader.data()?.with(|edition| has_quota(edition, now)))
        };
        if visibility::visible()
            && (failed || today && due.get_untracked() || selling() == Some(true))
        {
            loader.reload_soon();
        }
    });
}

fn none(site: &Site, shop: &Shop, today: bool) -> Node {
    let lang = site.lang;
    if today {
        let hint = match &shop.0.publish_at {
            Some(hour) => picks::NONE_YET_HINT.with(lang, &[hour]),
            None => picks::NONE_YET_SOON.to(lang).into(),
        };
        let link = shop
            .0
            .can(&Capability::Search)
            .then(|| (Page::Search(String::new()).href(site), picks::EVERYTHING.to(lang).into()));
        return empty(picks::NONE_YET.to(lang).into(), hint, link);
    }
    let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
    empty(picks::NO_EDITION.to(lang).into(), shell::NOT_FOUND_HINT.to(lang).into(), Some(link))
}
