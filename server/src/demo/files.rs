//! What the files of the demo shop (`server/demo`) say. Prices are minor units.

use picklive_contract::{
    Currency, PolicyId, Text, address::Region, product::OptionAxis, storefront::ShopContact,
};
use serde::Deserialize;

/// `shop.toml`.
#[derive(Debug, Deserialize)]
pub struct Shop {
    /// Name.
    pub name: Text,
    /// One line about it.
    pub tagline: Option<Text>,
    /// IANA name.
    pub time_zone: String,
    /// The currency of every price.
    pub currency: Currency,
    /// Hour of publication, `HH:MM`.
    pub publish_at: String,
    /// Minutes an unpaid order holds its units.
    pub hold_minutes: u32,
    /// Who chooses.
    pub curator: Curator,
    /// Shipping.
    pub shipping: Shipping,
    /// Policies.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// How people reach it.
    pub contact: Option<ShopContact>,
    /// Where and how goods are sent back.
    pub return_address: Option<Text>,
    /// Payment by hand.
    pub offline_payment: Option<Offline>,
}

/// Who chooses.
#[derive(Debug, Deserialize)]
pub struct Curator {
    /// Name.
    pub name: Text,
    /// What they do.
    pub title: Option<Text>,
    /// File of their face.
    pub face: Option<String>,
}

/// Shipping.
#[derive(Debug, Deserialize)]
pub struct Shipping {
    /// Fee, minor units.
    pub fee: i64,
    /// Free from this sum on, minor units.
    pub free_from: Option<i64>,
    /// ISO 3166-1 codes.
    pub countries: Vec<String>,
    /// Where parcels do not go.
    #[serde(default)]
    pub excluded_regions: Vec<Region>,
}

/// A policy.
#[derive(Debug, Deserialize)]
pub struct Policy {
    /// Its id.
    pub kind: PolicyId,
    /// Title.
    pub title: Text,
    /// Text.
    pub text: Text,
}

/// Payment by hand.
#[derive(Debug, Deserialize)]
pub struct Offline {
    /// Where to send the money.
    pub instructions: Text,
}

/// `products/<handle>.toml`.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// Handle.
    pub handle: String,
    /// Word of `ProductKind`.
    pub kind: String,
    /// Name.
    pub title: Text,
    /// One line.
    pub summary: Option<Text>,
    /// HTML.
    pub body: Option<Text>,
    /// List price, minor units.
    pub list_price: Option<i64>,
    /// Whose list price.
    pub list_price_source: Option<Text>,
    /// Pictures.
    #[serde(default)]
    pub pictures: Vec<File>,
    /// Axes.
    #[serde(default)]
    pub options: Vec<OptionAxis>,
    /// For buyers of a course.
    pub access: Option<Text>,
    /// How voucher codes begin.
    pub code_prefix: Option<String>,
    /// Days a voucher is good.
    pub valid_days: Option<i32>,
    /// Variants.
    pub variants: Vec<Variant>,
}

/// A picture's file.
#[derive(Debug, Deserialize)]
pub struct File {
    /// Name in `pictures/`.
    pub file: String,
    /// What is to be seen.
    pub alt: Option<Text>,
}

/// A variant.
#[derive(Debug, Deserialize)]
pub struct Variant {
    /// Index of the value an axis.
    #[serde(default)]
    pub values: Vec<usize>,
    /// Price, minor units.
    pub price: i64,
    /// Units.
    pub stock: i64,
    /// Index of its picture.
    pub picture: Option<i32>,
}

/// `editions.toml`.
#[derive(Debug, Deserialize)]
pub struct Editions {
    /// The editions, around the day the shop is set up.
    pub editions: Vec<Edition>,
}

/// An edition.
#[derive(Debug, Deserialize)]
pub struct Edition {
    /// -1 for yesterday, 0 for today, 1 for tomorrow.
    pub day: i64,
    /// Title.
    pub title: Option<Text>,
    /// The curator's opening words.
    pub note: Option<Text>,
    /// Its picks.
    pub picks: Vec<Pick>,
}

/// A pick.
#[derive(Debug, Deserialize)]
pub struct Pick {
    /// Handle.
    pub product: String,
    /// Price in the edition, minor units.
    pub price: Option<i64>,
    /// Why it was chosen.
    pub note: Option<Text>,
}

/// `drops.toml`.
#[derive(Debug, Deserialize)]
pub struct Drops {
    /// The kinds of drops.
    pub drops: Vec<Drop>,
}

/// A drop that comes again and again.
#[derive(Debug, Deserialize)]
pub struct Drop {
    /// Name.
    pub title: Text,
    /// When it comes.
    #[serde(flatten)]
    pub when: When,
    /// What it offers.
    pub deals: Vec<Deal>,
}

/// When a drop comes.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum When {
    /// Once a day.
    Daily {
        /// `HH:MM` in the shop's zone.
        opens: String,
        /// How long it is open.
        minutes: i64,
    },
    /// Every few minutes.
    Rolling {
        /// From opening to opening.
        every_minutes: i64,
        /// How long it is open.
        open_minutes: i64,
    },
}

/// A deal.
#[derive(Debug, Deserialize)]
pub struct Deal {
    /// Handle.
    pub product: String,
    /// Index of the variant.
    pub variant: usize,
    /// Price, minor units.
    pub price: i64,
    /// Units.
    pub quota: i64,
    /// Units one person may buy.
    pub limit: Option<i32>,
}
