//! What it costs now, until when, and what is left: all of it follows the clock.

use leptos::prelude::*;
use picklive_contract::{
    UnixMillis,
    offer::{Offer, OfferKind},
    product::{Product, Variant},
};

use crate::{
    address::Site,
    state::{App, Shop},
    text::{self, money, product},
    ui::{Data, countdown, price, price_basis},
};

/// The next deal that is announced for a variant and not open yet.
fn announced(variant: &Variant, now: UnixMillis) -> Option<&Offer> {
    let coming =
        variant.offers.iter().filter(|offer| offer.opens_at.is_some_and(|opens| opens > now));
    coming.min_by_key(|offer| offer.opens_at)
}

/// Price, deal and stock of the variant that leads.
pub fn price_line(site: &Site, shop: &Shop, data: Data<Product>) -> impl IntoView + use<> {
    let (now, app) = (site.now, App::get());
    let guest = move || app.is_some_and(|app| app.session.is_guest());
    // What is drawn changes when the price, the next opening or the stock does, not each second.
    let seen = Memo::new(move |_| {
        let now = now.at();
        data.with(|item| {
            let variant = item.leading(now, false)?;
            let next = announced(variant, now).and_then(|offer| offer.opens_at);
            let stock = variant.stock.map(|stock| (stock.left, stock.reserved));
            Some((variant.offer(now, false).price.amount, next, stock))
        })
    });
    let (site, shop) = (site.clone(), shop.clone());
    move || {
        seen.get()?;
        let item = data.get()?;
        let variant = item.leading(untrack(|| now.at()), false)?;
        Some(drawn(&site, &shop, &item, variant, guest()))
    }
}

fn drawn(site: &Site, shop: &Shop, item: &Product, variant: &Variant, guest: bool) -> AnyView {
    let (lang, now) = (site.lang, untrack(|| site.now.at()));
    let (offer, reference) = (variant.offer(now, false), variant.reference.as_ref());
    let basis = price_basis(offer.price, reference, lang);
    let hour = |at| text::hour(shop.0.zone.as_ref(), at);
    let many = item.variants.len() > 1;
    let name = offer.name.as_ref().map(|name| name.get(lang).to_owned());
    let limit = offer.limit.map(|limit| {
        let say = if guest { product::LIMIT_VERIFY } else { product::LIMIT };
        say.with(lang, &[&limit.to_string()])
    });
    let ends = offer.closes_at.filter(|_| offer.kind == OfferKind::Drop).map(|closes| {
        let spoken = product::DEAL_UNTIL.with(lang, &[&hour(closes)]);
        view! {
            <p class="deal-line">
                <span>{spoken.clone()}</span>
                <span>{product::DEAL_ENDS_IN.to(lang)} " " {countdown(site, closes, spoken)}</span>
            </p>
        }
    });
    let comes = announced(variant, now).filter(|next| next.price.amount < offer.price.amount);
    let comes = comes.and_then(|next| Some((next.opens_at?, next.price))).map(|(opens, cost)| {
        let spoken = product::DEAL_OPENS.with(lang, &[&hour(opens), &money(cost)]);
        view! {
            <p class="deal-line deal-line-coming">
                <span>{spoken.clone()}</span>
                <span>{product::DEAL_OPENS_IN.to(lang)} " " {countdown(site, opens, spoken)}</span>
            </p>
        }
    });
    let sold = item
        .sold
        .filter(|sold| *sold >= 10)
        .map(|sold| product::SOLD.with(lang, &[&sold.to_string()]));
    view! {
        <div class="product-price">
            <p class="pick-price">
                {price(offer.price, many, reference, lang)}
                {name.map(|name| view! { <span class="tag">{name}</span> })}
                {basis.map(|basis| view! { <small class="price-basis">{basis}</small> })}
            </p>
            {ends}
            {comes}
            <p class="product-facts">
                {stock(site, shop, variant).map(|text| view! { <span>{text}</span> })}
                {limit.map(|text| view! { <span>{text}</span> })}
                {sold.map(|text| view! { <span>{text}</span> })}
            </p>
        </div>
    }
    .into_any()
}

/// Stock, told truly: what is left, and what others hold and may give back.
fn stock(site: &Site, shop: &Shop, variant: &Variant) -> Option<String> {
    let (lang, stock) = (site.lang, variant.stock?);
    let left = stock.left.max(0);
    let mut told = match left {
        0 => product::SOLD_OUT.to(lang).to_owned(),
        1..=5 => product::LEFT_FEW.with(lang, &[&left.to_string()]),
        _ => product::LEFT.with(lang, &[&left.to_string()]),
    };
    if let Some(until) = stock.reserved_until.filter(|_| stock.reserved > 0) {
        let hour = text::hour(shop.0.zone.as_ref(), until);
        told.push_str(" · ");
        told.push_str(&product::RESERVED.with(lang, &[&stock.reserved.to_string(), &hour]));
    }
    Some(told)
}
