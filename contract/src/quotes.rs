//! Quotes: what a purchase would cost now. Nothing is held.

use serde::{Deserialize, Serialize};

use crate::{
    DealId, Endpoint, Method, Money, ProductId, RoomId, Text, UnixMillis, VariantId,
    address::Region, coupons::CouponOff, offer::Offer, open_enum::open_enum, picture::Picture,
    product::ProductKind,
};

/// One line of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineAsk {
    /// What.
    pub variant: VariantId,
    /// How many, 1 to [`QUANTITY_MAX`].
    pub quantity: u32,
}

/// Most units of one line.
pub const QUANTITY_MAX: u32 = 999;
/// Most lines of one purchase.
pub const LINES_MAX: usize = 50;

/// What is asked for a quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuoteAsk {
    /// The lines.
    pub lines: Vec<LineAsk>,
    /// Where it goes, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The room it is bought in: its prices are open, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// Where the viewer's playback of it is, by the server's clock: a deal of the room that was open then still is,
    /// up to the room's allowance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_stream_time: Option<UnixMillis>,
}

open_enum! {
    /// Why a line cannot be bought as asked.
    Trouble {
        /// Fewer are left than asked for; `available` says how many.
        SoldOut = "sold_out",
        /// The person has reached the deal's limit.
        LimitReached = "limit_reached",
        /// The deal's price is for verified contacts.
        ContactNeeded = "contact_needed",
        /// The shop no longer sells it.
        Gone = "gone",
    }
}

/// One line with its price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuoteLine {
    /// The variant.
    pub variant: VariantId,
    /// Its product.
    pub product: ProductId,
    /// What is sold.
    pub kind: ProductKind,
    /// The product's name.
    pub title: Text,
    /// The values of the variant, e.g. `Black · M`; empty for a single variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_name: Option<Text>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// Units asked for.
    pub quantity: u32,
    /// The offer that counts: its price, name and end.
    pub offer: Offer,
    /// Price of the line.
    pub total: Money,
    /// Units that could be bought now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    /// Why it cannot be bought as asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// A cheaper deal whose limit this person has used up: that is why `offer` is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_up: Option<DealId>,
    /// For a guest: the cheaper offer they would have with a verified contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Offer>,
    /// The next moment at which the price may change, where one is announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<UnixMillis>,
}

/// What a purchase would cost now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The lines, in the order asked.
    pub lines: Vec<QuoteLine>,
    /// Sum of the lines.
    pub goods: Money,
    /// What the best of the person's coupons takes off, if one counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponOff>,
    /// Shipping fee; absent while the region is not known, zero when nothing is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Money>,
    /// Goods from this sum on ship free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<Money>,
    /// What would be paid: goods without what the coupon takes off and, where known, shipping.
    pub total: Money,
    /// Whether an address is needed.
    #[serde(default)]
    pub needs_address: bool,
    /// Whether parcels go to the region asked for.
    #[serde(default = "yes")]
    pub ships: bool,
}

fn yes() -> bool {
    true
}

impl Quote {
    /// Whether it can be bought as asked.
    pub fn buyable(&self) -> bool {
        self.ships && !self.lines.is_empty() && self.lines.iter().all(|line| line.trouble.is_none())
    }
}

/// `POST /v1/quotes`: prices lines. Creates nothing.
pub struct GetQuote;
impl Endpoint for GetQuote {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/quotes";
    type At = ();
    type Ask = QuoteAsk;
    type Answer = Quote;
}
