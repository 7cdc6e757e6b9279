//! The parts of an order's page that follow the order.

use leptos::prelude::*;
use picklive_contract::{Lang, Zone, orders::Order};

use super::model;
use crate::{
    address::Site,
    checkout::{address_lines, fee_told, sums},
    text::{self, Say, money, orders as words},
    ui::{Data, Node, live, view},
};

/// The parcel's carrier and number.
pub(super) fn tracking(lang: Lang, order: Data<Order>) -> Node {
    live(move || {
        let order = order.get()?;
        let parcel = order.tracking.as_ref()?;
        Some(view! {
            <section class="order-part">
                <h2>{words::TRACKING.to(lang)}</h2>
                <p>{parcel.carrier.clone()} " " <code>{parcel.number.clone()}</code></p>
            </section>
        })
    })
}

/// What it came to, and what went back.
pub(super) fn totals(lang: Lang, order: Data<Order>) -> Node {
    live(move || {
        let order = order.get()?;
        let refunded = order.refunded.map(|back| words::REFUNDED.with(lang, &[&money(back)]));
        let shipping = order.address.is_some().then(|| fee_told(lang, order.shipping));
        Some(sums(lang, (order.goods, order.coupon.as_ref()), shipping, order.total, refunded))
    })
}

/// The steps it went through.
pub(super) fn steps(site: &Site, zone: Option<Zone>, order: Data<Order>) -> Node {
    let (lang, clock) = (site.lang, site.now);
    live(move || {
        let told = order.with(|order| model::steps(lang, &order.steps));
        let now = untrack(|| clock.at());
        let one = |step: &model::Told| {
            view! {
                <li>
                    <b>{step.what.to(lang)}</b>
                    <small class="quiet">{text::moment(lang, zone.as_ref(), step.at, now)}</small>
                    {step.why.clone().map(|why| view! { <small>{why}</small> })}
                </li>
            }
        };
        (!told.is_empty()).then(|| {
            view! {
                <section class="order-part">
                    <h2>{words::STEPS.to(lang)}</h2>
                    <ol class="steps">{told.iter().map(one).collect::<Node>()}</ol>
                </section>
            }
        })
    })
}

/// To whom and where it goes, and how the shop reaches the buyer. None of it changes.
pub(super) fn delivery(lang: Lang, order: Data<Order>) -> Option<Node> {
    let order = untrack(|| order.get())?;
    let row = |name: Say, lines: Vec<String>| {
        let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect::<Node>();
            view! { <div><dt>{name.to(lang)}</dt><dd>{lines}</dd></div> }
        })
    };
    let address = order.address.as_ref().map(|address| address_lines(lang, address));
    let contact = &order.contact;
    Some(view! {
        <dl class="order-part order-facts">
            {row(words::ADDRESS, address.unwrap_or_default())}
            {row(words::CONTACT, vec![contact.phone.clone(), contact.email.clone()])}
            {row(words::NOTE, vec![order.note.clone()])}
        </dl>
    })
}
