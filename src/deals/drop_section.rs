//! One drop: when it opens or ends, the reminder, and its deals.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{List, deals::Drop};

use super::deal_card::deal_card;
use crate::{
    address::Site,
    api::asset,
    platform::client,
    signal::Derived,
    state::{App, Shop},
    text::{self, deals},
    ui::{Data, Icon, IntoNode, Node, countdown, icon, live, view},
};

/// The drop with this id as it is now; what is left of it changes in place.
pub fn drop_section(site: &Site, shop: &Shop, data: Data<List<Drop>>, id: Arc<str>) -> Node {
    let found = untrack(|| data.get());
    let Some(drop) =
        found.as_ref().and_then(|drops| drops.items.iter().find(|drop| *drop.id.0 == *id))
    else {
        return ().node();
    };
    let cards = (0..drop.deals.len()).map(|at| deal_card(site, shop, drop, at, data));
    view! {
        <section class="drop">
            <header class="drop-head">
                <h2>{drop.title.get(site.lang).to_owned()}</h2>
                {when(site, shop, drop)}
            </header>
            {ready(site, shop, drop)}
            <ul class="deals">{cards.collect::<Node>()}</ul>
            {remind(site, drop)}
        </section>
    }
}

/// When it opens or ends: the hour, and the countdown.
fn when(site: &Site, shop: &Shop, drop: &Drop) -> Node {
    let (lang, now) = (site.lang, site.now);
    let (opens, closes) = (drop.opens_at, drop.closes_at);
    // -1 before, 0 while it is on, 1 after.
    let phase = Derived::new(move || {
        let now = now.at();
        i8::from(now >= closes) - i8::from(now < opens)
    });
    let (site, zone) = (site.clone(), shop.0.zone.clone());
    let hour = move |at| text::when(lang, zone.as_ref(), at, untrack(|| now.at()));
    live(move || match phase.get() {
        -1 => {
            let opens_at = deals::OPENS_AT.with(lang, &[&hour(opens)]);
            view! {
                <p class="drop-when">
                    <span class="tag tag-quiet">{opens_at}</span>
                    {countdown(&site, Some(deals::OPENS_IN.to(lang)), opens, None)}
                </p>
            }
        }
        0 => {
            let closes_at = deals::CLOSES_AT.with(lang, &[&hour(closes)]);
            view! {
                <p class="drop-when drop-on">
                    <span class="tag">{deals::OPEN.to(lang)}</span>
                    {countdown(&site, Some(deals::ENDS_IN.to(lang)), closes, Some(closes_at))}
                </p>
            }
        }
        _ => {
            view! { <p class="drop-when"><span class="tag tag-quiet">{deals::CLOSED.to(lang)}</span></p> }
        }
    })
}

/// A limited deal asks for a verified contact before the hour, not at it. The same box for everybody, also
/// in the HTML, so that nothing moves when it is known who looks.
fn ready(site: &Site, shop: &Shop, drop: &Drop) -> Option<Node> {
    let limited = drop.deals.iter().any(|deal| deal.limit.is_some());
    if !limited || !shop.verifies() {
        return None;
    }
    let (lang, app) = (site.lang, App::get());
    let guest = Derived::new(move || app.is_none_or(|app| app.session.is_guest()));
    let inside = move || {
        if guest.get() {
            let ask = move |_| {
                if let Some(app) = app {
                    app.verify.ask(None);
                }
            };
            view! {
                <span>{deals::VERIFY_FIRST.to(lang)}</span> " "
                <button type="button" class="link" on:click=ask>{deals::VERIFY.to(lang)}</button>
            }
        } else {
            view! { {icon(Icon::Check)} <span>{deals::READY.to(lang)}</span> }
        }
    };
    Some(view! { <p class="ready" class:ready-yes=move || !guest.get()>{inside}</p> })
}

/// The reminder: a calendar file, or how to get at it where a web view cannot open one.
fn remind(site: &Site, drop: &Drop) -> Option<Node> {
    let lang = site.lang;
    let href = Some(asset(site)(drop.calendar.as_deref()?)).filter(|href| !href.is_empty())?;
    let (now, opens) = (site.now, drop.opens_at);
    let coming = Derived::new(move || now.at() < opens);
    let app = App::get();
    let tapped = move |event: leptos::ev::MouseEvent| {
        if client::in_wechat() {
            event.prevent_default();
            if let Some(app) = app {
                app.toasts.say(deals::REMIND_WECHAT.to(lang).into());
            }
        }
    };
    Some(live(move || {
        coming.get().then(|| {
            view! {
                <p class="remind">
                    <a class="button button-quiet" href=href.clone() download="picklive.ics" rel="external" on:click=tapped>
                        {icon(Icon::Bell)} {deals::REMIND.to(lang)}
                    </a>
                    <small>{deals::REMIND_HINT.to(lang)}</small>
                </p>
            }
        })
    }))
}
