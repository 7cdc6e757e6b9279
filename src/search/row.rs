//! One product that was found.

use leptos::prelude::untrack;
use picklive_contract::{ProductId, product::Product};

use super::model::Found;
use crate::{
    address::{Page, Site},
    api::asset,
    signal::Derived,
    state::{App, visitor},
    text::product,
    ui::{Data, Node, offer_name, picture, price, view},
};

/// Draws it; price and stock follow the clock and what is told.
pub fn row(site: &Site, data: Data<Found>, item: &Product) -> Node {
    let lang = site.lang;
    let shown = item.pictures.first().cloned().map(|mut shown| {
        shown.alt = None;
        shown
    });
    view! {
        <li>
            <a class="found-row" href=Page::Product(item.id.clone()).href(site)>
                <span class="found-picture">{picture(shown.as_ref(), lang, asset(site), false)}</span>
                <span class="found-what">
                    <b>{item.title.get(lang).to_owned()}</b>
                    {item.summary.as_ref().map(|text| view! { <small class="quiet">{text.get(lang).to_owned()}</small> })}
                    {cost(site, data, item.id.clone())}
                </span>
            </a>
        </li>
    }
}

fn cost(site: &Site, data: Data<Found>, id: ProductId) -> Node {
    let (lang, now, app) = (site.lang, site.now, App::get());
    let seen = Derived::new(move || {
        let (now, visitor) = (now.at(), visitor(app));
        data.with(|found| {
            let item = found.items.iter().find(|item| item.id == id)?;
            let offer = item.leading(now, &visitor)?.offer(now, &visitor);
            let gone = item.variants.iter().all(|variant| variant.sold_out());
            Some((offer, gone, item.variants.len() > 1))
        })
    });
    let line = move || {
        let (offer, gone, many) = seen.get()?;
        Some(view! {
            <span class="found-price">
                {price(offer.price, many, None, lang)}
                {offer_name(&offer, lang).map(|name| view! { <span class="tag">{name}</span> })}
                {gone.then(|| view! { <span class="tag tag-quiet">{product::SOLD_OUT.to(lang)}</span> })}
            </span>
        })
    };
    untrack(|| view! { {line} })
}
