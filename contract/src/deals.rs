//! Drops: flash-sale sessions with a start and an end, and the deals in them.

use serde::{Deserialize, Serialize};

use crate::{
    DealId, DropId, Endpoint, List, Method, Money, Text, UnixMillis, VariantId, product::Product,
};

/// One product in a drop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deal {
    /// Its id.
    pub id: DealId,
    /// The product.
    pub product: Product,
    /// The variant the price is for.
    pub variant: VariantId,
    /// The price of one unit while the drop is open.
    pub price: Money,
    /// Units at this price: a ceiling on top of stock, not stock set aside.
    pub quota: i64,
    /// Units neither sold nor held.
    pub left: i64,
    /// Units of the quota that unpaid orders hold; they may return.
    #[serde(default)]
    pub reserved: i64,
    /// When the first of those holds lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_until: Option<UnixMillis>,
    /// Units one person may buy; a limited deal is for verified contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A flash-sale session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drop {
    /// Its id.
    pub id: DropId,
    /// Its name.
    pub title: Text,
    /// The first millisecond it sells.
    pub opens_at: UnixMillis,
    /// The first millisecond it no longer sells.
    pub closes_at: UnixMillis,
    /// What it offers.
    pub deals: Vec<Deal>,
    /// Address of a calendar file (iCalendar) with a reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

impl Drop {
    /// Whether it sells at `now`.
    pub fn is_open(&self, now: UnixMillis) -> bool {
        self.opens_at <= now && now < self.closes_at
    }
}

/// `GET /v1/drops`: drops that are open or announced, and those that closed in the last hours, by start.
pub struct ListDrops;
impl Endpoint for ListDrops {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/drops";
    type At = ();
    type Ask = ();
    type Answer = List<Drop>;
}

/// How many openings and closings lie behind `now`: when it changes, what is left has changed, too.
pub fn edges_passed(drops: &[Drop], now: UnixMillis) -> usize {
    let edges = drops.iter().flat_map(|drop| [drop.opens_at, drop.closes_at]);
    edges.filter(|edge| *edge <= now).count()
}

/// The drop to tell of at `now`: the one on that ends first, else the one that opens first.
pub fn telling(drops: &[Drop], now: UnixMillis) -> Option<&Drop> {
    let on = drops.iter().filter(|drop| drop.is_open(now));
    let coming = drops.iter().filter(|drop| drop.opens_at > now);
    on.min_by_key(|drop| drop.closes_at).or(coming.min_by_key(|drop| drop.opens_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop(id: &str, opens: i64, closes: i64) -> Drop {
        Drop {
            id: id.into(),
            title: id.into(),
            opens_at: UnixMillis(opens),
            closes_at: UnixMillis(closes),
            deals: Vec::new(),
            calendar: None,
        }
    }

    #[test]
    fn the_one_that_is_on_comes_before_the_one_that_comes() {
        let drops = [drop("long", 0, 100), drop("short", 10, 50), drop("next", 60, 80)];
        let passed = |now| edges_passed(&drops[1..2], UnixMillis(now));
        assert_eq!([passed(9), passed(10), passed(49), passed(50)], [0, 1, 1, 2]);
        let told = |now| telling(&drops, UnixMillis(now)).map(|drop| drop.id.0.as_str());
        assert_eq!(told(-5), Some("long"));
        assert_eq!(told(20), Some("short"));
        assert_eq!(told(50), Some("long"));
        assert_eq!(told(60), Some("next"));
        assert_eq!(told(100), None);
    }
}
