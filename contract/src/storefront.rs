//! The storefront: who the shop is, what it can do, by which rules.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Endpoint, Lang, Method, Money, PolicyId, Text, UnixMillis, Zone,
    account::ContactKind, address::Region, open_enum::open_enum, payments::PaymentMethod,
    picks::Curator, picture::Picture,
};

open_enum! {
    /// What a backend can do beyond the core. The app hides what is not listed.
    Capability {
        /// Drops and deals.
        Deals = "deals",
        /// Quotes, orders and payments.
        Orders = "orders",
        /// Sign-in by one-time code.
        Account = "account",
        /// The event stream.
        Events = "events",
        /// Search over products.
        Search = "search",
        /// Live rooms.
        Rooms = "rooms",
        /// Coupons in live rooms.
        Coupons = "coupons",
        /// Lucky bags in live rooms.
        Bags = "bags",
        /// Following the hosts of live rooms.
        Follows = "follows",
        /// Cloned shops.
        Shops = "shops",
        /// Returns of what was bought.
        Returns = "returns",
        /// Messages about an order.
        Messages = "messages",
        /// A person's address book.
        Addresses = "addresses",
    }
}

/// A page of the shop's rules: shipping, returns, privacy, terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Policy {
    /// Its id, e.g. `shipping`, `returns`, `privacy`, `terms`.
    pub id: PolicyId,
    /// Title.
    pub title: Text,
    /// Plain text; paragraphs are separated by blank lines.
    pub text: Text,
}

/// Where parcels go and what that costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shipping {
    /// ISO 3166-1 codes of the countries parcels go to, the home country first.
    pub countries: Vec<String>,
    /// Fee of one order.
    pub fee: Money,
    /// Goods from this sum on ship free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<Money>,
    /// Parts of these countries that parcels do not go to. [`Region::covers`] says whether a place lies in
    /// one, however it is spelled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Region>,
}

/// By which rule goods can be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnRule {
    /// Days after delivery (of what is not shipped, after payment) in which a return can be asked for.
    pub days: u32,
}

/// How people reach the shop.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShopContact {
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its name in WeChat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wechat: Option<String>,
    /// When it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Text>,
}

/// The shop, as every page needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Storefront {
    /// The shop's name.
    pub name: Text,
    /// One line about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagline: Option<Text>,
    /// Its mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Picture>,
    /// Who chooses the picks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curator: Option<Curator>,
    /// The currency of every price.
    pub currency: Currency,
    /// Language tags, the shop's own first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The shop's time zone: its hours are shown in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The hour editions are published, `HH:MM` in the shop's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish_at: Option<String>,
    /// What the backend can do beyond the core.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// Contacts a person can verify: those the shop has a sender for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact_kinds: Vec<ContactKind>,
    /// Shipping; absent when nothing is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Shipping>,
    /// Seconds an unpaid order holds its units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_seconds: Option<u32>,
    /// Ways to pay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_methods: Vec<PaymentMethod>,
    /// By which rule goods can be given back; absent when they cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<ReturnRule>,
    /// How people reach the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ShopContact>,
    /// Policies, in the order they are listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// Whether this is a demonstration: nothing is delivered, no real money moves.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub demo: bool,
}

impl Storefront {
    /// Whether the backend lists `capability`.
    pub fn can(&self, capability: &Capability) -> bool {
        self.capabilities.contains(capability)
    }

    /// The languages of the shop that the app speaks, the shop's own first; all when none is listed.
    pub fn langs(&self) -> Vec<Lang> {
        let known: Vec<_> = self.languages.iter().filter_map(|tag| Lang::parse(tag)).collect();
        if known.is_empty() { Lang::ALL.into() } else { known }
    }
}

/// `GET /v1/storefront`.
pub struct GetStorefront;
impl Endpoint for GetStorefront {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/storefront";
    type At = ();
    type Ask = ();
    type Answer = Storefront;
}

/// Server time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerTime {
    /// The instant the answer was written.
    pub now: UnixMillis,
}

/// `GET /v1/time`: never stored by a cache.
pub struct GetTime;
impl Endpoint for GetTime {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/time";
    type At = ();
    type Ask = ();
    type Answer = ServerTime;
}
