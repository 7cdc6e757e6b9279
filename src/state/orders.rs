//! Orders this browser placed: a guest finds them again, and their keys, which never stand in an address.

use crate::signal::Var;
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
    #[serde(default)]
    pub secret: Option<String>,
}

/// The orders this browser placed, newest first. Read when first asked for, so that pages that never ask
/// do not carry the code.
#[derive(Clone, Copy)]
pub struct KnownOrders(Var<Option<Vec<KnownOrder>>>);

impl KnownOrders {
    /// What the browser remembers, once asked for.
    pub fn remembered() -> Self {
        Self(Var::new(None))
    }

    /// All of them; tracked.
    pub fn all(&self) -> Vec<KnownOrder> {
        self.0.get().unwrap_or_else(Self::read)
    }

    fn read() -> Vec<KnownOrder> {
        storage::read(Keep::Forever, "orders").unwrap_or_default()
    }

    /// The key to an order.
    pub fn secret(&self, id: &OrderId) -> Option<String> {
        let known = untrack(|| self.all());
        known.into_iter().find(|order| order.id == *id).and_then(|order| order.secret)
    }

    /// Remembers an order. A key once known is kept; orders that another tab placed meanwhile stay.
    pub fn remember(&self, id: OrderId, secret: Option<String>) {
        let mut known = Self::read();
        let kept = known.iter().find(|order| order.id == id).and_then(|order| order.secret.clone());
        known.retain(|order| order.id != id);
        known.insert(0, KnownOrder { id, secret: secret.or(kept) });
        known.truncate(MAX);
        storage::write(Keep::Forever, "orders", &known);
        self.0.set(Some(known));
    }
}
