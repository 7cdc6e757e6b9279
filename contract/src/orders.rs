//! Orders: from the hold to the parcel at the door.

use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, List, Method, Money, OrderId, RoomId, Slug, Text, UnixMillis,
    address::{Address, OrderContact},
    coupons::CouponOff,
    messages::Message,
    open_enum::open_enum,
    payments::Payment,
    quotes::{LineAsk, QuoteLine},
    returns::{Return, is_zero},
};

open_enum! {
    /// Where an order stands.
    OrderState {
        /// Units are held until `hold_expires_at`.
        AwaitingPayment = "awaiting_payment",
        /// Paid; to be shipped, or already given when nothing is shipped.
        Paid = "paid",
        /// On its way.
        Shipped = "shipped",
        /// At the door.
        Delivered = "delivered",
        /// Done: the time for returns is over, or nothing was to be shipped.
        Completed = "completed",
        /// Called off before payment.
        Cancelled = "cancelled",
        /// The hold lapsed unpaid.
        Expired = "expired",
        /// The money goes back; it may still be on its way.
        Refunded = "refunded",
    }
}

/// What is asked when an order is placed: it prices the lines, checks the sum and holds the units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderAsk {
    /// The lines.
    pub lines: Vec<LineAsk>,
    /// How the shop reaches the buyer.
    pub contact: OrderContact,
    /// Where it goes; needed when something is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The buyer's words to the shop, up to [`NOTE_MAX`] characters; of control characters only newline and
    /// tab, and none in the other fields.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The sum the buyer agreed to. Another one is refused as `price-changed`.
    pub expected_total: Money,
    /// The shop whose link was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<Slug>,
    /// Tag of the language the buyer reads, in which the shop writes to them. When it is left out, or the
    /// shop does not speak it, what the browser prefers counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The room it is bought in: its prices are open, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// Where the viewer's playback of the room is, by the server's clock, as for a quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_stream_time: Option<UnixMillis>,
}

/// Longest note, in characters.
pub const NOTE_MAX: usize = 500;

/// A parcel on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tracking {
    /// Who carries it.
    pub carrier: String,
    /// Its number there.
    pub number: String,
    /// The carrier's page about it, for a person to open. An app opens `https` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A step in an order's life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderStep {
    /// The state reached.
    pub state: OrderState,
    /// When.
    pub at: UnixMillis,
    /// Why, where it matters: a stable word (`paid_late_unit_found`, `paid_late_sold_out`,
    /// `paid_late_coupon_used`, `paid_after_cancel`, `cancelled_by_shop`, `refunded_by_shop`, `returned`), or the shop's own sentence,
    /// which the buyer reads as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One line of an order: what was bought, at the price it was bought for, and what was given for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderLine {
    /// What and for how much.
    pub bought: QuoteLine,
    /// What of the line's sum the order's coupon took off: so much less goes back for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<Money>,
    /// A course's text, once paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Text>,
    /// A voucher's codes, once paid: one a unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<VoucherCode>,
    /// Units that a return can be asked for now.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returnable: u32,
}

/// The code of one voucher unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VoucherCode {
    /// The code to show.
    pub code: String,
    /// When it was redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_at: Option<UnixMillis>,
    /// Until when it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<UnixMillis>,
    /// Whether it is in an open return: then it cannot be redeemed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub returning: bool,
}

/// An order, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// A short number for people, e.g. `1042`.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// Sum of the lines.
    pub goods: Money,
    /// What a coupon takes off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponOff>,
    /// Shipping fee.
    pub shipping: Money,
    /// What is or was to be paid: goods without what the coupon takes off, and shipping.
    pub total: Money,
    /// What goes back so far; it may still be on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// When it was placed.
    pub placed_at: UnixMillis,
    /// Until when its units are held, while payment is awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_expires_at: Option<UnixMillis>,
    /// How the shop reaches the buyer.
    pub contact: OrderContact,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The buyer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The room it was bought in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// The latest attempt to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// The parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Tracking>,
    /// Its steps, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<OrderStep>,
    /// Until when units can be asked to go back; absent when none can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returnable_until: Option<UnixMillis>,
    /// What was asked to go back, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<Return>,
    /// What buyer and shop wrote to each other, oldest first; lists of orders may leave it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// A guest's key to this order; only in the answer to placing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /v1/orders`: places an order and holds its units. 409 `sold-out`, `price-changed` or
/// `limit-reached` with a fresh quote; 422 `invalid` with the fields; 401 `contact-needed`.
pub struct PlaceOrder;
impl Endpoint for PlaceOrder {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/orders";
    const CREATES: bool = true;
    type At = ();
    type Ask = OrderAsk;
    type Answer = Order;
}

/// `GET /v1/orders/{id}`: for the person who placed it, or with the order's secret; else 404.
pub struct GetOrder;
impl Endpoint for GetOrder {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/orders/{id}";
    type At = OrderId;
    type Ask = ();
    type Answer = Order;
}

/// `GET /v1/orders`: the signed-in person's orders, newest first.
pub struct ListOrders;
impl Endpoint for ListOrders {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/orders";
    type At = ();
    type Ask = ();
    type Answer = List<Order>;
}

/// `POST /v1/orders/{id}/cancel`: calls an unpaid order off; its units are sellable at once.
pub struct Cancel;
impl Endpoint for Cancel {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/orders/{id}/cancel";
    const CREATES: bool = true;
    type At = OrderId;
    type Ask = ();
    type Answer = Order;
}
