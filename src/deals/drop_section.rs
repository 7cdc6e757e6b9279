//! One drop: when it opens or ends, the reminder, and its deals.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{List, deals::Drop, storefront::Capability};

use super::deal_card::deal_card;
use crate::{
    address::{Page, Site},
    api::asset,
    platform::client,
    state::{App, Shop},
    text::{self, deals},
    ui::{Data, Icon, countdown, icon},
};

/// The drop with this id, drawn once; what changes in it changes in place.
pub fn drop_section(site: &Site, shop: &Shop, data: Data<List<Drop>>, id: Arc<str>) -> AnyView {
    let found = untrack(|| data.get());
    let Some(drop) =
        found.as_ref().and_then(|drops| drops.items.iter().find(|drop| *drop.id.0 == *id))
    else {
        return ().into_any();
    };
    let cards = drop.deals.iter().map(|deal| deal_card(site, drop, deal, data));
    view! {
        <section class="drop">
            <header class="drop-head">
                <h2>{drop.title.get(site.lang).to_owned()}</h2>
                {when(site, shop, drop)}
            </header>
            {ready(site, shop, drop)}
            <ul class="deals">{cards.collect_view()}</ul>
            {remind(site, drop)}
        </section>
    }
    .into_any()
}

/// When it opens or ends: the hour, and the countdown.
fn when(site: &Site, shop: &Shop, drop: &Drop) -> impl IntoView + use<> {
    let (lang, now) = (site.lang, site.now);
    let (opens, closes) = (drop.opens_at, drop.closes_at);
    // -1 before, 0 while it is on, 1 after.
    let phase = Memo::new(move |_| {
        let now = now.at();
        i8::from(now >= closes) - i8::from(now < opens)
    });
    let (site, zone) = (site.clone(), shop.0.zone.clone());
    let hour = move |at| text::hour(zone.as_ref(), at);
    move || {
        match phase.get() {
        -1 => {
            let opens_at = deals::OPENS_AT.with(lang, &[&hour(opens)]);
            view! {
                <p class="drop-when">
                    <span class="tag tag-quiet">{opens_at.clone()}</span>
                    <small>{deals::OPENS_IN.to(lang)}</small>
                    {countdown(&site, opens, opens_at)}
                </p>
            }
            .into_any()
        }
        0 => view! {
            <p class="drop-when drop-on">
                <span class="tag">{deals::OPEN.to(lang)}</span>
                <small>{deals::ENDS_IN.to(lang)}</small>
                {countdown(&site, closes, hour(closes))}
            </p>
        }
        .into_any(),
        _ => view! { <p class="drop-when"><span class="tag tag-quiet">{deals::CLOSED.to(lang)}</span></p> }.into_any(),
    }
    }
}

/// A limited deal asks for a verified contact before the hour, not at it.
fn ready(site: &Site, shop: &Shop, drop: &Drop) -> Option<impl IntoView + use<>> {
    let app = App::get()?;
    let limited = drop.deals.iter().any(|deal| deal.limit.is_some());
    if !limited || !shop.0.can(&Capability::Account) {
        return None;
    }
    let lang = site.lang;
    let account = Page::Account.href(site);
    Some(move || {
        if app.session.is_guest() {
            view! {
                <p class="note-bar">
                    {deals::VERIFY_FIRST.to(lang)} " "
                    <a href=account.clone()>{deals::VERIFY.to(lang)}</a>
                </p>
            }
            .into_any()
        } else {
            view! { <p class="ready">{icon(Icon::Check)} {deals::READY.to(lang)}</p> }.into_any()
        }
    })
}

/// The reminder: a calendar file, or how to get at it where a web view cannot open one.
fn remind(site: &Site, drop: &Drop) -> Option<impl IntoView + use<>> {
    let lang = site.lang;
    let href = asset(site)(drop.calendar.as_deref()?);
    let (now, opens) = (site.now, drop.opens_at);
    let coming = Memo::new(move |_| now.at() < opens);
    let app = App::get();
    let tapped = move |event: leptos::ev::MouseEvent| {
        if client::in_wechat() {
            event.prevent_default();
            if let Some(app) = app {
                app.toasts.say(deals::REMIND_WECHAT.to(lang).into());
            }
        }
    };
    Some(move || {
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
    })
}
