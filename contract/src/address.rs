//! Postal addresses and contacts on an order.

use serde::{Deserialize, Serialize};

/// Where a parcel goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Who receives it.
    pub name: String,
    /// Telephone for the courier.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Province or state (省).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub province: String,
    /// City (市).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// District (区).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub district: String,
    /// Street, house, door.
    pub street: String,
    /// Postcode, where the country has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postcode: String,
}

/// How the shop reaches the buyer of an order; one of the two is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderContact {
    /// Telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// E-mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
}

/// What a quote needs to know of an address; in [`Shipping`](crate::storefront::Shipping) a part of a country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Region {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Province or state.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub province: String,
    /// City, where it is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// District, where it is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub district: String,
}

/// Longest of each field, in characters; both sides refuse more.
pub const FIELD_MAX: usize = 200;

/// What is wrong with an address, as (field, reason) with the field names of [`Address`]. Countries that
/// are laid out by province, city and district (China) need all three; the others need a city, except
/// where country and city are one.
pub fn check(address: &Address) -> Vec<(&'static str, &'static str)> {
    let layout = Layout::of(&address.country);
    let fields = [
        ("country", &address.country, true),
        ("name", &address.name, true),
        ("phone", &address.phone, true),
        ("province", &address.province, layout.province),
        ("city", &address.city, layout.city),
        ("district", &address.district, layout.district),
        ("street", &address.street, true),
        ("postcode", &address.postcode, layout.postcode),
    ];
    let mut wrong = Vec::new();
    for (name, value, needed) in fields {
        if value.chars().count() > FIELD_MAX {
            wrong.push((name, "too-long"));
        } else if needed && value.trim().is_empty() {
            wrong.push((name, "missing"));
        }
    }
    if !address.phone.trim().is_empty() && !phone_looks_right(&address.phone) {
        wrong.push(("phone", "malformed"));
    }
    wrong
}

/// Whether a text can be a telephone number: 5 to 20 digits, with the usual signs between.
pub fn phone_looks_right(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let signs = text.trim().chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    signs && (5..=20).contains(&digits)
}

/// Whether a text can be an e-mail address: one `@`, something before it, a dotted name after it.
pub fn email_looks_right(text: &str) -> bool {
    let Some((user, host)) = text.trim().split_once('@') else { return false };
    let inner_dot =
        host.trim_matches('.').contains('.') && !host.starts_with('.') && !host.ends_with('.');
    !user.is_empty()
        && inner_dot
        && !host.contains('@')
        && !text.trim().contains(char::is_whitespace)
        && text.len() <= FIELD_MAX
}

/// Which fields a country's addresses have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Province or state.
    pub province: bool,
    /// City.
    pub city: bool,
    /// District.
    pub district: bool,
    /// Postcode.
    pub postcode: bool,
}

impl Layout {
    /// The fields that addresses in `country` need.
    pub fn of(country: &str) -> Self {
        let (province, city, district, postcode) = match country {
            "CN" => (true, true, true, false),
            "TW" => (false, true, true, true),
            "HK" | "MO" => (false, false, true, false),
            "SG" => (false, false, false, true),
            "US" | "CA" | "AU" | "JP" => (true, true, false, true),
            _ => (false, true, false, true),
        };
        Self { province, city, district, postcode }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_asks_for_its_own_fields() {
        let mut address = Address {
            country: "CN".into(),
            name: "林".into(),
            phone: "138 0013 8000".into(),
            street: "清晨路 7 号".into(),
            ..Address::default()
        };
        let names: Vec<_> = check(&address).into_iter().map(|wrong| wrong.0).collect();
        assert_eq!(names, ["province", "city", "district"]);
        address.country = "SG".into();
        assert_eq!(check(&address), [("postcode", "missing")]);
        address.postcode = "x".repeat(201);
        assert_eq!(check(&address), [("postcode", "too-long")]);
    }

    #[test]
    fn contacts_are_judged_kindly_but_not_blindly() {
        for good in ["a@b.cn", "li.lei+shop@mail.example.com"] {
            assert!(email_looks_right(good), "{good}");
        }
        for bad in ["", "@b.cn", "a@b", "a@@b.cn", "a b@c.cn", "a@.cn", "a@b."] {
            assert!(!email_looks_right(bad), "{bad}");
        }
        assert!(phone_looks_right("+86 (138) 0013-8000"));
        assert!(!phone_looks_right("call me") && !phone_looks_right("1234"));
    }
}
