//! One pick: the picture, what it is, why it was chosen, what it costs.

use leptos::prelude::*;
use picklive_contract::{Money, ProductId, offer::Visitor, picks::Edition};

use crate::{
    address::{Page, Site},
    api::asset,
    signal::Derived,
    state::{App, Shop, visitor},
    text::{money, picks, product},
    ui::{Data, Node, offer_name, picture, price, price_basis, view},
};

/// Draws the pick at position `at` (from 0); the first one's picture is fetched first. None when there is none.
pub fn pick_card(site: &Site, shop: &Shop, data: Data<Edition>, at: usize) -> Option<Node> {
    let edition = untrack(|| data.get())?;
    let (lang, pick) = (site.lang, edition.picks.get(at)?);
    let item = &pick.product;
    let note = pick.note.as_ref().map(|note| note.get(lang).to_owned());
    let summary = item.summary.as_ref().map(|summary| summary.get(lang).to_owned());
    Some(view! {
        <li class="pick">
            <a class="pick-link" href=Page::Product(item.id.clone()).href(site)>
                <span class="pick-number" aria-hidden="true">{at + 1}</span>
                {picture(item.pictures.first(), lang, asset(site), at == 0)}
                <h2 class="pick-title">{item.title.get(lang).to_owned()}</h2>
            </a>
            {summary.map(|text| view! { <p class="pick-summary">{text}</p> })}
            {note.map(|text| view! { <blockquote class="pick-note"><p>{text}</p></blockquote> })}
            {cost(site, shop, &item.id, data, at)}
        </li>
    })
}

/// What it costs this visitor now: it follows the clock and what is fetched anew, so a deal's price comes and
/// goes at its second.
fn cost(site: &Site, shop: &Shop, id: &ProductId, data: Data<Edition>, at: usize) -> Node {
    let (lang, now, app) = (site.lang, site.now, App::get());
    let verifies = shop.verifies();
    let href = Page::Product(id.clone()).href(site);
    // The price of the moment and what it is compared with; what a verified contact would pay; whether
    // nothing is left, and whether there are several. What is drawn changes only when they do.
    let seen = Derived::new(move || {
        let (now, visitor) = (now.at(), visitor(app));
        data.with(|edition| {
            let item = &edition.picks.get(at)?.product;
            let variant = item.leading(now, &visitor)?;
            let offer = variant.offer(now, &visitor);
            let person = &Visitor::PERSON;
            let verified = item.leading(now, person)?.offer(now, person).price.amount;
            let better = visitor.guest && verifies && verified < offer.price.amount;
            let gone = item.variants.iter().all(|variant| variant.sold_out());
            let reference = variant.reference.clone();
            Some((offer, reference, better.then_some(verified), gone, item.variants.len() > 1))
        })
    });
    let price_line = move || {
        let (offer, reference, better, _, many) = seen.get()?;
        let reference = reference.as_ref();
        let better = better.map(|better| Money::new(better, offer.price.currency));
        Some(view! {
            <p class="pick-price">
                {price(offer.price, many, reference, lang)}
                {price_basis(offer.price, reference, lang).map(|basis| view! { <small class="price-basis">{basis}</small> })}
                {offer_name(&offer, lang).map(|name| view! { <span class="tag">{name}</span> })}
                {better.map(|better| view! { <span class="tag tag-quiet">{product::VERIFIED_PRICE.with(lang, &[&money(better)])}</span> })}
            </p>
        })
    };
    let gone = move || seen.with(|seen| seen.as_ref().is_some_and(|seen| seen.3));
    let label = move || if gone() { product::SOLD_OUT } else { picks::LOOK }.to(lang);
    view! {
        <div class="pick-cost">
            {price_line}
            <a class="button pick-go" class:button-quiet=gone href=href tabindex="-1" aria-hidden="true">{label}</a>
        </div>
    }
}
