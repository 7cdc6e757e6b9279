//! From the hold to the result: held until when, how to pay, what the device has to do, how it ended.
//! Shown for every order, new or old: what is drawn follows from the order alone.

mod act;
mod desk;
mod methods;
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
    platform::{json, visibility},
    ui::Data,
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
    pub fresh: Callback<Order>,
    /// A guest's key to an order.
    pub secret_of: Callback<OrderId, Option<String>>,
    /// The absolute address of the app to which a provider's page returns.
    pub return_url: Callback<OrderId, String>,
    /// Orders the same again.
    pub again: Callback<()>,
    /// Called once when the order is paid while it is looked at.
    pub done: Callback<Order>,
}

/// The payment part at work.
#[derive(Clone, Copy)]
struct Desk {
    setup: Data<Paying>,
    order: Data<Order>,
    poll: Poll,
    method: RwSignal<String>,
    /// A call is under way that a second tap must not make again.
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    /// What the last action said, e.g. that the bridge was closed.
    said: RwSignal<Option<String>>,
    /// Looks at the order brought no answer.
    shaky: RwSignal<bool>,
    /// The page is about to be left for the provider's.
    leaving: RwSignal<bool>,
    wish: Data<Wish>,
}

/// Draws where the order stands and lets it be paid or called off. While it may move by itself the server
/// is asked how it stands; the page itself never declares anything paid.
pub fn paying(setup: Paying) -> AnyView {
    let Paying { site, order, done, .. } = setup.clone();
    let lang = site.lang;
    let setup = Data::new(setup);
    let at = move || order.get().map(|order| stage(&order)).unwrap_or(Stage::Other);
    let longest = Memo::new(move |_| at().longest_pause().unwrap_or(0));
    let (shaky, last) = (RwSignal::new(false), Data::new(String::new()));
    let desk = Desk {
        setup,
        order,
        poll: Poll::new(longest, move || look(setup, last, shaky)),
        method: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        said: RwSignal::new(None),
        shaky,
        leaving: RwSignal::new(false),
        wish: Data::new(Wish::default()),
    };
    visibility::on_change(move |visible| {
        if visible {
            desk.leaving.try_set(false);
        }
    });
    let bought = Memo::new(move |_| at().is_bought());
    Effect::new(move |before: Option<bool>| {
        let bought = bought.get();
        if let (true, Some(false), Some(order)) = (bought, before, untrack(|| order.get())) {
            done.run(Order::clone(&order));
        }
        bought
    });
    let hold = Memo::new(move |_| at() == Stage::Hold);
    view! {
        <section class="paying">
            {result::headline(desk, lang)}
            {move || hold.get().then(|| methods::hold(desk))}
            {result::again(desk, lang)}
        </section>
    }
    .into_any()
}

/// Looks how the order stands. An answer that is the same to the letter changes nothing on the page.
async fn look(setup: Data<Paying>, last: Data<String>, shaky: RwSignal<bool>) {
    let Some(setup) = untrack(|| setup.get()) else { return };
    let Some(order) = untrack(|| setup.order.get()) else { return };
    let secret = setup.secret_of.run(order.id.clone());
    match setup.api.text(&GetOrder::path(&order.id), secret).await {
        Ok(text) => {
            shaky.try_set(false);
            if untrack(|| last.with(|last| *last == text)) {
                return;
            }
            if let Some(order) = json::read::<Order>(&text) {
                last.set(text);
                setup.fresh.try_run(order);
            }
        }
        Err(_) => {
            shaky.try_set(true);
        }
    }
}
