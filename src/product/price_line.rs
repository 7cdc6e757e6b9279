//! What it costs now, until when, and what is left: all of it follows the clock.

use leptos::prelude::*;
use picklive_contract::{
    Lang, UnixMillis,
    offer::{Offer, OfferKind, Visitor},
    product::{Product, Stock, Variant},
};

use crate::{
    address::Site,
    checkout::coming,
    signal::Derived,
    state::{App, Shop, visitor},
    text::{self, deals, money, product},
    ui::{Data, Node, countdown, live, offer_name, price, price_basis, view},
};

/// Price, deal and stock, as this visitor has them.
pub fn price_line(site: &Site, shop: &Shop, data: Data<Product>) -> Node {
    let (now, app) = (site.now, App::get());
    // What a verified contact would pay is told where one can be verified.
    let told = shop.verifies();
    // What is drawn changes when a price, the next opening or the stock does, not each second.
    let seen = Derived::new(move || {
        let (now, visitor) = (now.at(), visitor(app));
        data.with(|item| {
            let variant = item.leading(now, &visitor)?;
            let offer = variant.offer(now, &visitor);
            let limited = told || !visitor.guest;
            let next = coming(variant, &offer, now, limited).and_then(|offer| offer.opens_at);
            let stock = whole_stock(item).map(|stock| (stock.left, stock.reserved));
            let better = verified(item, now).filter(|_| visitor.guest && told);
            Some((offer.price.amount, better.map(|it| it.price.amount), next, stock))
        })
    });
    let (site, shop) = (site.clone(), shop.clone());
    live(move || {
        seen.get()?;
        let item = data.get()?;
        let (now, visitor) = untrack(|| (now.at(), visitor(app)));
        let variant = item.leading(now, &visitor)?;
        let verified = verified(&item, now).filter(|_| visitor.guest && told);
        let limited = told || !visitor.guest;
        let offer = variant.offer(now, &visitor);
        Some(drawn(&site, &shop, &item, (variant, offer, limited), verified))
    })
}

/// What a verified contact would pay.
fn verified(item: &Product, now: UnixMillis) -> Option<Offer> {
    Some(item.leading(now, &Visitor::PERSON)?.offer(now, &Visitor::PERSON))
}

/// Draws `offer` for `variant`, and whether `limited` ones to come are told of; `verified` is what a guest could have with a verified contact.
fn drawn(
    site: &Site,
    shop: &Shop,
    item: &Product,
    (variant, offer, limited): (&Variant, Offer, bool),
    verified: Option<Offer>,
) -> Node {
    let (lang, now) = (site.lang, untrack(|| site.now.at()));
    let reference = variant.reference.as_ref();
    let when = |at| text::when(lang, shop.0.zone.as_ref(), at, now);
    let many = item.variants.len() > 1;
    let limit = offer.limit.map(|limit| product::LIMIT.with(lang, &[&limit.to_string()]));
    let closes = offer.closes_at.filter(|_| offer.kind == OfferKind::Drop);
    let ends = closes.map(|closes| {
        let told = product::DEAL_UNTIL.with(lang, &[&when(closes)]);
        deal_line(site, "deal-line", told, product::DEAL_ENDS_IN.to(lang), closes)
    });
    let better = verified.filter(|better| better.price.amount < offer.price.amount);
    // What opens later is worth a line when it costs less than what can be had now.
    let comes = coming(variant, better.as_ref().unwrap_or(&offer), now, limited);
    let comes = comes.and_then(|next| Some((next.opens_at?, next.price))).map(|(opens, cost)| {
        let told = product::DEAL_OPENS.with(lang, &[&when(opens), &money(cost)]);
        deal_line(site, "deal-line deal-line-coming", told, product::DEAL_OPENS_IN.to(lang), opens)
    });
    let sold = item.sold.filter(|sold| *sold >= 10);
    let sold = sold.map(|sold| product::SOLD.with(lang, &[&sold.to_string()]));
    view! {
        <div class="product-price">
            <p class="pick-price">
                {price(offer.price, many, reference, lang)}
                {price_basis(offer.price, reference, lang).map(|basis| view! { <small class="price-basis">{basis}</small> })}
                {offer_name(&offer, lang).map(|name| view! { <span class="tag">{name}</span> })}
            </p>
            {ends}
            {better.map(|better| verify_line(lang, &better))}
            {comes}
            <p class="product-facts">
                {stock(site, shop, item).map(|text| view! { <span>{text}</span> })}
                {limit.map(|text| view! { <span>{text}</span> })}
                {sold.map(|text| view! { <span>{text}</span> })}
            </p>
        </div>
    }
}

/// A deal's moment: in words, and how long until then.
fn deal_line(
    site: &Site,
    class: &'static str,
    told: String,
    word: &'static str,
    at: UnixMillis,
) -> Node {
    view! {
        <p class=class>
            <span>{told}</span>
            <span><span aria-hidden="true">{word} " "</span> {countdown(site, None, at, None)}</span>
        </p>
    }
}

/// What a guest could have, and the way to it.
fn verify_line(lang: Lang, better: &Offer) -> Node {
    let app = App::get();
    let limit = better.limit.unwrap_or(1).to_string();
    let ask = move |_| {
        if let Some(app) = app {
            app.verify.ask(None);
        }
    };
    view! {
        <p class="deal-line deal-line-coming">
            <span>{product::VERIFIED_DEAL.with(lang, &[&money(better.price), &limit])}</span>
            <button type="button" class="link" on:click=ask>{deals::VERIFY.to(lang)}</button>
        </p>
    }
}

/// The stock of all variants together; unknown when one of them does not tell.
fn whole_stock(item: &Product) -> Option<Stock> {
    let mut whole = Stock::default();
    for variant in &item.variants {
        let stock = variant.stock?;
        whole.left = whole.left.saturating_add(stock.left.max(0));
        if stock.reserved > 0 {
            whole.reserved = whole.reserved.saturating_add(stock.reserved);
            whole.reserved_until = match (whole.reserved_until, stock.reserved_until) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    (!item.variants.is_empty()).then_some(whole)
}

/// How many moments lie behind `now` after which the page may no longer be true: a price's edge, or
/// reserved units that come back.
pub fn edges_passed(item: &Product, now: UnixMillis) -> usize {
    let edges = item.variants.iter().flat_map(|variant| {
        let of_offers = variant.offers.iter().flat_map(|offer| [offer.opens_at, offer.closes_at]);
        let returned = variant.stock.and_then(|stock| stock.reserved_until);
        of_offers.chain([returned]).flatten()
    });
    edges.filter(|edge| *edge <= now).count()
}

/// Stock, told truly: what is left of all variants, and what others hold and may give back.
fn stock(site: &Site, shop: &Shop, item: &Product) -> Option<String> {
    let (lang, stock) = (site.lang, whole_stock(item)?);
    let left = stock.left.max(0);
    let mut told = match left {
        0 => product::SOLD_OUT.to(lang).to_owned(),
        1..=5 => product::LEFT_FEW.with(lang, &[&left.to_string()]),
        _ => product::LEFT.with(lang, &[&left.to_string()]),
    };
    if let Some(until) = stock.reserved_until.filter(|_| stock.reserved > 0) {
        let hour = text::when(lang, shop.0.zone.as_ref(), until, untrack(|| site.now.at()));
        told.push_str(" · ");
        told.push_str(&product::RESERVED.with(lang, &[&stock.reserved.to_string(), &hour]));
    }
    Some(told)
}
