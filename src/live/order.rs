//! The order that was placed in a room and is not paid yet: one tap leads back to it, as does a provider's page.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, OrderId,
    orders::{GetOrder, Order, OrderLine, OrderState},
    quotes::LineAsk,
};

use super::{
    buy::{Aside, Counter},
    room::Live,
};
use crate::{
    checkout::{Paying, Poll, Stage, order_lines, paying, stage},
    platform::{
        json,
        storage::{self, Keep},
        timer,
    },
    signal::{Call, Derived, effect, watch},
    text::beside,
    ui::{Data, IntoNode, Loader, Node, live as drawn, load, sheet as drawn_sheet, view},
};

/// The longest pause between two looks at an order that nobody looks at, in milliseconds.
const PAUSE: u32 = 10_000;
/// Under which name, before that of its room, this browser remembers an order that waits: a phone may let a page go
/// while it is paid elsewhere.
const WAITS: &str = "room-order/";
/// For how long it is said that it was paid.
const THANKS: Duration = Duration::from_secs(15);

/// Says that an order waits to be paid, and what became of it while no sheet was open.
pub(super) fn held(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    drawn(move || {
        let (held, aside) = (counter.order.get().is_some(), counter.aside.get());
        let (says, leads) = match aside {
            Aside::Paid => (beside::PAID, None),
            Aside::Unseen => return None,
            Aside::Changed if held => (beside::SEE_ORDER, Some(beside::LOOK)),
            Aside::Nothing if held => (beside::NOT_PAID, Some(beside::LOOK)),
            _ if held => (beside::HELD, Some(beside::TO_PAY)),
            _ => return None,
        };
        let look = leads.map(|leads| {
            view! {
                <button type="button" class="link" on:click=move |_| counter.looked.open()>
                    {leads.to(lang)}
                </button>
            }
        });
        (!counter.looked.is_open() && !counter.is_buying())
            .then(|| view! { <p class="room-held" role="status">{says.to(lang)} " " {look}</p> })
    })
}

/// Follows the order while no sheet with it is open: it may be paid elsewhere. One that came to nothing is for the
/// buyer to see; it is only not asked for any more.
pub(super) fn follow(live: Live, counter: Counter) {
    remember(live, counter);
    // Another order is another matter.
    watch(Derived::new(move || counter.order.get()), move |_, now| {
        if now.is_some() {
            counter.aside.set(Aside::Waits);
        }
    });
    let pause = Derived::new(move || {
        let waits = matches!(counter.aside.get(), Aside::Waits | Aside::Unseen);
        let waits = waits && counter.order.get().is_some();
        let alone = !counter.looked.is_open() && !counter.is_buying();
        if waits && alone { PAUSE } else { 0 }
    });
    let poll = Poll::new(pause, move || async move {
        let (Some(id), Some(setup)) = (counter.order.get_untracked(), live.given()) else { return };
        let secret = setup.purchase.secret_of.run(id.clone());
        let answer = setup.purchase.api.text(&GetOrder::path(&id), secret).await;
        // Who may not see it, or whose it is no more, need not be told of it.
        if answer.as_ref().is_err_and(|error| !error.is_passing()) {
            return counter.order.set(None);
        }
        let Some(order) = answer.ok().and_then(|text| json::read::<Order>(&text)) else { return };
        match stage(&order) {
            Stage::Paid(_) => {
                counter.over(&Arc::new(order));
                counter.aside.set(Aside::Paid);
                timer::after(THANKS, move || counter.aside.set(Aside::Waits));
            }
            // Paid a while ago: that is no news.
            at if at.is_bought() => counter.over(&Arc::new(order)),
            at if at.longest_pause().is_some() => counter.aside.change(Aside::Waits),
            at => {
                // Told once: who comes again has seen it.
                forget(live);
                let unpaid = matches!(at, Stage::Cancelled | Stage::Lapsed(_));
                counter.aside.set(if unpaid { Aside::Nothing } else { Aside::Changed });
            }
        }
    });
    poll.soon();
}

/// Remembers the order that waits, as long as it does, and takes the one that was remembered: also who opens the room
/// by its plain address is led back to it.
fn remember(live: Live, counter: Counter) {
    let Some(name) = name(live) else { return };
    let kept = storage::read_text(Keep::Forever, &name).map(|id| OrderId::from(id.as_str()));
    if kept.is_some() && counter.order.with_untracked(Option::is_none) {
        counter.order.set(kept);
        counter.aside.set(Aside::Unseen);
    }
    watch(Derived::new(move || counter.order.get()), move |_, now| match now {
        Some(order) => storage::write_text(Keep::Forever, &name, order.as_str()),
        None => forget(live),
    });
}

/// The name for this room's order.
fn name(live: Live) -> Option<String> {
    Some([WAITS, live.id()?.as_str()].concat())
}

fn forget(live: Live) {
    if let Some(name) = name(live) {
        storage::remove(Keep::Forever, &name);
    }
}

/// The sheet in which the order is looked at, and paid.
pub(super) fn sheet(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let body = move || look(live, counter).node();
    drawn_sheet(counter.looked, lang, beside::ORDER.to(lang).into(), body)
}

fn look(live: Live, counter: Counter) -> Option<Node> {
    let lang = live.lang;
    let (id, given) = (counter.order.get_untracked()?, live.given()?.purchase);
    let secret = given.secret_of.run(id.clone());
    let loader = Loader::get::<GetOrder>(None, given.api.clone(), &id, secret);
    loader.reload_when_seen();
    // What is paid, or came to nothing, waits for nobody.
    effect(move || {
        let order = loader.data().and_then(|order| order.get());
        if let Some(order) = order.filter(|order| order.state != OrderState::AwaitingPayment) {
            counter.over(&order);
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
            stays: true,
            again: Call::new(move |()| {
                let lines = untrack(|| order.with(lines_of));
                counter.again(lines);
            }),
            done: counter.done(),
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
