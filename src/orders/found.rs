//! What orders there are: the signed-in person's, page by page, and those this browser placed.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, List,
    list::page_path,
    orders::{GetOrder, ListOrders, Order, OrderState},
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
    ui::{Further, Loader},
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
    /// How many pages of the person's orders are there.
    pub pages: usize,
}

impl Found {
    /// What is over for good.
    fn over(&self) -> Vec<Arc<Order>> {
        let over = |order: &&Arc<Order>| {
            use OrderState::{Cancelled, Expired, Refunded};
            matches!(order.state, Cancelled | Expired | Refunded)
        };
        self.orders.iter().filter(over).cloned().collect()
    }

    /// The same with what is shown of what could not be read just now.
    fn filled_up(&self, shown: &Self) -> Self {
        let longest = if shown.pages > self.pages { shown } else { self };
        Self {
            orders: merged(self.orders.clone(), shown.orders.clone()),
            partly: self.partly,
            next: longest.next.clone(),
            pages: longest.pages,
        }
    }

    /// Takes a further page of the person's orders.
    fn take(&mut self, list: List<Arc<Order>>) {
        self.orders = merged(std::mem::take(&mut self.orders), list.items);
        self.next = list.next;
        self.pages += 1;
    }
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
    let shown = |what: fn(&Found) -> usize| slot.get_untracked().map_or(0, |now| now.peek(what));
    if untrack(|| !app.session.is_guest()) {
        // As many pages as are shown: an order further down has gone on as well.
        loop {
            match page(&api, found.next.as_deref()).await {
                Ok(list) => found.take(list),
                Err(error) => failure = Some(error),
            }
            let all = found.next.is_none() || found.pages >= shown(|now| now.pages);
            if all || failure.is_some() {
                break;
            }
        }
    }
    // Nothing becomes any more of what is over.
    let over = slot.get_untracked().map(|loader| loader.peek(Found::over)).unwrap_or_default();
    found.orders = merged(std::mem::take(&mut found.orders), over);
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
            Err(error) if error.is_not_found() && error.is_told() => {}
            Err(error) => failure = Some(error),
        };
        task::together(asked.collect(), answered).await;
        // The first time what is there is shown soon; later a shorter list would only jump.
        let first = slot.get_untracked().filter(|loader| untrack(|| loader.data().is_none()));
        if let Some(loader) = first.filter(|_| !found.orders.is_empty()) {
            loader.put(found.clone());
        }
        // One that cannot be read keeps nobody from the others; without a line there is none.
        if matches!(failure, Some(ApiError::Offline | ApiError::Slow)) {
            break;
        }
    }
    match failure {
        None => Ok(found),
        Some(error) if found.orders.is_empty() => Err(error),
        // A list that is there is not taken away for a part of it.
        Some(_) => {
            found.partly = true;
            let filled = |loader: Loader<Found>| loader.peek(|shown| Some(found.filled_up(shown)));
            Ok(slot.get_untracked().and_then(filled).unwrap_or(found))
        }
    }
}

/// Reads the person's orders that are older than those found.
pub fn older(api: Api, loader: Loader<Found>, found: Arc<Found>, further: Further) {
    let Some(after) = found.next.clone() else { return further.end(None) };
    task::spawn(async move {
        match page(&api, Some(&after)).await {
            Ok(list) => {
                further.end(None);
                // Meanwhile all may have been read again: by then the same page is missing, or none.
                loader.amend(move |now| {
                    let mut all = now.clone();
                    (all.next == found.next).then(|| {
                        all.take(list.clone());
                        all
                    })
                });
            }
            Err(error) => further.end(Some(error)),
        }
    });
}
