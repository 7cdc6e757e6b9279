//! Who watches, as far as this page knows, and the orders that were placed here.

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::{
    OrderId,
    account::{GetSession, Session},
    addresses::SavedAddress,
    offer::Visitor,
    storefront::{Capability, Storefront},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::Api,
    platform::{
        storage::{self, Keep},
        task,
    },
    signal::Var,
};

/// Under which name orders are remembered.
const ORDERS: &str = "orders";
/// Most orders that are remembered.
const MOST: usize = 50;

/// Who is signed in; nobody until the server has said.
#[derive(Clone, Copy)]
pub(super) struct Person {
    session: Var<Session>,
    turns: Var<u32>,
}

impl Person {
    /// Not asked yet.
    pub fn new() -> Self {
        Self { session: Var::new(Session::default()), turns: Var::new(0) }
    }

    /// Asks the server, now; also when whoever wanted to know is gone by then.
    pub fn ask(self, api: Api) {
        let turn = self.turns.get_untracked();
        task::detach(async move {
            // A question that fails leaves things as they are: the next order asks again.
            if let Ok(session) = api.read::<GetSession>().await
                && turn == self.turns.get_untracked()
            {
                self.session.set(session);
            }
        });
    }

    /// Takes what the server answered to signing in.
    pub fn put(self, session: Session) {
        self.turns.update(|turns| *turns = turns.wrapping_add(1));
        self.session.set(session);
    }

    /// Whether nobody is signed in; tracked.
    pub fn is_guest(self) -> bool {
        self.session.with(|session| session.person.is_none())
    }

    /// For whom prices are looked for; tracked.
    pub fn visitor(self) -> Visitor {
        let used_up = self.session.with(|session| session.used_up.clone());
        Visitor { guest: self.is_guest(), used_up }
    }

    /// Whether a contact can be verified in this shop.
    pub fn verifies(self, shop: &Arc<Storefront>) -> bool {
        shop.can(&Capability::Account) && !shop.contact_kinds.is_empty()
    }

    /// Addresses to choose from: a stranger's page is shown nobody's book.
    pub fn addresses(self) -> Vec<SavedAddress> {
        Vec::new()
    }
}

/// The orders that this browser placed on this page's site.
#[derive(Clone, Copy)]
pub(super) struct Orders;

#[derive(Serialize, Deserialize)]
struct Known {
    id: OrderId,
    #[serde(default)]
    secret: Option<String>,
}

impl Orders {
    fn read(self) -> Vec<Known> {
        storage::read(Keep::Forever, ORDERS).unwrap_or_default()
    }

    /// The key to an order.
    pub fn secret(self, id: &OrderId) -> Option<String> {
        self.read().into_iter().find(|order| order.id == *id)?.secret
    }

    /// Remembers an order. A key once known is kept.
    pub fn remember(self, id: OrderId, secret: Option<String>) {
        let secret = secret.or_else(|| untrack(|| self.secret(&id)));
        let mut known = self.read();
        known.retain(|order| order.id != id);
        known.insert(0, Known { id, secret });
        known.truncate(MOST);
        storage::write(Keep::Forever, ORDERS, &known);
    }
}
