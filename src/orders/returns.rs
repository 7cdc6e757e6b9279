//! Giving units of an order back: what was asked for and how it stands, and asking.

mod form;
mod model;
mod told;

use leptos::prelude::untrack;
use picklive_contract::storefront::Capability;

use super::act::Deed;
use crate::{
    address::Site,
    signal::Derived,
    state::Shop,
    text::{self, service},
    ui::{IntoNode, Node, Sheet, live, sheet, view},
};

/// The returns of an order, and the way to another one while it can be asked for.
pub(super) fn returns(site: &Site, shop: &Shop, deed: &Deed) -> Node {
    let lang = site.lang;
    if !shop.0.can(&Capability::Returns) {
        return ().node();
    }
    let (open, order, now) = (Sheet::new(), deed.order, site.now);
    let until = Derived::new(move || {
        order.with(|order| {
            let some = order.lines.iter().any(|line| line.returnable > 0);
            order.returnable_until.filter(|until| some && *until > now.at())
        })
    });
    let zone = shop.0.zone.clone();
    let ask = live(move || {
        until.get().map(|until| {
            let until = text::moment(lang, zone.as_ref(), until, untrack(|| now.at()));
            view! {
                <section class="order-part">
                    <button type="button" class="button button-quiet button-wide" on:click=move |_| open.open()>
                        {service::ASK_RETURN.to(lang)}
                    </button>
                    <p class="quiet center">{service::RETURN_UNTIL.with(lang, &[&until])}</p>
                </section>
            }
        })
    });
    let asking = deed.another();
    let body = move || form::form(lang, &asking, open);
    view! {
        {told::told(site, shop, deed)}
        {ask}
        {sheet(open, lang, service::ASK_RETURN.to(lang).into(), body)}
    }
}
