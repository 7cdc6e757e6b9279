//! Where carriers tell where a parcel is.

use picklive_contract::endpoint::encode;
use serde::{Deserialize, Serialize};

/// What stands in a link for the parcel's number.
pub const NUMBER: &str = "{number}";

/// A carrier's page about a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackingLink {
    /// The carrier, as the merchant names it when a parcel is shipped.
    pub carrier: String,
    /// The page's address, `https`, with [`NUMBER`] in it once.
    pub url: String,
}

/// Whether two names are one carrier's: capitals and spaces around do not matter.
pub fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The page about one parcel; `None` when the shop has no link for its carrier.
pub fn link(links: &[TrackingLink], carrier: &str, number: &str) -> Option<String> {
    let link = links.iter().find(|link| same(&link.carrier, carrier))?;
    let mut told = String::new();
    encode(number.trim(), &mut told);
    Some(link.url.replacen(NUMBER, &told, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_cannot_leave_its_place() {
        let url = "https://sf.example/track?no={number}&lang=zh".to_owned();
        let links = [TrackingLink { carrier: "SF Express".into(), url }];
        let told = |carrier: &str, number: &str| link(&links, carrier, number);
        let known = "https://sf.example/track?no=SF1%262%2F&lang=zh";
        assert_eq!(told(" sf express", " SF1&2/ ").as_deref(), Some(known));
        assert_eq!(told("EMS", "1"), None);
    }
}
