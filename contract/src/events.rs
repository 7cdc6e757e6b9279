//! Events: what changes in the shop while pages are open.
//!
//! A topic is a row of numbered events. `GET /v1/events?topics=shop&after=CURSOR` tells those after a cursor:
//! as a stream (`Accept: text/event-stream`), or as one answer for who cannot stream. An event tells a state,
//! not a difference: taking one twice, or after a later one was read elsewhere and comes again, does no harm.

use serde::{Deserialize, Serialize};

use crate::{
    Date, DropId, Endpoint, Method, ProductId, RoomId, UnixMillis, live::RoomNow,
    open_enum::open_enum, product::Product,
};

mod from;
mod now;

pub use from::{Start, path};
pub use now::{DealNow, VariantNow};

/// The topic of the shop that the API serves.
pub const SHOP: &str = "shop";
/// What stands before a room's id in its topic.
pub const ROOM: &str = "room:";
/// The topic of a room.
pub fn room_topic(room: &RoomId) -> String {
    [ROOM, room.as_str()].concat()
}

/// Most topics of one call.
pub const TOPICS_MAX: usize = 8;
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
        /// Prices or offers of a product, or of a room, changed.
        Price = "price",
        /// Units of a product changed.
        Stock = "stock",
        /// A product's words or pictures changed, or it is sold no longer.
        Product = "product",
        /// The drops that are announced changed.
        Drops = "drops",
        /// A drop, or a deal of a room, has opened.
        DealOpened = "deal_opened",
        /// A drop, or a deal of a room, has closed.
        DealClosed = "deal_closed",
        /// A room is on the air, for the first time or again.
        Opened = "opened",
        /// A room's host takes a break.
        Paused = "paused",
        /// A room is over.
        Ended = "ended",
        /// A room shows a product.
        Pin = "pin",
        /// A room shows none.
        Unpin = "unpin",
        /// What is sold in a room changed.
        Shelf = "shelf",
        /// Comments were written in a room.
        Comment = "comment",
        /// Comments were taken away.
        CommentRemoved = "comment_removed",
        /// A room's comments were slowed, or are no more.
        Slowed = "slowed",
        /// A room's host has everybody read something.
        Announcement = "announcement",
        /// Coupons of a room were dropped, claimed or closed.
        Coupon = "coupon",
        /// Lucky bags of a room were dropped, entered or taken back.
        Bag = "bag",
        /// A lucky bag of a room was closed and drawn.
        BagDrawn = "bag_drawn",
        /// A room was liked.
        Likes = "likes",
        /// A room's viewers are more or fewer.
        Viewers = "viewers",
    }
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
    /// The room, in a room's topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Box<RoomNow>>,
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
            room: None,
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
/// after it, and its data an [`Event`]; the first is `ready`, once a topic. As JSON it is an answer of [`Events`],
/// for which up to `wait` seconds are waited ([`WAIT_MAX`] at most) until there is something to tell.
pub struct ListEvents;
impl Endpoint for ListEvents {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/events";
    const QUERY: &'static [(&'static str, &'static str)] = &[
        (
            "topics",
            "Of what, by comma: `shop` is this shop, `room:ID` a room; up to 8. Always there.",
        ),
        (
            "after",
            "A cursor: the events that came after it. May stand there several times; each topic begins where the first that knows it says.",
        ),
        (
            "since",
            "For topics that no cursor knows: the events since this server time, in milliseconds.",
        ),
        ("wait", "Seconds to wait for something to tell, where it is no stream."),
    ];
    const STREAMS: bool = true;
    type At = ();
    type Ask = ();
    type Answer = Events;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Stock;

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
