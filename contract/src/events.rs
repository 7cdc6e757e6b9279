//! Events: what changes in the shop while pages are open.
//!
//! A topic is a row of numbered events. `GET /v1/events?topics=shop&after=CURSOR` tells those after a cursor:
//! as a stream (`Accept: text/event-stream`), or as one answer for who cannot stream. An event tells a state,
//! not a difference: taking one twice, or after a later one was read elsewhere and comes again, does no harm.

use serde::{Deserialize, Serialize};

use crate::{
    Date, DealId, DropId, Endpoint, Method, Money, ProductId, UnixMillis, VariantId,
    endpoint::encode,
    offer::{Offer, Reference},
    open_enum::open_enum,
    product::{Product, Stock},
};

/// The topic of the shop that the API serves.
pub const SHOP: &str = "shop";
/// What a caller of the stream says it takes.
pub const STREAM: &str = "text/event-stream";
/// Longest time an answer to who cannot stream may be waited for, in seconds (`wait`).
pub const WAIT_MAX: u32 = 25;

open_enum! {
    /// What happened.
    EventKind {
        /// Nothing: the stream is open, and its cursor is the one of this event.
        Ready = "ready",
        /// Too much was missed to tell it: read everything again.
        Resync = "resync",
        /// An edition was published or changed.
        Edition = "edition",
        /// Prices or offers of a product changed.
        Price = "price",
        /// Units of a product changed.
        Stock = "stock",
        /// A product's words or pictures changed, or it is sold no longer.
        Product = "product",
        /// The drops that are announced changed.
        Drops = "drops",
        /// A drop has opened.
        DealOpened = "deal_opened",
        /// A drop has closed.
        DealClosed = "deal_closed",
    }
}

/// A variant as it is now; what is not here has not changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantNow {
    /// Which.
    pub id: VariantId,
    /// The everyday price.
    pub price: Money,
    /// Other prices, open or announced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// The price to strike through, if the shop may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Units; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<Stock>,
}

/// What is left of a deal now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DealNow {
    /// Which.
    pub id: DealId,
    /// Units neither sold nor held.
    pub left: i64,
    /// Units that unpaid orders hold.
    #[serde(default)]
    pub reserved: i64,
    /// When the first of those holds lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_until: Option<UnixMillis>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Its topic.
    pub topic: String,
    /// Its number in the topic: one more than the one before. Of `ready` and `resync` the number of the
    /// latest event.
    pub seq: i64,
    /// When it was written down.
    pub at: UnixMillis,
    /// What happened.
    pub kind: EventKind,
    /// The edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// The product's variants, all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantNow>,
    /// The product's deals that are open or announced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deals: Vec<DealNow>,
    /// The drop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop: Option<DropId>,
}

impl Event {
    /// An event that says no more than its kind.
    pub fn new(topic: &str, seq: i64, at: UnixMillis, kind: EventKind) -> Self {
        Self {
            topic: topic.into(),
            seq,
            at,
            kind,
            date: None,
            product: None,
            variants: Vec::new(),
            deals: Vec::new(),
            drop: None,
        }
    }

    /// The product with what this event tells of it; `None` when it tells nothing new.
    pub fn applied(&self, product: &Product) -> Option<Product> {
        if self.product.as_ref() != Some(&product.id) || self.variants.is_empty() {
            return None;
        }
        let mut changed = product.clone();
        for variant in &mut changed.variants {
            let Some(now) = self.variants.iter().find(|now| now.id == variant.id) else { continue };
            variant.price = now.price;
            variant.offers.clone_from(&now.offers);
            variant.reference.clone_from(&now.reference);
            variant.stock = now.stock;
        }
        (changed != *product).then_some(changed)
    }
}

/// Events for who cannot stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Events {
    /// What happened after the cursor that was asked with, in order.
    pub items: Vec<Event>,
    /// The cursor to ask with next.
    pub cursor: String,
}

/// `GET /v1/events?topics=…`: events after a cursor (`after`), or since a time of the server (`since`,
/// milliseconds); from now on when neither is given. As `text/event-stream` each event's `id` is the cursor
/// after it, and its data an [`Event`]; the first is `ready`. As JSON it is an answer of [`Events`], for
/// which up to `wait` seconds are waited ([`WAIT_MAX`] at most) until there is something to tell.
pub struct ListEvents;
impl Endpoint for ListEvents {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/events";
    const QUERY: &'static [(&'static str, &'static str)] = &[
        ("topics", "Of what; `shop` is this shop. Always there."),
        ("after", "A cursor: the events that came after it."),
        ("since", "Without a cursor: the events since this server time, in milliseconds."),
        ("wait", "Seconds to wait for something to tell, where it is no stream."),
    ];
    const STREAMS: bool = true;
    type At = ();
    type Ask = ();
    type Answer = Events;
}

/// From where on events are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// What the server's clock showed when the pages' data was read.
    Time(UnixMillis),
    /// The cursor of the last event taken.
    Cursor(String),
}

/// The path that asks for events of the shop, waiting up to `wait` seconds where it is not a stream.
pub fn path(from: &Start, wait: Option<u32>) -> String {
    let mut path = format!("{}?topics={SHOP}", ListEvents::PATH);
    match from {
        Start::Time(at) => {
            path.push_str("&since=");
            path.push_str(&at.0.to_string());
        }
        Start::Cursor(cursor) => {
            path.push_str("&after=");
            encode(cursor, &mut path);
        }
    }
    if let Some(wait) = wait {
        path.push_str("&wait=");
        path.push_str(&wait.to_string());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_asked_with_as_it_came() {
        assert_eq!(path(&Start::Time(UnixMillis(7)), None), "/v1/events?topics=shop&since=7");
        let from = Start::Cursor("shop@1&x".into());
        assert_eq!(path(&from, Some(20)), "/v1/events?topics=shop&after=shop%401%26x&wait=20");
    }

    #[test]
    fn a_product_takes_what_is_told_of_it_and_nothing_else() {
        let sample = include_str!("../samples/get-product.answer.json");
        let product: Product = serde_json::from_str(sample).unwrap();
        let told = |variants| Event {
            product: Some(product.id.clone()),
            variants,
            ..Event::new(SHOP, 1, UnixMillis(0), EventKind::Stock)
        };
        let now = |variant: &crate::product::Variant, left| VariantNow {
            id: variant.id.clone(),
            price: variant.price,
            offers: variant.offers.clone(),
            reference: variant.reference.clone(),
            stock: Some(Stock { left, reserved: 0, reserved_until: None }),
        };
        let first = &product.variants[0];
        let changed = told(vec![now(first, 7_777)]).applied(&product).unwrap();
        assert_eq!(changed.variants[0].left(), Some(7_777));
        assert_eq!(changed.variants[0].values, first.values);
        assert_eq!(changed.variants[1..], product.variants[1..]);
        assert_eq!(told(vec![now(first, 7_777)]).applied(&changed), None, "told twice");
        assert_eq!(told(Vec::new()).applied(&product), None);
        let other = Event { product: Some("other".into()), ..told(vec![now(first, 1)]) };
        assert_eq!(other.applied(&product), None);
    }
}
