//! Where parcels do not go: other countries, and parts of countries by each of their names.

use picklive_contract::{
    address::{self, Address, Region},
    storefront::Shipping,
};

/// Countries of which a shop ships to all but one at most.
const FAR: [&str; 3] = ["AQ", "BV", "HM"];

/// Words that people write after the name of a part of a country, or leave out.
const KINDS: [&str; 4] = ["自治区", "特别行政区", "省", "市"];

/// A country that parcels do not go to.
pub(crate) fn far(shipping: Option<&Shipping>) -> Option<&'static str> {
    let home = shipping.map_or(&[][..], |shipping| &shipping.countries);
    FAR.into_iter().find(|far| !home.iter().any(|country| country == far))
}

/// A part of a country, as it is listed and as others may write it.
pub(crate) fn spelled(listed: &Region) -> Vec<Region> {
    let bare = KINDS.into_iter().find_map(|kind| listed.province.strip_suffix(kind));
    let bare = bare.unwrap_or(&listed.province).to_owned();
    let with = KINDS.map(|kind| format!("{bare}{kind}"));
    let upper = format!(" {} ", listed.province.to_uppercase());
    let names = [listed.province.clone(), upper, bare].into_iter().chain(with);
    let mut all: Vec<Region> = Vec::new();
    for province in names {
        let region = Region { province, ..listed.clone() };
        if listed.covers(&region) && !all.contains(&region) {
            all.push(region);
        }
    }
    all
}

/// An address in a region, where one can be made up.
pub(crate) fn address_in(region: &Region) -> Option<Address> {
    let or = |text: &String, other: &str| {
        if text.is_empty() { other.to_owned() } else { text.clone() }
    };
    let made = Address {
        country: region.country.clone(),
        name: "Conformance".into(),
        phone: "+65 6123 4567".into(),
        province: or(&region.province, "-"),
        city: or(&region.city, "Somewhere"),
        district: or(&region.district, "-"),
        street: "1 Far Road".into(),
        postcode: "000000".into(),
    };
    address::check(&made).is_empty().then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(province: &str) -> Region {
        Region { country: "CN".into(), province: province.into(), ..Region::default() }
    }

    #[test]
    fn a_part_is_written_with_and_without_the_word_for_what_it_is() {
        for listed in ["西藏", "西藏自治区"] {
            let all = spelled(&part(listed));
            assert!(all.contains(&part("西藏")) && all.contains(&part("西藏自治区")), "{all:?}");
            assert!(all.iter().all(|region| address_in(region).is_some()));
        }
        assert!(spelled(&part("Hunan")).contains(&part(" HUNAN ")));
    }

    #[test]
    fn a_country_that_is_listed_is_not_far() {
        assert_eq!(far(None), Some("AQ"));
    }
}
