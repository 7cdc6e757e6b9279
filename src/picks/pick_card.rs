//! One pick: the picture, what it is, why it was chosen, what it costs.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{picks::Pick, product::Product};

use crate::{
    address::{Page, Site},
    api::asset,
    text::{picks, product},
    ui::{picture, price, price_basis},
};

/// Draws the pick at position `at` (from 0); the first one's picture is fetched first.
pub fn pick_card(site: &Site, pick: &Pick, at: usize) -> impl IntoView + use<> {
    let lang = site.lang;
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
            {cost(site, item)}
        </li>
    }
}

/// What it costs now: it follows the clock, so a deal's price comes and goes at its second.
fn cost(site: &Site, item: &Product) -> impl IntoView + use<> {
    let (lang, now) = (site.lang, site.now);
    let href = Page::Product(item.id.clone()).href(site);
    let many = item.variants.len() > 1;
    let item = Arc::new(item.clone());
    let gone = !item.variants.is_empty() && item.variants.iter().all(|variant| variant.sold_out());
    // The price of the moment; what is drawn changes only when it does.
    let amount = Memo::new({
        let item = item.clone();
        move |_| {
            item.leading(now.at(), false).map(|variant| variant.offer(now.at(), false).price.amount)
        }
    });
    let price_line = move || {
        amount.get()?;
        let now = untrack(|| now.at());
        let variant = item.leading(now, false)?;
        let (offer, reference) = (variant.offer(now, false), variant.reference.as_ref());
        let basis = price_basis(offer.price, reference, lang);
        let name = offer.name.map(|name| name.get(lang).to_owned());
        Some(view! {
            <p class="pick-price">
                {price(offer.price, many, reference, lang)}
                {name.map(|name| view! { <span class="tag">{name}</span> })}
                {basis.map(|basis| view! { <small class="price-basis">{basis}</small> })}
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
