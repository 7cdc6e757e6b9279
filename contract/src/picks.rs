//! Editions: the picks of one date, each with the curator's reason.

use serde::{Deserialize, Serialize};

use crate::{Date, Endpoint, Method, Text, UnixMillis, picture::Picture, product::Product};

/// A product in an edition, with the note that says why it was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pick {
    /// Why it was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// What was chosen.
    pub product: Product,
}

/// Who chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Curator {
    /// Name.
    pub name: Text,
    /// What they do in the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Their face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<Picture>,
}

/// The picks of one date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edition {
    /// The shop's calendar day it belongs to.
    pub date: Date,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<UnixMillis>,
    /// When the next one takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<UnixMillis>,
    /// The day's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The curator's opening words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Who chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curator: Option<Curator>,
    /// The picks, in reading order.
    pub picks: Vec<Pick>,
    /// The date of the edition before, if it can still be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Date>,
    /// The date of the edition after, if it is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Date>,
}

/// `GET /v1/editions/today`: the latest published edition. 404 before the first.
pub struct GetToday;
impl Endpoint for GetToday {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/editions/today";
    type At = ();
    type Ask = ();
    type Answer = Edition;
}

/// `GET /v1/editions/{date}`: a published edition. 404 for a day without one, also before its hour.
pub struct GetEdition;
impl Endpoint for GetEdition {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/editions/{date}";
    type At = Date;
    type Ask = ();
    type Answer = Edition;
}
