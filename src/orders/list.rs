//! My orders: those of the signed-in person and those this browser placed.

use leptos::prelude::*;
use picklive_contract::{Lang, Zone, orders::Order};

use super::{
    found::{Found, loader, older},
    model::{state_look, state_word},
};
use crate::{
    address::{Page, Site},
    api::{Api, asset},
    signal::{Call, Derived, watch},
    state::{App, Shop},
    text::{self, money, orders as words, shell},
    ui::{Data, Further, Node, empty, live, load, more, page_head, picture, view, waiting},
};

/// The list of orders.
pub fn list_page(site: Site, shop: &Shop) -> Node {
    let lang = site.lang;
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return view! { {page_head(None, words::TITLE.to(lang).into(), None)} {waiting(lang)} };
    };
    let loader = loader(app, api.clone());
    loader.reload_when_seen();
    let who = Derived::new(move || app.session.who());
    watch(who, move |before, _| {
        if before.is_some() {
            loader.clear();
        }
        loader.reload();
    });
    // An order whose answer came after checkout was left.
    let known = Derived::new(move || app.orders.all().first().map(|order| order.id.clone()));
    watch(known, move |_, _| loader.reload());
    let recover = recover(lang, shop, app);
    let (site, zone) = (site.clone(), shop.0.zone.clone());
    let draw = move |found: Data<Found>| {
        let (site, zone, api) = (site.clone(), zone.clone(), api.clone());
        let some = Derived::new(move || found.with(|found| !found.orders.is_empty()));
        let (drawn, back) = (site.clone(), site.clone());
        // The heading, where the focus goes, stays while orders come one by one.
        let list = live(move || match some.get() {
            true => list(&drawn, zone.clone(), found),
            false => none(&back),
        });
        let there_is = Derived::new(move || found.with(|found| found.next.is_some()));
        let ask = Call::new(move |further: Further| match untrack(|| found.get()) {
            Some(found) => older(api.clone(), loader, found, further),
            None => further.end(None),
        });
        view! { {list} {more(lang, ".orders", there_is, words::OLDER, ask)} }
    };
    view! { {load(loader, lang, draw)} {recover} }
}

fn none(site: &Site) -> Node {
    let lang = site.lang;
    let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
    empty(words::NONE.to(lang).into(), words::NONE_HINT.to(lang).into(), Some(link))
}

fn list(site: &Site, zone: Option<Zone>, found: Data<Found>) -> Node {
    let (lang, site) = (site.lang, site.clone());
    let partly = move || {
        let partly = found.with(|found| found.partly);
        partly.then(|| view! { <p class="note-bar">{words::SOME_MISSING.to(lang)}</p> })
    };
    let rows = move || {
        let found = found.get()?;
        let rows = found.orders.iter().map(|order| row(&site, zone.as_ref(), order));
        Some(rows.collect::<Node>())
    };
    view! {
        {page_head(None, words::TITLE.to(lang).into(), None)}
        {partly}
        <ul class="orders">{rows}</ul>
    }
}

fn row(site: &Site, zone: Option<&Zone>, order: &Order) -> Node {
    let lang = site.lang;
    let first = order.lines.first().map(|line| &line.bought);
    let shown = first.and_then(|line| line.picture.clone()).map(|mut shown| {
        shown.alt = None;
        shown
    });
    let units =
        order.lines.iter().fold(0, |sum: u32, line| sum.saturating_add(line.bought.quantity));
    let more = (order.lines.len() > 1).then(|| words::MORE_ITEMS.with(lang, &[&units.to_string()]));
    view! {
        <li>
            <a class="order-row" href=Page::Order(order.id.clone()).href(site)>
                <span class="line-picture">{picture(shown.as_ref(), lang, asset(site), false)}</span>
                <span class="order-what">
                    <b>{first.map(|line| line.title.get(lang).to_owned())} " " {more}</b>
                    <small class="quiet">{text::moment(lang, zone, order.placed_at, untrack(|| site.now.at()))}</small>
                    <span class=state_look(&order.state)>{state_word(&order.state).to(lang)}</span>
                </span>
                <b class="line-price">{money(order.total)}</b>
            </a>
        </li>
    }
}

/// For a guest: a way to orders placed elsewhere.
fn recover(lang: Lang, shop: &Shop, app: App) -> Option<Node> {
    let guest = Derived::new(move || app.session.is_guest());
    shop.verifies().then(|| live(move || {
        guest.get().then(|| view! {
            <p class="orders-recover">
                {words::SIGN_IN_HINT.to(lang)} " "
                <button type="button" class="link" on:click=move |_| app.verify.ask(None)>{words::SIGN_IN.to(lang)}</button>
            </p>
        })
    }))
}
