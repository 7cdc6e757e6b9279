//! Messages about an order, between its buyer and the shop.

use serde::{Deserialize, Serialize};

use crate::{Endpoint, Method, OrderId, UnixMillis, open_enum::open_enum, orders::Order};

open_enum! {
    /// Who wrote a message.
    Sender {
        /// Whoever owns the order.
        Buyer = "buyer",
        /// The shop.
        Shop = "shop",
    }
}

/// Longest message, in characters.
pub const MESSAGE_MAX: usize = 1_000;

/// A message to the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageAsk {
    /// Plain text, 1 to [`MESSAGE_MAX`] characters; of control characters only newline and tab.
    pub text: String,
}

/// One message of an order's thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Who wrote it.
    pub from: Sender,
    /// Plain text.
    pub text: String,
    /// When.
    pub at: UnixMillis,
}

/// `POST /v1/orders/{id}/messages`: writes to the shop about an order. 429 when too many came.
pub struct SendMessage;
impl Endpoint for SendMessage {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/orders/{id}/messages";
    const CREATES: bool = true;
    type At = OrderId;
    type Ask = MessageAsk;
    type Answer = Order;
}
