//! Orders this browser placed: a guest finds them again, and their keys, which never stand in an address.

use leptos::prelude::*;
use picklive_contract::OrderId;
use serde::{Deserialize, Serialize};

use crate::platform::storage::{self, Keep};

/// Most orders that are remembered.
const MAX: usize = 50;

/// An order this browser placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownOrder {
    /// Its id.
    pub id: OrderId,
    /// The guest's key to it.
    pub secret: Option<String>,
}

/// The orders this browser placed, newest first.
#[derive(Clone, Copy)]
pub struct KnownOrders(RwSignal<Vec<KnownOrder>>);

impl KnownOrders {
    /// Reads what the browser remembers.
    pub fn remembered() -> Self {
        Self(RwSignal::new(storage::read(Keep::Forever, "orders").unwrap_or_default()))
    }

    /// All of them; tracked.
    pub fn all(&self) -> Vec<KnownOrder> {
        self.0.get()
    }

    /// The key to an order.
    pub fn secret(&self, id: &OrderId) -> Option<String> {
        let find = |orders: &Vec<KnownOrder>| orders.iter().find(|order| order.id == *id).cloned();
        self.0.with_untracked(find).and_then(|order| order.secret)
    }

    /// Remembers an order. A key once known is kept.
    pub fn remember(&self, id: OrderId, secret: Option<String>) {
        let secret = secret.or_else(|| self.secret(&id));
        self.0.update(|orders| {
            orders.retain(|order| order.id != id);
            orders.insert(0, KnownOrder { id, secret });
            orders.truncate(MAX);
        });
        storage::write(Keep::Forever, "orders", &self.0.get_untracked());
    }
}
