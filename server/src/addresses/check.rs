//! What an address must look like to be kept: as on an order.

use picklive_contract::addresses::{AddressAsk, LABEL_MAX};

use crate::orders::check::{Wrong, breaks_lines, shipped_to};

/// What is wrong with it.
pub fn address(ask: &AddressAsk) -> Vec<Wrong> {
    let mut wrong = shipped_to(Some(&ask.address));
    let known = wrong.iter().any(|(field, _)| field == "address.country");
    let country = ask.address.country.trim();
    let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if !known && !is_code {
        wrong.push(("address.country".into(), "malformed"));
    }
    if ask.label.chars().count() > LABEL_MAX {
        wrong.push(("label".into(), "too-long"));
    } else if ask.label.contains(breaks_lines) {
        wrong.push(("label".into(), "malformed"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named() {
        let ask: AddressAsk = serde_json::from_value(serde_json::json!({
            "label": "my\nhome",
            "address": {"country": "China", "name": "Lin", "phone": "x", "street": "", "city": "H",
                "postcode": "1"},
        }))
        .unwrap();
        let fields: Vec<_> = address(&ask).into_iter().map(|wrong| wrong.0).collect();
        assert_eq!(fields, ["address.street", "address.phone", "address.country", "label"]);
        let long = AddressAsk { label: "长".repeat(LABEL_MAX + 1), ..ask };
        assert!(address(&long).contains(&("label".into(), "too-long")));
    }
}
