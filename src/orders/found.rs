//! What orders there are: the signed-in person's, page by page, and those this browser placed.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, List,
    list::page_path,
    orders::{GetOrder, ListOrders, Order},
};

use super::model::merged;
use crate::{
    api::{Api, ApiError, Extra},
    platform::{
        json,
        task::{self, Wait},
    },
    signal::Var,
    state::App,
    ui::Loader,
};

/// What could be read of the orders.
#[derive(Clone, Default)]
pub struct Found {
    /// Newest first.
    pub orders: Vec<Arc<Order>>,
    /// Some could not be read just now.
    pub partly: bool,
    /// Where the person's older orders go on.
    pub next: Option<String>,
}

/// How many orders of this browser are asked for at once.
const AT_ONCE: usize = 10;

/// Reads the person's orders, then those of this browser, the newest first.
pub fn loader(app: App, api: Api) -> Loader<Found> {
    let slot = Var::new(None::<Loader<Found>>);
    let loader = Loader::new(None, move || {
        let api = api.clone();
        async move { read(app, api, slot).await }
    });
    slot.set(Some(loader));
    loader
}

/// One page of the person's orders.
async fn page(api: &Api, after: Option<&str>) -> Result<List<Arc<Order>>, ApiError> {
    let text = api.text(&page_path(ListOrders::path(&()), after), None).await?;
    let list: List<Order> = json::read(&text).ok_or(ApiError::Unreadable)?;
    Ok(List { items: list.items.into_iter().map(Arc::new).collect(), next: list.next })
}

async fn read(app: App, api: Api, slot: Var<Option<Loader<Found>>>) -> Result<Found, ApiError> {
    let mut found = Found::default();
    let mut failure = None;
    if untrack(|| !app.session.is_guest()) {
        match page(&api, None).await {
            Ok(list) => (found.orders, found.next) = (list.items, list.next),
            Err(error) => failure = Some(error),
        }
    }
    let mut known = untrack(|| app.orders.all());
    known.retain(|known| found.orders.iter().all(|order| order.id != known.id));
    for some in known.chunks(AT_ONCE) {
        let asked = some.iter().map(|known| -> Wait<_> {
            let (api, known) = (api.clone(), known.clone());
            let extra = Extra { secret: known.secret, ..Extra::default() };
            Box::pin(async move { api.call::<GetOrder>(&known.id, &(), extra).await })
        });
        let answered = |answer: Result<Order, ApiError>| match answer {
            Ok(order) => {
                let before = std::mem::take(&mut found.orders);
                found.orders = merged(before, vec![Arc::new(order)]);
            }
            // Deleted by the shop, or placed by somebody who has signed out since.
            Err(error) if error.is_not_found() => {}
            Err(error) => failure = Some(error),
        };
        task::together(asked.collect(), answered).await;
        // The first time what is there is shown soon; later a shorter list would only jump.
        let first = slot.get_untracked().filter(|loader| untrack(|| loader.data().is_none()));
        if let Some(loader) = first.filter(|_| !found.orders.is_empty()) {
            loader.put(found.clone());
        }
        if failure.is_some() {
            break;
        }
    }
    match failure {
        Some(error) if found.orders.is_empty() => Err(error),
        failure => Ok(Found { partly: failure.is_some(), ..found }),
    }
}

/// Reads the person's orders that are older than those found; `busy` while it does.
pub fn older(api: Api, loader: Loader<Found>, found: Found, busy: Var<bool>) {
    let Some(after) = found.next.clone() else { return };
    busy.set(true);
    task::spawn(async move {
        match page(&api, Some(&after)).await {
            Ok(list) => {
                let orders = merged(found.orders, list.items);
                loader.put(Found { orders, partly: found.partly, next: list.next });
            }
            // The button stays; the note says that something is missing.
            Err(_) => loader.put(Found { partly: true, ..found }),
        }
        busy.set(false);
    });
}
