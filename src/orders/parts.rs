//! The parts of an order's page that follow the order.

use leptos::prelude::*;
use picklive_contract::{Lang, Zone, orders::Order};

use super::model;
use crate::{
    address::Site,
    checkout::{address_lines, fee_told, sums},
    platform::{share, task},
    text::{self, Say, money, orders as words},
    ui::{Data, Node, Toasts, live, view},
};

/// The parcel's carrier and number, which can be copied, and the carrier's own page about it.
pub(super) fn tracking(lang: Lang, toasts: Toasts, order: Data<Order>) -> Node {
    live(move || {
        let order = order.get()?;
        let parcel = order.tracking.as_ref()?;
        let number = parcel.number.clone();
        let code = view! { <code>{number.clone()}</code> };
        // Whatever else an address can be is not opened.
        let number_told = match parcel.url.clone().filter(|url| url.starts_with("https://")) {
            Some(url) => view! { <a href=url target="_blank" rel="noopener">{code}</a> },
            None => code,
        };
        let copy = move |_| {
            let number = number.clone();
            task::spawn(async move {
                match share::copy(&number).await {
                    true => toasts.say(words::COPIED.to(lang).into()),
                    false => share::by_hand(words::COPY.to(lang), &number),
                }
            });
        };
        Some(view! {
            <section class="order-part">
                <h2>{words::TRACKING.to(lang)}</h2>
                <p>
                    {parcel.carrier.clone()} " " {number_told} " "
                    <button type="button" class="link" on:click=copy>{words::COPY.to(lang)}</button>
                </p>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(change: impl FnOnce(&mut Order)) -> String {
        let sample = include_str!("../../contract/samples/get-order.answer.json");
        let mut order: Order = serde_json::from_str(sample).unwrap();
        change(&mut order);
        Owner::new().with(|| tracking(Lang::En, Toasts::new(), Data::new(order)).to_html())
    }

    #[test]
    fn a_parcel_leads_to_its_carrier_in_a_window_of_its_own() {
        let told = drawn(|_| {});
        assert!(told.contains("<code>SF1420358871236</code>"), "{told}");
        let link = told.split("<a ").nth(1).unwrap().split('>').next().unwrap();
        for part in ["https://track.example/?number=SF1420358871236", "_blank", "noopener"] {
            assert!(link.contains(part), "{part}: {link}");
        }
        assert!(told.contains("Copy the number"), "{told}");
    }

    #[test]
    fn without_a_page_or_with_an_odd_address_there_is_the_number_alone() {
        for url in [None, Some("javascript:alert(1)"), Some("http://track.example/1")] {
            let told = drawn(|order| {
                order.tracking.as_mut().unwrap().url = url.map(ToOwned::to_owned);
            });
            assert!(!told.contains("<a ") && told.contains("SF1420358871236"), "{told}");
        }
        assert_eq!(drawn(|order| order.tracking = None), "");
    }
}
