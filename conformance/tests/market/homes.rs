//! Address books.

use picklive_contract::{
    AddressId, address,
    addresses::{ADDRESSES_MAX, AddressAsk, AddressBook, LABEL_MAX, SavedAddress},
};

use super::{Ask, Books, Fault, Reply, Shop, checks, people, secret};

/// Shows a book or changes it: adds without an id, else changes or removes.
pub fn answer(shop: &Shop, ask: &Ask, id: Option<&str>) -> Result<Reply, Reply> {
    let Some(person) = people::caller(shop, ask)? else {
        let shown = ask.method == "GET" && shop.has(Fault::GuestBook);
        let none = Reply::of(200, &AddressBook::default());
        return if shown { Ok(none) } else { Err(Reply::problem(401, "sign-in-needed")) };
    };
    if ask.method == "GET" {
        return Ok(Reply::of(200, &shop.books().book(&person, None)));
    }
    let key = [person.clone(), ask.path.clone(), checks::key(shop, ask)?];
    let wanted = if ask.method == "POST" { Some(wanted(shop, ask)?) } else { None };
    let mut books = shop.books();
    if let Some(first) = checks::first(shop, &books, ask, (&key, Fault::AddsTwice))? {
        return Ok(first);
    }
    let gone = Reply::problem(404, "not-found");
    let any = wanted.is_some() && shop.has(Fault::AnyBook);
    let nth = match id {
        Some(id) => {
            let is = |(owner, kept): &(String, SavedAddress)| {
                kept.id.as_str() == id && (*owner == person || any)
            };
            Some(books.homes.iter().position(is).ok_or(gone)?)
        }
        None => None,
    };
    let saved = match (nth, wanted) {
        (None, Some(_)) if books.is_full(shop, &person) => {
            return Err(Reply::problem(409, "limit-reached"));
        }
        (nth, Some(wanted)) => Some(books.keep(shop, &person, nth, wanted)),
        (Some(nth), None) => {
            books.forget(shop, nth);
            None
        }
        (None, None) => None,
    };
    let reply = Reply::of(200, &books.book(&person, saved));
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}

/// What is to be kept, if an order would take it.
fn wanted(shop: &Shop, ask: &Ask) -> Result<AddressAsk, Reply> {
    let wanted: AddressAsk = checks::read(shop, ask)?;
    let found = address::check(&wanted.address).into_iter();
    let mut wrong: Vec<_> =
        found.map(|(field, reason)| (format!("address.{field}"), reason)).collect();
    if wanted.label.chars().count() > LABEL_MAX {
        wrong.push(("label".into(), "too-long"));
    }
    let fine = wrong.is_empty() || shop.has(Fault::AnyHome);
    if fine { Ok(wanted) } else { Err(checks::invalid(&wrong)) }
}

impl Books {
    /// A person's, the default first, then the latest first.
    fn book(&self, person: &str, saved: Option<AddressId>) -> AddressBook {
        let mine = self.homes.iter().rev().filter(|(owner, _)| owner == person);
        let mut addresses: Vec<_> = mine.map(|(_, kept)| kept.clone()).collect();
        addresses.sort_by_key(|kept| !kept.default);
        AddressBook { addresses, saved }
    }

    /// Whether a person's book takes no more.
    fn is_full(&self, shop: &Shop, person: &str) -> bool {
        let mine = self.homes.iter().filter(|(owner, _)| owner == person);
        mine.count() >= ADDRESSES_MAX && !shop.has(Fault::EndlessBook)
    }

    /// Adds an address, or changes one.
    fn keep(
        &mut self,
        shop: &Shop,
        person: &str,
        nth: Option<usize>,
        ask: AddressAsk,
    ) -> AddressId {
        let before = nth.map(|nth| self.homes.remove(nth));
        let owner = before.as_ref().map_or(person, |(owner, _)| owner).to_owned();
        let others = self.homes.iter_mut().filter(|(other, _)| *other == owner);
        let mut others: Vec<_> = others.map(|(_, kept)| kept).collect();
        let was = before.as_ref().map_or(others.is_empty(), |(_, kept)| kept.default);
        let default = ask.default || was;
        if default && !shop.has(Fault::TwoDefaults) {
            others.iter_mut().for_each(|kept| kept.default = false);
        }
        let id = before.as_ref().map_or_else(|| secret().as_str().into(), |(_, k)| k.id.clone());
        let mut kept =
            SavedAddress { id: id.clone(), label: ask.label, address: ask.address, default };
        if let (Some((_, before)), true) = (before, shop.has(Fault::NeverChanges)) {
            kept = before;
        }
        self.homes.push((owner, kept));
        id
    }

    /// Removes an address; the latest left is the default when this was it.
    fn forget(&mut self, shop: &Shop, nth: usize) {
        if shop.has(Fault::KeepsRemoved) {
            return;
        }
        let (owner, gone) = self.homes.remove(nth);
        let mut left = self.homes.iter_mut().rev().filter(|(other, _)| *other == owner);
        if let (Some((_, kept)), true) = (left.next(), gone.default) {
            kept.default = true;
        }
    }
}
