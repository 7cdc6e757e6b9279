//! Prices. At one moment one visitor has one price for a variant: the lowest offer open to them.
//!
//! A server sends every offer it has announced, with its window; [`best`] picks the one that counts, on
//! both sides alike, so a page changes its price at the second without asking.

use serde::{Deserialize, Serialize};

use crate::{DealId, Money, Text, UnixMillis, open_enum::open_enum};

open_enum! {
    /// Where a price comes from.
    OfferKind {
        /// The everyday price.
        List = "list",
        /// The price in an edition.
        Edition = "edition",
        /// The price of a deal in a drop.
        Drop = "drop",
        /// The price in a live room.
        Room = "room",
        /// The price with a coupon.
        Coupon = "coupon",
    }
}

/// One price a variant can be bought at, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offer {
    /// Where the price comes from.
    pub kind: OfferKind,
    /// The price of one unit.
    pub price: Money,
    /// What the offer is called, e.g. the drop's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// From when on it counts; always, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<UnixMillis>,
    /// When it ends; at this millisecond it no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<UnixMillis>,
    /// The deal, for a drop's price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<DealId>,
    /// Units of the deal's quota not yet sold or held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<i64>,
    /// Units one person may buy. A limited offer is for verified contacts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

impl Offer {
    /// An offer that always counts.
    pub fn list(price: Money) -> Self {
        Self {
            kind: OfferKind::List,
            price,
            name: None,
            opens_at: None,
            closes_at: None,
            deal: None,
            left: None,
            limit: None,
        }
    }

    /// Whether it counts at `now`: inside its window and with something left of its quota.
    pub fn open_at(&self, now: UnixMillis) -> bool {
        self.opens_at.is_none_or(|opens| opens <= now)
            && self.closes_at.is_none_or(|closes| now < closes)
            && self.left.is_none_or(|left| left > 0)
    }
}

/// For whom a price is looked for: which offers are open to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// No contact is verified: offers that are limited per person are not for them.
    pub guest: bool,
    /// Deals of which they have had all that one person may.
    pub used_up: Vec<DealId>,
}

impl Visitor {
    /// Nobody is signed in.
    pub const GUEST: Self = Self { guest: true, used_up: Vec::new() };
    /// A person with a verified contact who has had no limited deal yet.
    pub const PERSON: Self = Self { guest: false, used_up: Vec::new() };

    /// Whether they have had their share of a deal.
    pub fn has_used_up(&self, deal: &DealId) -> bool {
        self.used_up.contains(deal)
    }

    /// Whether an offer is open to them, once it is open.
    pub fn may_have(&self, offer: &Offer) -> bool {
        let used_up = offer.deal.as_ref().is_some_and(|deal| self.has_used_up(deal));
        !(used_up || self.guest && offer.limit.is_some())
    }
}

/// The offer that counts at `now` for a visitor: the lowest of those that are open, and open to them; of
/// equal prices the first.
pub fn best<'a>(offers: &'a [Offer], now: UnixMillis, visitor: &Visitor) -> Option<&'a Offer> {
    let open = offers.iter().filter(|offer| offer.open_at(now) && visitor.may_have(offer));
    open.min_by_key(|offer| offer.price.amount)
}

/// The next moment after `now` at which [`best`] may change, if one is announced.
pub fn next_change(offers: &[Offer], now: UnixMillis) -> Option<UnixMillis> {
    let edges = offers.iter().flat_map(|offer| [offer.opens_at, offer.closes_at]);
    edges.flatten().filter(|edge| *edge > now).min()
}

open_enum! {
    /// On what a struck-through price rests.
    Basis {
        /// The lowest price of the last seven days.
        LowestOfSevenDays = "lowest_7_days",
        /// A list price with a named source.
        ListPrice = "list_price",
    }
}

/// A price to strike through: never without its basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// The price compared with.
    pub price: Money,
    /// What it rests on.
    pub basis: Basis,
    /// Whose list price it is; required for that basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
}

impl Reference {
    /// Whether it may be struck through beside `price`: higher, same currency, and with a known basis.
    pub fn may_be_struck(&self, price: Money) -> bool {
        let grounded = match self.basis {
            Basis::LowestOfSevenDays => true,
            Basis::ListPrice => self.source.as_ref().is_some_and(|source| !source.is_empty()),
            Basis::Other(_) => false,
        };
        grounded && self.price.currency == price.currency && self.price.amount > price.amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    const T0: UnixMillis = UnixMillis(1_000_000);

    fn cny(amount: i64) -> Money {
        Money::new(amount, Currency::parse("CNY").unwrap())
    }

    fn deal(amount: i64, left: i64, limit: Option<u32>) -> Offer {
        Offer {
            kind: OfferKind::Drop,
            opens_at: Some(T0),
            closes_at: Some(T0.plus(60)),
            left: Some(left),
            limit,
            ..Offer::list(cny(amount))
        }
    }

    #[test]
    fn the_lowest_open_offer_counts_and_changes_at_its_edges() {
        let offers = [Offer::list(cny(100)), deal(50, 1, None)];
        let price = |now| best(&offers, now, &Visitor::PERSON).unwrap().price.amount;
        assert_eq!(price(T0.plus(-1)), 100);
        assert_eq!(price(T0), 50);
        assert_eq!(price(T0.plus(59)), 50);
        assert_eq!(price(T0.plus(60)), 100);
        assert_eq!(next_change(&offers, T0.plus(-1)), Some(T0));
        assert_eq!(next_change(&offers, T0), Some(T0.plus(60)));
        assert_eq!(next_change(&offers, T0.plus(60)), None);
    }

    #[test]
    fn a_deal_that_is_sold_out_or_limited_does_not_count_for_a_guest() {
        assert_eq!(
            best(&[Offer::list(cny(100)), deal(50, 0, None)], T0, &Visitor::GUEST).unwrap().price,
            cny(100)
        );
        assert_eq!(
            best(&[Offer::list(cny(100)), deal(50, 5, Some(1))], T0, &Visitor::GUEST)
                .unwrap()
                .price,
            cny(100)
        );
        assert_eq!(
            best(&[Offer::list(cny(100)), deal(50, 5, Some(1))], T0, &Visitor::PERSON)
                .unwrap()
                .price,
            cny(50)
        );
        assert!(best(&[], T0, &Visitor::PERSON).is_none());
    }

    #[test]
    fn who_has_had_their_share_of_a_deal_has_the_next_price() {
        let mine = Offer { deal: Some("d".into()), ..deal(50, 5, Some(1)) };
        let offers = [Offer::list(cny(100)), mine];
        let price = |visitor: &Visitor| best(&offers, T0, visitor).unwrap().price;
        assert_eq!(price(&Visitor::PERSON), cny(50));
        let had = Visitor { used_up: vec!["c".into(), "d".into()], ..Visitor::PERSON };
        assert_eq!(price(&had), cny(100));
    }

    #[test]
    fn nothing_is_struck_without_its_basis() {
        let mut reference = Reference { price: cny(80), basis: Basis::ListPrice, source: None };
        assert!(!reference.may_be_struck(cny(50)));
        reference.source = Some("maker".into());
        assert!(reference.may_be_struck(cny(50)));
        assert!(!reference.may_be_struck(cny(80)));
        reference.basis = Basis::Other("was".into());
        assert!(!reference.may_be_struck(cny(50)));
    }
}
