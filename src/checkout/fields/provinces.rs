//! The provinces of the Chinese mainland as a list, without those that the shop leaves out.

use picklive_contract::{Lang, address::Region, storefront::Shipping};

use super::select;
use crate::{checkout::form::Form, text::checkout as words, ui::Node};

/// The Chinese provinces; choosing one of the four that are cities fills in the city.
pub(super) fn provinces(form: Form, lang: Lang, shipping: Option<&Shipping>) -> Node {
    let (province, city) = (form.text("province"), form.text("city"));
    let names = words::provinces(lang);
    let mut list = vec![(String::new(), words::CHOOSE.to(lang).to_owned(), true)];
    // What was typed for another country is no Chinese province.
    if province.with_untracked(|now| !names.clone().any(|name| name.0 == now)) {
        province.change(String::new());
    }
    let english = words::provinces(Lang::En).map(|name| name.1);
    list.extend(names.zip(english).map(|((name, shown), english)| {
        (name.to_owned(), shown.to_owned(), sends(shipping, name, english))
    }));
    let chosen = move |to: String| {
        let is_city =
            |name: &String| words::provinces(lang).take(words::CITIES).any(|city| city.0 == name);
        if city.with_untracked(|now| now.is_empty() || is_city(now)) {
            city.set(if is_city(&to) { to.clone() } else { String::new() });
        }
        province.set(to);
    };
    select(form, "province", words::PROVINCE.to(lang), "address-level1", list, Box::new(chosen))
}

/// Whether parcels go to some of a Chinese province at least, which addresses and English readers call so.
///
/// A shop may spell what it leaves out in more ways. [`Region::covers`] knows them all and Unicode's tables with
/// them, which are ten kilobytes: what is not seen here, the quote says.
fn sends(shipping: Option<&Shipping>, name: &str, english: &str) -> bool {
    let is_out = |out: &Region| {
        let said = out.province.trim();
        let rest = name.strip_prefix(said).filter(|_| !said.is_empty());
        // Behind the name stands nothing but what it is: a province, a city, a region of a people.
        let kind =
            |rest: &str| rest.is_empty() || rest.starts_with(['省', '市', '自', '壮', '回', '维']);
        let whole = out.city.trim().is_empty() && out.district.trim().is_empty();
        out.country == "CN"
            && whole
            && (rest.is_some_and(kind) || said.eq_ignore_ascii_case(english))
    };
    !shipping.is_some_and(|shipping| shipping.excluded.iter().any(is_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::storefront::Storefront;

    fn in_china(province: &str, city: &str) -> Region {
        Region {
            country: "CN".into(),
            province: province.into(),
            city: city.into(),
            ..Region::default()
        }
    }

    /// The provinces that are greyed out, in English.
    fn out(excluded: Vec<Region>) -> Vec<&'static str> {
        let sample = include_str!("../../../contract/samples/get-storefront.answer.json");
        let mut shop: Storefront = serde_json::from_str(sample).unwrap();
        let shipping = shop.shipping.as_mut().unwrap();
        shipping.excluded = excluded;
        let names = words::provinces(Lang::En);
        names.filter(|name| !sends(Some(shipping), name.0, name.1)).map(|name| name.1).collect()
    }

    #[test]
    fn a_province_is_greyed_out_only_when_all_of_it_is_left_out() {
        let left_out = vec![in_china("西藏", ""), in_china("新疆", "伊犁"), in_china("", "")];
        assert_eq!(out(left_out), ["Tibet"]);
        assert!(sends(None, "西藏自治区", "Tibet"));
    }

    #[test]
    fn what_is_greyed_out_is_what_the_contract_leaves_out() {
        let names: Vec<_> = words::provinces(Lang::En).collect();
        for (name, english) in &names {
            let short: String = name.chars().take(2).collect();
            for said in [*name, &short, english, &english.to_uppercase()] {
                let region = in_china(said, "");
                let told = names.iter().filter(|one| region.covers(&in_china(one.0, "")));
                let told: Vec<_> = told.map(|one| one.1).collect();
                let greyed = out(vec![region.clone()]);
                assert!(greyed.iter().all(|one| told.contains(one)), "{said}: {greyed:?}");
                // Of Inner Mongolia and Heilongjiang two letters are no name of theirs.
                assert!(greyed == told || said == short, "{said}: {greyed:?} is not {told:?}");
            }
        }
    }
}
