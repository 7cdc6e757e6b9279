//! The page that `cargo xtask bench countdown` measures: every drop of the shop with its countdown, by the
//! app's own clock, loader and pieces. The app tells of one drop at a time, so none of its pages has as many.

use leptos::{mount::mount_to, prelude::untrack};
use picklive::{
    address::Site,
    api::Api,
    platform::{
        clock::{self, ServerClock},
        document,
    },
    ui::{Data, Loader, Node, countdown, load, view},
};
use picklive_contract::{
    Lang, List,
    deals::{Drop, ListDrops},
};

fn main() {
    let Some(place) = document::detached() else { return };
    mount_to(place.clone(), page).forget();
    document::take_place("app", &place);
}

fn page() -> Node {
    let clock = ServerClock::new(None);
    let api = Api::new("", clock);
    let asking = Data::new(api.clone());
    clock::run(clock, move || {
        let api = untrack(|| asking.get());
        Box::pin(async move { api?.ask_time().await })
    });
    let site = Site { base: "/".into(), shop: None, lang: Lang::Zh, now: clock.now() };
    let lang = site.lang;
    let loader = Loader::get::<ListDrops>(None, api, &(), None);
    load(loader, lang, move |drops| list(&site, drops))
}

fn list(site: &Site, drops: Data<List<Drop>>) -> Node {
    let drops = untrack(|| drops.get());
    let rows = drops.iter().flat_map(|drops| &drops.items).map(|drop| row(site, drop));
    view! { <main class="page">{rows.collect::<Node>()}</main> }
}

/// As the deals page draws the head of a drop.
fn row(site: &Site, drop: &Drop) -> Node {
    let title = drop.title.get(site.lang).to_owned();
    view! {
        <header class="drop-head">
            <h2>{title.clone()}</h2>
            <p class="drop-when drop-on">{countdown(site, None, drop.closes_at, Some(title))}</p>
        </header>
    }
}
