//! What is for people: who is not signed in verifies a contact first, and then it goes on by itself.

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::account::Session;

use super::room::Live;
use crate::{
    checkout::verify_sheet,
    signal::{Call, Var},
    ui::{Node, Sheet},
};

type Act = Arc<dyn Fn() + Send + Sync>;

/// The room's one sheet for that, and what waits for it.
#[derive(Clone, Copy)]
pub(super) struct AsPerson {
    live: Live,
    sheet: Sheet,
    wanted: Var<Option<Act>>,
}

impl AsPerson {
    /// Nothing is wanted yet.
    pub fn new(live: Live) -> Self {
        Self { live, sheet: Sheet::new(), wanted: Var::new(None) }
    }

    /// Whether nobody is signed in; not tracked.
    pub fn is_guest(self) -> bool {
        self.live.given().is_none_or(|setup| untrack(|| setup.purchase.guest.get()))
    }

    /// Does something as whoever is signed in, or will be. Where nobody can be, the server says so.
    pub fn run(self, act: impl Fn() + Send + Sync + 'static) {
        if self.is_guest() && self.live.given().is_some_and(|setup| setup.verifies) {
            self.wanted.set(Some(Arc::new(act)));
            return self.sheet.open();
        }
        act();
    }

    /// The sheet, closed.
    pub fn sheet(self) -> Option<Node> {
        let given = self.live.given().filter(|setup| setup.verifies)?.purchase;
        let done = Call::new(move |session: Session| {
            given.signed_in.run(session);
            if let Some(act) = self.wanted.take() {
                act();
            }
        });
        let kinds = given.storefront.contact_kinds.clone();
        Some(verify_sheet(&given.site, self.sheet, given.api, kinds, done))
    }
}
