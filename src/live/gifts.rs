//! What a host gives away: coupons and lucky bags, which are for people.

use super::{bags::Bags, coupons::Coupons, person::AsPerson, room::Live};
use crate::ui::{Node, view};

/// What is given away in a room.
#[derive(Clone, Copy)]
pub(super) struct Gifts {
    coupons: Coupons,
    bags: Bags,
    person: AsPerson,
}

impl Gifts {
    /// Nobody has any of it yet.
    pub fn new(live: Live) -> Self {
        let person = AsPerson::new(live);
        Self { coupons: Coupons::new(live, person), bags: Bags::new(live, person), person }
    }

    /// As whom one has any of it, and follows.
    pub fn person(self) -> AsPerson {
        self.person
    }

    /// What is tapped over the picture.
    pub fn chips(self) -> Node {
        view! { {self.bags.chip()} {self.coupons.chip()} }
    }

    /// The sheets, closed.
    pub fn sheets(self) -> Node {
        view! { {self.coupons.sheet()} {self.bags.sheet()} {self.person.sheet()} }
    }

    /// Whether a sheet is wanted; tracked.
    pub fn is_asked(self) -> bool {
        let (coupons, bags) = (self.coupons.is_asked(), self.bags.is_asked());
        coupons || bags
    }

    /// Closes what was opened.
    pub fn close(self) {
        self.coupons.close();
        self.bags.close();
    }
}
