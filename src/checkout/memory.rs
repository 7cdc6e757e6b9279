//! What is remembered of a buyer: what is being typed and asked for as long as the tab lives, and after an
//! order the contact and address until they are forgotten.

use picklive_contract::{
    address::{Address, OrderContact, Region},
    time,
};
use serde::{Deserialize, Serialize};

use super::{filled::region_of, wish::Wish};
use crate::platform::{
    clock,
    storage::{self, Keep},
};

const BUYER: &str = "buyer";
const DRAFT: &str = "draft";
/// What the names of wishes and notes begin with.
const WISH: &str = "wish ";
const NOTE: &str = "note ";
/// What the names of addresses begin with that are being typed into a person's book.
pub const ADDRESS: &str = "address ";
/// How long a server keeps answers for repeats at least, in milliseconds; a little less.
const REPEATABLE: i64 = 23 * time::HOUR;

/// Contact and address of the last order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// How the shop reaches them.
    #[serde(default)]
    pub contact: OrderContact,
    /// Where parcels go.
    #[serde(default)]
    pub address: Address,
}

impl Buyer {
    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        *self != Self::default()
    }
}

/// The buyer of the last order.
pub fn buyer() -> Buyer {
    storage::read(Keep::Forever, BUYER).unwrap_or_default()
}

/// Where the last order went, as far as a quote depends on it.
pub fn region_known() -> Option<Region> {
    region_of(&buyer().address)
}

/// Remembers the buyer of an order. What this order did not ask for stays as it was.
pub fn keep_buyer(fresh: Buyer) {
    storage::write(Keep::Forever, BUYER, &merged(buyer(), fresh));
}

/// Forgets the buyer, here, in what is being typed and in what was asked for.
pub fn forget() {
    storage::remove(Keep::Forever, BUYER);
    storage::remove(Keep::Tab, DRAFT);
    storage::remove_all(Keep::Tab, WISH);
    storage::remove_all(Keep::Tab, NOTE);
    storage::remove_all(Keep::Tab, ADDRESS);
}

/// What was being typed in this tab.
pub fn draft() -> Option<Buyer> {
    storage::read(Keep::Tab, DRAFT)
}

/// Remembers what is being typed.
pub fn keep_draft(draft: &Buyer) {
    storage::write(Keep::Tab, DRAFT, draft);
}

/// What was asked for of a purchase and has no answer yet. A wish that is so old that a repeat would be a
/// purchase of its own is forgotten.
pub fn wish(about: &str) -> Wish {
    let kept = storage::read(Keep::Tab, &format!("{WISH}{about}"));
    let fresh = |wish: &Wish| (0..REPEATABLE).contains(&(clock::wall() as i64 - wish.at));
    kept.filter(fresh).unwrap_or_else(|| Wish::of(about.into()))
}

/// Remembers what was asked for; once it is answered, forgets it.
pub fn keep_wish(wish: &Wish) {
    let name = format!("{WISH}{}", wish.about);
    if wish.is_open() {
        storage::write(Keep::Tab, &name, wish);
    } else {
        storage::remove(Keep::Tab, &name);
    }
}

/// The note to the shop that was written about a purchase in this tab.
pub fn note(about: &str) -> String {
    storage::read(Keep::Tab, &note_of(about)).unwrap_or_default()
}

/// Remembers the note about a purchase; forgets it when it is empty.
pub fn keep_note(about: &str, note: &str) {
    if note.is_empty() {
        storage::remove(Keep::Tab, &note_of(about));
    } else {
        storage::write(Keep::Tab, &note_of(about), &note);
    }
}

fn note_of(about: &str) -> String {
    format!("{NOTE}{about}")
}

/// Forgets what was being typed: the order it was for is placed.
pub fn drop_draft() {
    storage::remove(Keep::Tab, DRAFT);
}

fn merged(old: Buyer, fresh: Buyer) -> Buyer {
    let text = |old: String, fresh: String| if fresh.trim().is_empty() { old } else { fresh };
    let street_known = !fresh.address.street.trim().is_empty();
    Buyer {
        contact: OrderContact {
            phone: text(old.contact.phone, fresh.contact.phone),
            email: text(old.contact.email, fresh.contact.email),
        },
        address: if street_known { fresh.address } else { old.address },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_without_a_parcel_does_not_forget_the_address() {
        let old = Buyer {
            contact: OrderContact { phone: "1".into(), email: "a@b.cn".into() },
            address: Address { street: "清晨路 7 号".into(), ..Address::default() },
        };
        let course = Buyer {
            contact: OrderContact { phone: String::new(), email: "c@d.cn".into() },
            address: Address { country: "CN".into(), ..Address::default() },
        };
        let both = merged(old.clone(), course);
        assert_eq!((both.contact.phone.as_str(), both.contact.email.as_str()), ("1", "c@d.cn"));
        assert_eq!(both.address, old.address);
        assert!(both.is_known() && !Buyer::default().is_known());
    }
}
