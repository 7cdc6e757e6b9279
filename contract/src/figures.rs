//! What the host of a room sees of it and nobody else: that it is theirs, how it goes, who was muted, what may be sold
//! there.

use serde::{Deserialize, Serialize};

use crate::{
    CommentId, Endpoint, List, Method, Money, ProductId, RoomId, Text, UnixMillis, VariantId,
    live::RoomCard,
};

/// How long the last minute is, in milliseconds.
pub const MINUTE: i64 = 60_000;

/// What happened in a room in a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    /// People who watched; absent where that is not known any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewers: Option<i64>,
    /// Comments that were written and not taken away.
    #[serde(default)]
    pub comments: i64,
    /// How often a product was opened; absent where that is not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taps: Option<i64>,
    /// Orders that were placed in the room.
    #[serde(default)]
    pub orders: i64,
    /// What was paid for orders of the room, less what went back.
    pub paid: Money,
}

/// Somebody who writes no more in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Muted {
    /// What they called themselves last.
    pub name: String,
    /// One of their comments: named by an `unmute`.
    pub comment: CommentId,
    /// Since when.
    pub at: UnixMillis,
}

/// A product that the merchant lets the host sell in a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MaySell {
    /// Which.
    pub product: ProductId,
    /// Its name.
    pub title: Text,
    /// The lowest price of each of its variants there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Money>,
}

/// A price that the host has set in a room; it counts from when the room is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPrice {
    /// Of which variant.
    pub variant: VariantId,
    /// Of one unit.
    pub price: Money,
}

/// How a room goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// When they were true.
    pub at: UnixMillis,
    /// Of the last minute.
    pub minute: Tally,
    /// Since the room was made.
    pub total: Tally,
    /// People who follow its host; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followers: Option<i64>,
    /// Who writes no more there, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<Muted>,
    /// All words that its comments may not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// What may be sold there, in the merchant's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_sell: Vec<MaySell>,
    /// Prices that are set there, also before it is on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetPrice>,
}

/// `GET /v1/rooms/{id}/figures`: only the room's host; for everybody else there is no such address.
pub struct GetFigures;
impl Endpoint for GetFigures {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/rooms/{id}/figures";
    type At = RoomId;
    type Ask = ();
    type Answer = Figures;
}

/// `GET /v1/hosted`: the rooms of which the signed-in person is the host, in the order of the list of all rooms, page by
/// page; also one whose planned time is long over. 401 for guests, nothing for who hosts none.
pub struct ListHosted;
impl Endpoint for ListHosted {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/hosted";
    type At = ();
    type Ask = ();
    type Answer = List<RoomCard>;
}
