//! The order that was placed in a room and is not paid yet: one tap leads back to it, as does a provider's page.

use leptos::prelude::*;
use picklive_contract::{
    orders::{GetOrder, Order, OrderLine, OrderState},
    quotes::LineAsk,
};

use super::{buy::Counter, room::Live};
use crate::{
    checkout::{Paying, order_lines, paying},
    signal::{Call, effect},
    text::live as words,
    ui::{Data, IntoNode, Loader, Node, live as drawn, load, sheet as drawn_sheet, view},
};

/// Says that an order waits to be paid.
pub(super) fn held(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    drawn(move || {
        counter.order.get()?;
        (!counter.looked.is_open() && !counter.is_buying()).then(|| {
            view! {
                <p class="room-held" role="status">
                    {words::HELD.to(lang)} " "
                    <button type="button" class="link" on:click=move |_| counter.looked.open()>
                        {words::TO_PAY.to(lang)}
                    </button>
                </p>
            }
        })
    })
}

/// The sheet in which the order is looked at, and paid.
pub(super) fn sheet(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let body = move || look(live, counter).node();
    drawn_sheet(counter.looked, lang, words::ORDER.to(lang).into(), body)
}

fn look(live: Live, counter: Counter) -> Option<Node> {
    let lang = live.lang;
    let (id, given) = (counter.order.get_untracked()?, live.given()?.purchase);
    let secret = given.secret_of.run(id.clone());
    let loader = Loader::get::<GetOrder>(None, given.api.clone(), &id, secret);
    loader.reload_when_seen();
    // What is paid, or came to nothing, waits for nobody.
    effect(move || {
        let over =
            |order: &Order| (order.state != OrderState::AwaitingPayment).then(|| order.id.clone());
        if let Some(id) = loader.data().and_then(|order| order.with(over)) {
            counter.forget(&id);
        }
    });
    Some(load(loader, lang, move |order: Data<Order>| {
        let (site, zone) = (given.site.clone(), given.storefront.zone.clone());
        let setup = Paying {
            site: site.clone(),
            storefront: given.storefront.clone(),
            api: given.api.clone(),
            order,
            fresh: Call::new(move |order| loader.put(order)),
            secret_of: given.secret_of,
            return_url: given.return_url,
            again: Call::new(move |()| {
                let lines = untrack(|| order.with(lines_of));
                counter.again(lines);
            }),
            done: counter.done(given.done),
        };
        let lines = move || Some(order_lines(&site, zone.as_ref(), &order.get()?.lines, false));
        view! { <div class="checkout">{paying(setup)} {lines}</div> }
    }))
}

fn lines_of(order: &Order) -> Vec<LineAsk> {
    let line = |line: &OrderLine| LineAsk {
        variant: line.bought.variant.clone(),
        quantity: line.bought.quantity,
    };
    order.lines.iter().map(line).collect()
}
