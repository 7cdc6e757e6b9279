//! From the hold to the result: held until when, how to pay, what the device has to do, how it ended.
//! Shown for every order, new or old: what is drawn follows from the order alone.

mod act;
mod desk;
mod methods;
mod openid;
mod result;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, OrderId,
    orders::{GetOrder, Order},
    storefront::Storefront,
};

use super::{
    poll::Poll,
    stage::{Stage, stage},
    wish::Wish,
};
use crate::{
    address::Site,
    api::{Api, ApiError},
    platform::{focus, json, visibility},
    signal::{Call, Derived, Var, watch},
    ui::{Data, Node, view},
};

/// What the payment part needs.
#[derive(Clone)]
pub struct Paying {
    /// Where and for whom.
    pub site: Site,
    /// The shop: its ways to pay and its zone.
    pub storefront: Arc<Storefront>,
    /// The way to the server.
    pub api: Api,
    /// The order as it is known.
    pub order: Data<Order>,
    /// Takes what the server says about the order.
    pub fresh: Call<Order>,
    /// A guest's key to an order.
    pub secret_of: Call<OrderId, Option<String>>,
    /// The absolute address of the app to which a provider's page returns.
    pub return_url: Call<OrderId, String>,
    /// Whether the page goes on while it is paid, as a room does: a provider's page is then opened in a window of its
    /// own, where browsers allow that.
    pub stays: bool,
    /// Orders the same again.
    pub again: Call<()>,
    /// Called once when the order is paid while it is looked at.
    pub done: Call<Arc<Order>>,
}

/// The payment part at work.
#[derive(Clone, Copy)]
struct Desk {
    setup: Data<Paying>,
    order: Data<Order>,
    poll: Poll,
    method: Var<String>,
    /// A call is under way that a second tap must not make again.
    busy: Var<bool>,
    failed: Var<Option<ApiError>>,
    /// What the last action said, e.g. that the bridge was closed.
    said: Var<Option<String>>,
    /// Looks at the order brought no answer.
    shaky: Var<bool>,
    /// The page is about to be left for the provider's.
    leaving: Var<bool>,
    wish: Data<Wish>,
}

/// Draws where the order stands and lets it be paid or called off. While it may move by itself the server
/// is asked how it stands; the page itself never declares anything paid.
pub fn paying(setup: Paying) -> Node {
    let Paying { site, order, done, .. } = setup.clone();
    let lang = site.lang;
    let setup = Data::new(setup);
    let at = move || order.get().map(|order| stage(&order)).unwrap_or(Stage::Other);
    let longest = Derived::new(move || at().longest_pause().unwrap_or(0));
    let (shaky, last) = (Var::new(false), Data::new(String::new()));
    let desk = Desk {
        setup,
        order,
        poll: Poll::new(longest, move || look(setup, last, shaky)),
        method: Var::new(String::new()),
        busy: Var::new(false),
        failed: Var::new(None),
        said: Var::new(None),
        shaky,
        leaving: Var::new(false),
        wish: Data::new(Wish::default()),
    };
    visibility::on_change(move |visible| {
        if visible {
            desk.leaving.set(false);
        }
    });
    desk.returned();
    let bought = Derived::new(move || at().is_bought());
    watch(bought, move |_, bought| {
        if let (true, Some(order)) = (bought, order.get()) {
            done.run(order);
        }
    });
    // What is to be done, and how it ended, stand above what was just tapped.
    let shown = Derived::new(move || (desk.is_pending(), bought.get()));
    watch(shown, move |_, (pending, bought)| {
        if pending || bought {
            let id = if bought { result::ID } else { act::ID };
            request_animation_frame(move || focus::by_id(id));
        }
    });
    let hold = Derived::new(move || at() == Stage::Hold);
    view! {
        <section class="paying">
            {result::headline(desk, lang)}
            {move || hold.get().then(|| methods::hold(desk))}
            {result::again(desk, lang)}
        </section>
    }
}

/// Looks how the order stands. An answer that is the same to the letter changes nothing on the page.
async fn look(setup: Data<Paying>, last: Data<String>, shaky: Var<bool>) {
    let Some(setup) = untrack(|| setup.get()) else { return };
    let Some(order) = untrack(|| setup.order.get()) else { return };
    let secret = setup.secret_of.run(order.id.clone());
    match setup.api.text(&GetOrder::path(&order.id), secret).await {
        Ok(text) if untrack(|| last.with(|last| *last == text)) => shaky.set(false),
        // What cannot be read is no answer.
        Ok(text) => match json::read::<Order>(&text) {
            Some(order) => {
                shaky.set(false);
                last.set(text);
                setup.fresh.run(order);
            }
            None => shaky.set(true),
        },
        Err(_) => shaky.set(true),
    }
}
