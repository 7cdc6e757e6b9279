//! The product that is on show: what it costs here, until when, what is left, and the button.

use leptos::prelude::untrack;
use picklive_contract::{ProductId, offer::OfferKind, product::Product};

use super::{
    buy::Counter,
    model::prices::{self, Told},
    room::Live,
};
use crate::{
    address::Site,
    api::asset,
    signal::Derived,
    text::{self, live as words, money},
    ui::{IntoNode, Node, countdown, live as drawn, offer_name, picture, price, view},
};

/// The card of the product that is pinned, or that a recording shows; nothing while there is none.
pub(super) fn pin(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let pinned = Derived::new(move || {
        let pin = live.room.with(|room| room.pin.as_ref().map(|pin| pin.product.clone()));
        // When a recording is seen again, what it shows where it is played.
        let pin = pin.or_else(|| live.shows.get());
        // One that is not on the shelf yet is shown when it is.
        pin.filter(|id| live.shelf.with(|shelf| prices::pinned(shelf, Some(id)).is_some()))
    });
    let card = move || {
        let id = pinned.get()?;
        let site = live.site()?;
        let of = id.clone();
        let item = untrack(|| live.shelf.with(|shelf| prices::pinned(shelf, Some(&of)).cloned()))?;
        let shown = item.pictures.first().cloned().map(|mut shown| {
            shown.alt = None;
            shown
        });
        let title = item.title.get(lang).to_owned();
        Some(view! {
            <section class="room-pin" part="pin" aria-label=words::NOW_SHOWN.to(lang)>
                <span class="room-pin-picture">{picture(shown.as_ref(), lang, asset(&site), false)}</span>
                <div class="room-pin-text">
                    <b class="room-pin-title">{title}</b>
                    {cost(live, &id)}
                </div>
                {buy(live, counter, id)}
            </section>
        })
    };
    // What is left changes all the time, and is not read out: only which product is on show.
    let shown = Derived::new(move || {
        let title = |id| {
            let title = |item: &Product| item.title.get(lang).to_owned();
            live.shelf.with(|shelf| prices::pinned(shelf, Some(&id)).map(title))
        };
        pinned.get().and_then(title)
    });
    let says = move || shown.get().map(|title| words::SHOWN.with(lang, &[&title]));
    view! {
        <div class="room-pins">{card}</div>
        <p class="unseen" role="status">{says}</p>
    }
}

/// The product on the shelf, as it costs at the moment that is seen; tracked.
fn now(live: Live, id: &ProductId) -> Option<(Product, Told)> {
    let visitor = live.setup.with(|setup| setup.visitor.get());
    let at = live.moment.at();
    let item = live.shelf.with(|shelf| prices::pinned(shelf, Some(id)).cloned())?;
    let told = prices::told(&item, at, &visitor)?;
    Some((item, told))
}

/// What it costs and what is left; drawn anew when that changes, not each second.
pub(super) fn cost(live: Live, id: &ProductId) -> Node {
    let lang = live.lang;
    let of = id.clone();
    let told = Derived::new(move || now(live, &of).map(|now| now.1));
    let Some(site) = live.site_of_stream() else { return ().node() };
    drawn(move || {
        let Told { offer, usual, from, left } = told.get()?;
        let name = match offer.kind {
            OfferKind::Drop => Some(words::DEAL.to(lang).to_owned()),
            _ => offer_name(&offer, lang),
        };
        let few = left.filter(|left| *left < 51).map(|left| match left {
            ..=0 => words::GONE.to(lang).to_owned(),
            left => words::LEFT.with(lang, &[&left.to_string()]),
        });
        Some(view! {
            <span class="room-cost">
                {price(offer.price, from, None, lang)}
                {name.map(|name| view! { <span class="tag">{name}</span> })}
            </span>
            <span class="room-facts">
                {ends(live, &site, &offer)}
                {few.map(|few| view! { <span class="room-left-units">{few}</span> })}
                {usual.map(|usual| view! { <span>{words::USUAL.with(lang, &[&money(usual)])}</span> })}
            </span>
        })
    })
}

/// How long a deal lasts.
fn ends(live: Live, site: &Site, offer: &picklive_contract::offer::Offer) -> Option<Node> {
    let closes = offer.closes_at.filter(|_| offer.kind == OfferKind::Drop)?;
    let lang = live.lang;
    let setup = live.given()?;
    let now = untrack(|| site.now.at());
    let when = text::when(lang, setup.purchase.storefront.zone.as_ref(), closes, now);
    let spoken = words::ENDS_AT.with(lang, &[&when]);
    Some(view! {
        <span class="room-ends">{countdown(site, Some(words::ENDS_IN.to(lang)), closes, Some(spoken))}</span>
    })
}

/// The button that opens the choice of a variant.
pub(super) fn buy(live: Live, counter: Counter, id: ProductId) -> Node {
    let lang = live.lang;
    let of = id.clone();
    let gone = Derived::new(move || {
        now(live, &of).is_none_or(|(item, _)| item.variants.iter().all(|one| one.sold_out()))
    });
    let name = id.clone();
    let title = untrack(|| live.shelf.with(|shelf| prices::pinned(shelf, Some(&name)).cloned()));
    let title = title.map(|item| item.title.get(lang).to_owned()).unwrap_or_default();
    let orders = live.given().is_some_and(|setup| {
        setup.purchase.storefront.can(&picklive_contract::storefront::Capability::Orders)
    });
    let label = move || if gone.get() { words::GONE } else { words::BUY }.to(lang);
    orders
        .then(|| {
            view! {
                <button type="button" class="button room-buy" part="buy" disabled=move || gone.get()
                    on:click=move |_| counter.choose(id.clone())>
                    {label} <span class="unseen">{title}</span>
                </button>
            }
        })
        .node()
}
