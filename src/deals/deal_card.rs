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
    state::{App, Shop, visitor},
    text::{self, deals, money, product as words, shell},
    ui::{Data, Node, live, picture, price, price_basis, view},
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
                {cost(site, drop, deal, data)}
                {limit.map(|limit| view! { <p class="quiet">{limit}</p> })}
                {act(site, shop, drop, deal, data)}
            </div>
        </li>
    })
}

/// What it costs this visitor while the drop is on: the deal's price, or another that is lower still, as on
/// every page.
fn cost(site: &Site, drop: &Drop, deal: &Deal, data: Data<List<Drop>>) -> Node {
    let (lang, now, app, opens) = (site.lang, site.now, App::get(), drop.opens_at);
    let (drop_id, deal) = (drop.id.clone(), deal.clone());
    let seen = Derived::new(move || {
        let (at, visitor) = (now.at().max(opens), visitor(app));
        data.with(|drops| {
            let drop = drops.items.iter().find(|drop| drop.id == drop_id)?;
            let item = &drop.deals.iter().find(|it| it.id == deal.id)?.product;
            let variant = item.variants.iter().find(|variant| variant.id == deal.variant);
            let other = variant.map(|variant| variant.offer(at, &visitor).price);
            let cost = other.filter(|it| it.amount < deal.price.amount).unwrap_or(deal.price);
            let everyday = variant.map(|variant| variant.price);
            let reference = variant.and_then(|variant| variant.reference.clone());
            Some((cost, everyday.filter(|price| price.amount > cost.amount), reference))
        })
    });
    live(move || {
        let (cost, everyday, reference) = seen.get()?;
        let reference = reference.as_ref();
        Some(view! {
            <p class="deal-price">
                {price(cost, false, reference, lang)}
                {everyday.map(|price| view! { <small class="quiet">{deals::EVERYDAY.with(lang, &[&money(price)])}</small> })}
                {price_basis(cost, reference, lang).map(|basis| view! { <small class="price-basis">{basis}</small> })}
            </p>
        })
    })
}

/// Who looks at a deal that is open.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Who {
    /// Somebody who may have its price.
    #[default]
    Anyone,
    /// A guest, who verifies a contact first.
    Guest,
    /// Somebody who has had all that one person may.
    Had,
    /// A guest, in a shop that cannot verify contacts.
    Nobody,
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
    // A limited price is for persons, and for each of them so often.
    let (verifies, mine) = (shop.verifies(), deal.id.clone());
    let who = Derived::new(move || {
        let visitor = visitor(app);
        match () {
            _ if visitor.has_used_up(&mine) => Who::Had,
            _ if !(limited && visitor.guest) => Who::Anyone,
            _ if verifies => Who::Guest,
            _ => Who::Nobody,
        }
    });
    let label = move || match phase() {
        p if p == Phase::Open as u8 => match who.get() {
            Who::Anyone => deals::BUY,
            Who::Guest => deals::VERIFY,
            Who::Had => deals::HAD,
            Who::Nobody => deals::VERIFIED_ONLY,
        },
        p if p == Phase::Coming as u8 => deals::NOT_OPEN,
        p if p == Phase::Gone as u8 => deals::GONE,
        p if p == Phase::Held as u8 => deals::HELD,
        p if p == Phase::Unsure as u8 => shell::CLOCK_UNSURE,
        _ => deals::CLOSED,
    };
    let shut = move || phase() != Phase::Open as u8 || matches!(who.get(), Who::Had | Who::Nobody);
    let buy = move |_| {
        let Some(app) = app.filter(|_| !untrack(shut)) else { return };
        let page = Page::Buy(purchase.clone());
        // A guest cannot have a limited price: checkout would quote another one.
        if untrack(|| who.get()) == Who::Guest {
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
