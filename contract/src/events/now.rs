//! What events tell of variants and deals.

use serde::{Deserialize, Serialize};

use crate::{
    DealId, Money, UnixMillis, VariantId,
    offer::{Offer, Reference},
    product::Stock,
};

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
