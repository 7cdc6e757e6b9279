//! An address as it is read, not typed.

use picklive_contract::{Lang, address::Address};

use crate::text::checkout as text;

/// An address as it is written: from large to small in Chinese places, else from small to large.
pub fn address_lines(lang: Lang, address: &Address) -> Vec<String> {
    let Address { country, name, phone, province, city, district, street, postcode } = address;
    let chinese = matches!(country.as_str(), "CN" | "TW" | "HK" | "MO");
    let mut places = vec![province.as_str(), city, district, street];
    // A city that is its own province is written once.
    if province == city {
        places.remove(0);
    }
    if !chinese {
        places.reverse();
    }
    places.retain(|part| !part.is_empty());
    let who = format!("{name} {phone}").trim().to_owned();
    let place = places.join(if chinese { " " } else { ", " });
    vec![who, place, format!("{postcode} {}", text::country(country, lang)).trim().into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_its_country_does() {
        let mut address = Address {
            country: "CN".into(),
            name: "林晨".into(),
            phone: "13800138000".into(),
            province: "北京市".into(),
            city: "北京市".into(),
            district: "朝阳区".into(),
            street: "清晨路 7 号".into(),
            postcode: String::new(),
        };
        let lines = address_lines(Lang::Zh, &address);
        assert_eq!(lines[..2], ["林晨 13800138000", "北京市 朝阳区 清晨路 7 号"]);
        address = Address {
            country: "US".into(),
            province: "CA".into(),
            city: "Oakland".into(),
            district: String::new(),
            street: "7 Dawn Rd".into(),
            postcode: "94601".into(),
            ..address
        };
        let lines = address_lines(Lang::En, &address);
        assert_eq!(lines[1..], ["7 Dawn Rd, Oakland, CA", "94601 United States"]);
    }
}
