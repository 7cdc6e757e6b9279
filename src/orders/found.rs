//! What orders there are: the signed-in person's, page by page, and those this browser placed.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, List,
    endpoint::encode,
    list::AFTER,
    orders::{GetOrder, ListOrders, Order},
};

use super::model::merged;
use crate::{
    api::{Api, ApiError, Extra},
    platform::{json, task},
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

/// Reads the person's orders, then those of this browser one by one; each is shown as it comes.
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
    let mut path = ListOrders::path(&());
    if let Some(after) = after {
        path.push('?');
        path.push_str(AFTER);
        path.push('=');
        encode(after, &mut path);
    }
    let text = api.text(&path, None).await?;
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
    for known in untrack(|| app.orders.all()) {
        if found.orders.iter().any(|order| order.id == known.id) {
            continue;
        }
        let extra = Extra { secret: known.secret, ..Extra::default() };
        match api.call::<GetOrder>(&known.id, &(), extra).await {
            Ok(order) => {
                found.orders = merged(found.orders, vec![Arc::new(order)]);
                if let Some(loader) = slot.get_untracked() {
                    loader.put(found.clone());
                }
            }
            // Deleted by the shop, or placed by somebody who has signed out since.
            Err(error) if error.is_not_found() => {}
            Err(error) => {
                failure = Some(error);
                break;
            }
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
