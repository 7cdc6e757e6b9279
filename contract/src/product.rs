//! Products, their variants and their stock.

use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Method, Money, ProductId, Text, UnixMillis, VariantId,
    offer::{Offer, Reference, Visitor, best},
    open_enum::open_enum,
    picture::Picture,
};

open_enum! {
    /// What is sold.
    ProductKind {
        /// A thing that is shipped.
        Parcel = "parcel",
        /// A text or link shown and sent once paid.
        Course = "course",
        /// One code per unit, redeemed once.
        Voucher = "voucher",
    }
}

/// One axis along which variants differ, e.g. colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptionAxis {
    /// What differs.
    pub name: Text,
    /// The values, in the order they are offered.
    pub values: Vec<Text>,
}

/// How many units there are. A number below zero is read as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stock {
    /// Units that can be bought now.
    pub left: i64,
    /// Units held by unpaid orders; they may return.
    #[serde(default)]
    pub reserved: i64,
    /// When the first of those holds lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_until: Option<UnixMillis>,
}

/// What price and stock belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// For each axis of the product, the index of the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<usize>,
    /// The everyday price.
    pub price: Money,
    /// Further offers, open or announced; the everyday price need not be among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// The price to strike through, if the shop may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Units; unknown when absent (then the server says at the purchase).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<Stock>,
    /// Index of the picture that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<usize>,
}

impl Variant {
    /// The offer that counts at `now` for a visitor (see [`best`]); the everyday price when no other is lower.
    pub fn offer(&self, now: UnixMillis, visitor: &Visitor) -> Offer {
        match best(&self.offers, now, visitor) {
            Some(offer)
                if offer.price.currency == self.price.currency
                    && offer.price.amount < self.price.amount =>
            {
                offer.clone()
            }
            _ => Offer::list(self.price),
        }
    }

    /// Units that can be bought now; `None` when the server does not tell.
    pub fn left(&self) -> Option<i64> {
        self.stock.map(|stock| stock.left.max(0))
    }

    /// Whether it is known to be gone.
    pub fn sold_out(&self) -> bool {
        self.left() == Some(0)
    }
}

/// A product. In lists the long parts (`body`, further pictures) may be left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What is sold; a parcel when absent.
    #[serde(default = "parcel")]
    pub kind: ProductKind,
    /// Its name.
    pub title: Text,
    /// One line about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
    /// The description: HTML that the server has sanitised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
    /// Pictures, the first one leads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    /// The axes of its variants; none for a product with one variant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionAxis>,
    /// Its variants; a product without any cannot be bought.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// Why the curator chose it, in the edition it was last in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Paid and unreturned units; left out below 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold: Option<i64>,
    /// Where else it can be bought, for a shop without orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buy_url: Option<String>,
}

fn parcel() -> ProductKind {
    ProductKind::Parcel
}

impl Product {
    /// The variant that leads: the cheapest that is not gone at `now`, else the first.
    pub fn leading(&self, now: UnixMillis, visitor: &Visitor) -> Option<&Variant> {
        let there = self.variants.iter().filter(|variant| !variant.sold_out());
        there.min_by_key(|v| v.offer(now, visitor).price.amount).or(self.variants.first())
    }

    /// The variant for one value index an axis.
    pub fn variant_for(&self, values: &[usize]) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.values == values)
    }

    /// What the variant's values are called, e.g. `Black · M`; empty for a single variant.
    pub fn variant_name(&self, variant: &Variant, lang: crate::Lang) -> String {
        let names = self.options.iter().zip(&variant.values);
        let names =
            names.filter_map(|(axis, at)| axis.values.get(*at)).map(|value| value.get(lang));
        names.collect::<Vec<_>>().join(" · ")
    }

    /// Whether it is sent in a parcel and so needs an address.
    pub fn is_shipped(&self) -> bool {
        !matches!(self.kind, ProductKind::Course | ProductKind::Voucher)
    }
}

/// `GET /v1/products/{id}`: one product, whole. 404 when there is none.
pub struct GetProduct;
impl Endpoint for GetProduct {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/products/{id}";
    type At = ProductId;
    type Ask = ();
    type Answer = Product;
}
