//! One deal: what it is, what it costs now and otherwise, what is left, and the button that opens itself.

use leptos::prelude::*;
use picklive_contract::{
    List,
    deals::{Deal, Drop},
};

use super::model::{Phase, phase, returns_at, share_left, units_left};
use crate::{
    address::{Page, Purchase, Site},
    api::asset,
    signal::Derived,
    state::{App, Shop},
    text::{self, deals, money, product as words, shell},
    ui::{Data, Node, picture, price, price_basis, view},
};

/// Draws the deal of `drop` at this place (from 0); what is left and whether it can be bought follow `data` and the clock.
pub fn deal_card(
    site: &Site,
    shop: &Shop,
    drop: &Drop,
    at: usize,
    data: Data<List<Drop>>,
) -> Option<Node> {
    let deal = drop.deals.get(at)?;
    let lang = site.lang;
    let item = &deal.product;
    let variant = item.variants.iter().find(|variant| variant.id == deal.variant);
    let reference = variant.and_then(|variant| variant.reference.as_ref());
    let everyday =
        variant.map(|variant| variant.price).filter(|price| price.amount > deal.price.amount);
    let basis = price_basis(deal.price, reference, lang);
    let name =
        variant.map(|variant| item.variant_name(variant, lang)).filter(|name| !name.is_empty());
    let limit = deal.limit.map(|limit| deals::LIMIT.with(lang, &[&limit.to_string()]));
    Some(view! {
        <li class="deal">
            <a class="deal-picture" href=Page::Product(item.id.clone()).href(site) tabindex="-1" aria-hidden="true">
                {picture(item.pictures.first(), lang, asset(site), at < 2)}
            </a>
            <div class="deal-text">
                <h3><a href=Page::Product(item.id.clone()).href(site)>{item.title.get(lang).to_owned()}</a></h3>
                {name.map(|name| view! { <p class="quiet">{name}</p> })}
                <p class="deal-price">
                    {price(deal.price, false, reference, lang)}
                    {everyday.map(|price| view! { <small class="quiet">{deals::EVERYDAY.with(lang, &[&money(price)])}</small> })}
                    {basis.map(|basis| view! { <small class="price-basis">{basis}</small> })}
                </p>
                {limit.map(|limit| view! { <p class="quiet">{limit}</p> })}
                {act(site, shop, drop, deal, data)}
            </div>
        </li>
    })
}

/// What is left, and the button.
fn act(site: &Site, shop: &Shop, drop: &Drop, deal: &Deal, data: Data<List<Drop>>) -> Node {
    let (lang, now) = (site.lang, site.now);
    let (drop_id, deal_id) = (drop.id.clone(), deal.id.clone());
    let purchase = Purchase::of(deal.product.id.clone(), deal.variant.clone(), 1);
    let limited = deal.limit.is_some();
    let zone = shop.0.zone.clone();
    // Phase, units left, hundredths left, when held ones may return.
    let seen = Derived::new(move || {
        let certain = now.certain();
        data.with(|drops| {
            let drop = drops.items.iter().find(|drop| drop.id == drop_id)?;
            let deal = drop.deals.iter().find(|deal| deal.id == deal_id)?;
            let phase = phase(drop, deal, certain);
            let back = returns_at(deal).filter(|_| phase == Phase::Held);
            Some((phase as u8, units_left(deal), deal.quota.max(0), share_left(deal), back))
        })
    });
    let phase = move || seen.get().map_or(Phase::Over as u8, |seen| seen.0);
    let left = move || {
        let (_, left, quota, share, back) = seen.get()?;
        let told = match back {
            Some(back) => {
                let hour = text::when(lang, zone.as_ref(), back, untrack(|| now.at()));
                words::RESERVED_ALL.with(lang, &[&hour])
            }
            None => deals::LEFT_OF.with(lang, &[&left.to_string(), &quota.to_string()]),
        };
        Some(view! {
            <meter class="deal-left" min="0" max="100" value=share.to_string() aria-label=told.clone()></meter>
            <small>{told.clone()}</small>
        })
    };
    let app = App::get();
    let unverified = move || limited && app.is_none_or(|app| app.session.is_guest());
    let label = move || match phase() {
        p if p == Phase::Open as u8 && unverified() => deals::VERIFY,
        p if p == Phase::Open as u8 => deals::BUY,
        p if p == Phase::Coming as u8 => deals::NOT_OPEN,
        p if p == Phase::Gone as u8 => deals::GONE,
        p if p == Phase::Held as u8 => deals::HELD,
        p if p == Phase::Unsure as u8 => shell::CLOCK_UNSURE,
        _ => deals::CLOSED,
    };
    let shut = move || phase() != Phase::Open as u8;
    let buy = move |_| {
        let Some(app) = app.filter(|_| !untrack(shut)) else { return };
        let page = Page::Buy(purchase.clone());
        // A guest cannot have a limited price: checkout would quote another one.
        if untrack(unverified) {
            app.verify.ask(Some(page));
        } else {
            app.router.go(&page);
        }
    };
    view! {
        <div class="deal-act">
            <div class="deal-left-box">{left}</div>
            <button type="button" class="button" disabled=shut on:click=buy>{move || label().to(lang)}</button>
        </div>
    }
}
