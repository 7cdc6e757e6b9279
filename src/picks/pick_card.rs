//! One pick: the picture, what it is, why it was chosen, what it costs.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Money, picks::Edition};

use crate::{
    address::{Page, Site},
    api::asset,
    signal::Derived,
    state::App,
    text::{money, picks, product},
    ui::{Node, offer_name, picture, price, price_basis, view},
};

/// Draws the pick at position `at` (from 0); the first one's picture is fetched first.
pub fn pick_card(site: &Site, edition: &Arc<Edition>, at: usize) -> Node {
    let (lang, pick) = (site.lang, &edition.picks[at]);
    let item = &pick.product;
    let note = pick.note.as_ref().map(|note| note.get(lang).to_owned());
    let summary = item.summary.as_ref().map(|summary| summary.get(lang).to_owned());
    view! {
        <li class="pick">
            <a class="pick-link" href=Page::Product(item.id.clone()).href(site)>
                <span class="pick-number" aria-hidden="true">{at + 1}</span>
                {picture(item.pictures.first(), lang, asset(site), at == 0)}
                <h2 class="pick-title">{item.title.get(lang).to_owned()}</h2>
            </a>
            {summary.map(|text| view! { <p class="pick-summary">{text}</p> })}
            {note.map(|text| view! { <blockquote class="pick-note"><p>{text}</p></blockquote> })}
            {cost(site, edition, at)}
        </li>
    }
}

/// What it costs this visitor now: it follows the clock, so a deal's price comes and goes at its second.
fn cost(site: &Site, edition: &Arc<Edition>, at: usize) -> Node {
    let item = &edition.picks[at].product;
    let (lang, now, app) = (site.lang, site.now, App::get());
    let guest = move || app.is_none_or(|app| app.session.is_guest());
    let href = Page::Product(item.id.clone()).href(site);
    let many = item.variants.len() > 1;
    let gone = !item.variants.is_empty() && item.variants.iter().all(|variant| variant.sold_out());
    // The prices of the moment, own and after verifying; what is drawn changes only when they do.
    let amounts = Derived::new({
        let edition = edition.clone();
        move || {
            let (item, at) = (&edition.picks[at].product, now.at());
            let lowest = |guest| item.leading(at, guest).map(|v| v.offer(at, guest).price.amount);
            Some((lowest(guest())?, lowest(false)?))
        }
    });
    let edition = edition.clone();
    let price_line = move || {
        let (item, (own, verified)) = (&edition.picks[at].product, amounts.get()?);
        let (now, guest) = untrack(|| (now.at(), guest()));
        let variant = item.leading(now, guest)?;
        let (offer, reference) = (variant.offer(now, guest), variant.reference.as_ref());
        let better = (verified < own).then(|| Money::new(verified, offer.price.currency));
        Some(view! {
            <p class="pick-price">
                {price(offer.price, many, reference, lang)}
                {price_basis(offer.price, reference, lang).map(|basis| view! { <small class="price-basis">{basis}</small> })}
                {offer_name(&offer, lang).map(|name| view! { <span class="tag">{name}</span> })}
                {better.map(|better| view! { <span class="tag tag-quiet">{product::VERIFIED_PRICE.with(lang, &[&money(better)])}</span> })}
            </p>
        })
    };
    let label = if gone { product::SOLD_OUT } else { picks::LOOK }.to(lang);
    view! {
        <div class="pick-cost">
            {price_line}
            <a class="button pick-go" class:button-quiet=gone href=href tabindex="-1" aria-hidden="true">{label}</a>
        </div>
    }
}
