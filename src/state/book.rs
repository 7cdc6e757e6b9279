//! A person's address book, which the server keeps.

use picklive_contract::{
    address::Address,
    addresses::{AddAddress, AddressAsk, AddressBook, GetAddresses, SavedAddress},
    storefront::{Capability, Storefront},
};

use super::App;
use crate::{
    api::{Api, Extra},
    platform::{random, task},
    signal::{Derived, Var, effect},
};

/// The book of whoever is signed in; empty for a guest, and until it is read.
#[derive(Clone, Copy)]
pub struct Book(Var<Vec<SavedAddress>>);

impl Book {
    /// Reads the book of whoever is signed in, and again when somebody else is. A shop without books has
    /// an empty one.
    pub fn of(app: App, api: Api, shop: &Storefront) -> Self {
        let this = Self(Var::new(Vec::new()));
        if shop.can(&Capability::Addresses) {
            let who = Derived::new(move || app.session.who());
            effect(move || {
                this.0.set(Vec::new());
                if who.get().is_some() {
                    let api = api.clone();
                    task::spawn(async move {
                        // Without it, the last address of this browser is still there.
                        if let Ok(book) = api.read::<GetAddresses>().await {
                            this.put(book);
                        }
                    });
                }
            });
        }
        this
    }

    /// The addresses, the default first; tracked.
    pub fn all(&self) -> Vec<SavedAddress> {
        self.0.get()
    }

    /// Takes what the server answered to a change.
    pub fn put(&self, book: AddressBook) {
        self.0.set(book.addresses);
    }

    /// Keeps an address that was ordered to, unless it is there already; only of somebody who is signed in.
    pub fn keep(&self, app: App, api: &Api, shop: &Storefront, address: Address) {
        let there = self.0.with_untracked(|all| all.iter().any(|one| one.address == address));
        let person = !leptos::prelude::untrack(|| app.session.is_guest());
        if there || !person || address.street.is_empty() || !shop.can(&Capability::Addresses) {
            return;
        }
        let (api, ask) =
            (api.clone(), AddressAsk { label: String::new(), address, default: false });
        // The order is placed, and its page is gone to: that the book is full, or does not answer, is no news.
        task::detach(async move {
            let extra = Extra { key: Some(random::key()), secret: None };
            let _ = api.call::<AddAddress>(&(), &ask, extra).await;
        });
    }
}
