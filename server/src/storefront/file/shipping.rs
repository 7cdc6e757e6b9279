//! Where parcels go, as the shop's file says it.

use std::ops::Range;

use picklive_contract::{
    Currency,
    address::{FIELD_MAX, Layout, Region},
};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{check::codes, spanned};
use crate::{import::lists::Figure, money, storefront::settings::Settings};

/// Where parcels go and what that costs; without this part nothing is shipped.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingPart {
    fee: Spanned<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_from: Option<Spanned<Figure>>,
    countries: Spanned<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    excluded: Vec<ExcludedPart>,
}

/// A part of a country that parcels do not go to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExcludedPart {
    country: Spanned<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    province: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    city: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    district: String,
}

impl ShippingPart {
    /// The part as it is written; nothing when nothing is shipped.
    pub fn written(shop: &Settings) -> Option<Self> {
        let figure = |amount| spanned(Figure::Text(money::decimal(amount, shop.currency)));
        (!shop.countries.is_empty()).then(|| Self {
            fee: figure(shop.shipping_fee),
            free_from: shop.free_from.map(figure),
            countries: spanned(shop.countries.clone()),
            excluded: shop.excluded.iter().map(ExcludedPart::written).collect(),
        })
    }
}

/// What the part says.
#[derive(Debug, Default)]
pub struct Checked {
    /// Minor units.
    pub fee: i64,
    /// Minor units.
    pub free_from: Option<i64>,
    /// The home country first.
    pub countries: Vec<String>,
    /// Parts of them that are left out.
    pub excluded: Vec<Region>,
}

impl ExcludedPart {
    fn written(region: &Region) -> Self {
        Self {
            country: spanned(region.country.clone()),
            province: region.province.clone(),
            city: region.city.clone(),
            district: region.district.clone(),
        }
    }

    fn region(&self) -> Region {
        let part = |text: &str| text.trim().to_owned();
        Region {
            country: part(self.country.get_ref()),
            province: part(&self.province),
            city: part(&self.city),
            district: part(&self.district),
        }
    }
}

/// Checks the part; nothing when it cannot be used, and each mistake was said.
pub fn checked(
    part: Option<&ShippingPart>,
    currency: Option<Currency>,
    say: &mut impl FnMut(Range<usize>, String),
) -> Option<Checked> {
    let Some(part) = part else { return Some(Checked::default()) };
    codes(&part.countries, "a country is two capital letters, e.g. CN", is_country, say);
    let mut sum = |figure: &Spanned<Figure>| {
        let read = money::parse(&figure.get_ref().text(), currency?);
        read.map_err(|reason| say(figure.span(), reason)).ok()
    };
    let fee = sum(&part.fee);
    let free_from = match &part.free_from {
        Some(figure) => Some(sum(figure)?),
        None => None,
    };
    for excluded in &part.excluded {
        if let Some(reason) = not_excluded(&excluded.region(), part.countries.get_ref()) {
            say(excluded.country.span(), reason);
        }
    }
    let excluded = part.excluded.iter().map(ExcludedPart::region).collect();
    Some(Checked { fee: fee?, free_from, countries: part.countries.get_ref().clone(), excluded })
}

/// Why a region cannot be left out.
fn not_excluded(region: &Region, countries: &[String]) -> Option<String> {
    let Region { country, province, city, district } = region;
    let parts = [province, city, district];
    let odd = |part: &&String| !part.is_empty() && !part.contains(char::is_alphanumeric);
    if !countries.contains(country) {
        return Some(format!("excluded: {country} is not among the countries"));
    }
    if parts.iter().all(|part| part.is_empty()) {
        return Some(format!("excluded: to send nothing to {country}, leave it out of countries"));
    }
    if let Some(part) = parts.into_iter().find(odd) {
        return Some(format!("excluded: “{part}” is no name"));
    }
    if Layout::of(country).province && province.is_empty() {
        return Some("excluded: a city or district names its province, too".into());
    }
    parts
        .iter()
        .any(|part| part.chars().count() > FIELD_MAX)
        .then(|| format!("excluded: the name of a region has at most {FIELD_MAX} characters"))
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
