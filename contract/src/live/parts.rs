//! What a room consists of.

use serde::{Deserialize, Serialize};

use super::SourceKind;
use crate::{Money, ProductId, Slug, Text, UnixMillis, VariantId, offer::Offer, picture::Picture};

/// Where the picture comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// How it is played.
    pub kind: SourceKind,
    /// Its address; against the API's base when it is relative.
    pub url: String,
}

/// Who runs a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Host {
    /// Their name.
    pub name: Text,
    /// Their face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<Picture>,
    /// Their shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<Slug>,
}

/// The product that is shown now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pin {
    /// Which.
    pub product: ProductId,
    /// Since when it is shown, by the server's clock.
    pub at: UnixMillis,
}

/// A price that is open to who is in the room: also the deals that its host opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoomPrice {
    /// Of which variant.
    pub variant: VariantId,
    /// The offer: of kind `room`, or `drop` with its deal.
    pub offer: Offer,
}

/// What the host has everybody read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Announcement {
    /// Plain text.
    pub text: String,
    /// Since when.
    pub at: UnixMillis,
}

/// A product's stretch of a recording: from when it was pinned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chapter {
    /// Which.
    pub product: ProductId,
    /// When it was pinned.
    pub at: UnixMillis,
    /// Milliseconds from the begin of the recording.
    pub position: i64,
    /// What its leading variant cost then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}
