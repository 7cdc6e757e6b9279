//! What came with the first HTML, so that nothing of it is asked for again.

use picklive_contract::{
    List, UnixMillis, deals::Drop, picks::Edition, product::Product, storefront::Storefront,
};
use serde::{Deserialize, Serialize};

use crate::platform::{document, json};

/// Id of the element that holds it.
pub const ELEMENT: &str = "picklive-first";

/// The data of the page that was asked for; nothing for a page that needs the storefront only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FirstPage {
    /// The edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Box<Edition>>,
    /// Drops: the deals page's, or those announced beside an edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drops: Option<List<Drop>>,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Box<Product>>,
}

/// Everything that came with the first HTML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct First {
    /// When it was drawn.
    pub now: UnixMillis,
    /// The shop.
    pub storefront: Storefront,
    /// The page.
    pub page: FirstPage,
}

impl First {
    /// Reads it from the page the browser shows.
    pub fn of_document() -> Option<Self> {
        json::read(&document::text_of(ELEMENT)?)
    }
}
