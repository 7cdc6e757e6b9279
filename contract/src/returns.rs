//! Returns: a buyer asks to give units of an order back, the shop decides, money goes back in whole or in
//! part.

use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Method, Money, OrderId, ReturnId, Text, UnixMillis, open_enum::open_enum,
    orders::Order,
};

open_enum! {
    /// Why units are to go back.
    ReturnReason {
        /// They arrived broken.
        Damaged = "damaged",
        /// Something else was in the parcel.
        WrongItem = "wrong_item",
        /// They are not what the page said.
        NotAsDescribed = "not_as_described",
        /// They do not fit.
        DoesNotFit = "does_not_fit",
        /// The buyer does not want them any more.
        ChangedMind = "changed_mind",
        /// Something else, which the note says.
        SomethingElse = "other",
    }
}

open_enum! {
    /// Where a return stands.
    ReturnState {
        /// The shop has not decided yet.
        Requested = "requested",
        /// The shop agreed. With `send_back` the goods are to be sent back first.
        Approved = "approved",
        /// The goods came back.
        Received = "received",
        /// The shop refused; `answer` says why.
        Refused = "refused",
        /// The buyer took it back.
        Withdrawn = "withdrawn",
        /// The money goes back; it may still be on its way.
        Refunded = "refunded",
    }
}

/// Units of one line that are to go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnLineAsk {
    /// The line by its place in the order, from 0.
    pub line: u32,
    /// How many of its units, 1 to the line's `returnable`.
    pub quantity: u32,
}

/// What is asked when units are to go back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnAsk {
    /// What; each line once.
    pub lines: Vec<ReturnLineAsk>,
    /// Why.
    pub reason: ReturnReason,
    /// The buyer's words, up to [`NOTE_MAX`](crate::orders::NOTE_MAX) characters; of control characters only
    /// newline and tab.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Up to [`PICTURES_MAX`] photographs, each a JPEG, PNG or WebP file of at most [`PICTURE_BYTES_MAX`]
    /// bytes in base64 (RFC 4648, section 4). Only the shop sees them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<String>,
    /// The sum asked for, when it is less than what the units were bought for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// Most pictures of one return.
pub const PICTURES_MAX: usize = 3;
/// Largest picture, in bytes before base64.
pub const PICTURE_BYTES_MAX: usize = 200 * 1024;

/// Units of one line in a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnLine {
    /// The line by its place in the order, from 0.
    pub line: u32,
    /// How many of its units.
    pub quantity: u32,
    /// What they were bought for.
    pub worth: Money,
}

/// A return, as the order's owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Return {
    /// Its id.
    pub id: ReturnId,
    /// A short number for people: the order's and which return of it, e.g. `1042-1`.
    pub number: String,
    /// Where it stands.
    pub state: ReturnState,
    /// What is to go back or went back.
    pub lines: Vec<ReturnLine>,
    /// Why.
    pub reason: ReturnReason,
    /// The buyer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How many pictures came with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pictures: u32,
    /// The sum asked for.
    pub asked: Money,
    /// The sum the shop agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Money>,
    /// The sum that goes back; it may still be on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// Where and how to send the goods back; absent when they need not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_back: Option<Text>,
    /// The shop's own words about its decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it was asked for.
    pub asked_at: UnixMillis,
    /// When the shop first decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<UnixMillis>,
    /// When the goods were back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<UnixMillis>,
    /// When it was over: refunded, refused or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<UnixMillis>,
}

impl Return {
    /// Whether it still goes on: its units cannot be in another return.
    pub fn is_open(&self) -> bool {
        use ReturnState::{Approved, Received, Requested};
        matches!(self.state, Requested | Approved | Received)
    }

    /// Whether the buyer can take it back: until the goods are back at the shop.
    pub fn can_be_withdrawn(&self) -> bool {
        matches!(self.state, ReturnState::Requested | ReturnState::Approved)
    }
}

/// What goes back for `units` of a line of `quantity` units that cost `paid` in all, minor units; `gone` are its units
/// that are back or in another return, and what goes back for them. The last of a line get what is left of it, so
/// that all of them together are what was paid, to the last minor unit. `None` when it does not fit.
pub fn worth(paid: i64, quantity: i64, units: i64, gone: (i64, i64)) -> Option<i64> {
    if gone.0.checked_add(units)? >= quantity {
        return paid.checked_sub(gone.1);
    }
    paid.checked_mul(units)?.checked_div(quantity)
}

/// Whether a number is left out.
pub(crate) fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// `POST /v1/orders/{id}/returns`: asks to give units back. 409 `wrong-state` when the time is over or the
/// units are in another return; 422 `invalid` with the fields; 429 after many.
pub struct AskReturn;
impl Endpoint for AskReturn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/orders/{id}/returns";
    const CREATES: bool = true;
    type At = OrderId;
    type Ask = ReturnAsk;
    type Answer = Order;
}

/// `POST /v1/returns/{id}/withdraw`: takes a return back. 409 `wrong-state` once the goods are back or the
/// return is over; one that was withdrawn before is shown as it is.
pub struct WithdrawReturn;
impl Endpoint for WithdrawReturn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/returns/{id}/withdraw";
    const CREATES: bool = true;
    type At = ReturnId;
    type Ask = ();
    type Answer = Order;
}
