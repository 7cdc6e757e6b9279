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
    ui::Loader,
};

/// The book of whoever is signed in.
#[derive(Clone, Copy)]
pub struct Book(Var<Option<Loader<AddressBook>>>);

impl Book {
    /// Reads the book of whoever is signed in, and again when somebody else is. A shop without books has
    /// none.
    pub fn of(app: App, api: Api, shop: &Storefront) -> Self {
        let this = Self(Var::new(None));
        if shop.can(&Capability::Addresses) {
            let who = Derived::new(move || app.session.who());
            effect(move || {
                let api = api.clone();
                let loader = who.get().map(|_| read(api));
                this.0.set(loader);
            });
        }
        this
    }

    /// What reads it; nothing for a guest; tracked.
    pub fn loader(&self) -> Option<Loader<AddressBook>> {
        self.0.get()
    }

    /// The addresses, the default first; none for a guest, and until they are read; tracked.
    pub fn all(&self) -> Vec<SavedAddress> {
        let book = self.loader().and_then(|loader| loader.data());
        book.map(|book| book.with(|book| book.addresses.clone())).unwrap_or_default()
    }

    /// Keeps an address that was ordered to, unless it is there already; only of somebody who is signed in.
    pub fn keep(app: App, api: &Api, shop: &Storefront, address: Option<Address>) {
        let person = !leptos::prelude::untrack(|| app.session.is_guest());
        let Some(address) = address.filter(|_| person && shop.can(&Capability::Addresses)) else {
            return;
        };
        let api = api.clone();
        // The order is placed, and its page is gone to: that the book is full, or does not answer, is no news.
        task::detach(async move {
            // What is there is what is there now, not when checkout was opened.
            match api.read::<GetAddresses>().await {
                Ok(book) if !has(&book, &address) => {
                    let ask = AddressAsk { label: String::new(), address, default: false };
                    let extra = Extra { key: Some(random::key()), ..Extra::default() };
                    let _ = api.call::<AddAddress>(&(), &ask, extra).await;
                }
                _ => {}
            }
        });
    }
}

/// Not kept beside the pages that were read: what was removed since must not come back for a moment.
fn read(api: Api) -> Loader<AddressBook> {
    let loader = Loader::new(None, move || {
        let api = api.clone();
        async move { api.read::<GetAddresses>().await }
    });
    loader.reload_when_seen();
    loader
}

/// Whether an address is in the book, however blanks around its fields were typed.
fn has(book: &AddressBook, address: &Address) -> bool {
    book.addresses.iter().any(|one| texts(&one.address) == texts(address))
}

fn texts(address: &Address) -> [&str; 8] {
    let Address { country, name, phone, province, city, district, street, postcode } = address;
    [country, name, phone, province, city, district, street, postcode].map(|text| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_once_however_it_was_typed() {
        let address =
            Address {
                name: "林晓".into(), street: "清晨路 7 号".into(), ..Address::default()
            };
        let saved = SavedAddress {
            id: "a".into(),
            label: String::new(),
            address: address.clone(),
            default: true,
        };
        let book = AddressBook { addresses: vec![saved], saved: None };
        let blanks =
            Address {
                name: " 林晓".into(), street: "清晨路 7 号 ".into(), ..address.clone()
            };
        assert!(has(&book, &address) && has(&book, &blanks));
        assert!(!has(&book, &Address { street: "清晨路 8 号".into(), ..address }));
        assert!(!has(&AddressBook::default(), &blanks));
    }
}
