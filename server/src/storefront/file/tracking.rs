//! Links to carriers' pages, as the shop's file says them.

use std::{collections::BTreeMap, ops::Range};

use toml::Spanned;

use super::spanned;
use crate::{
    orders::ship::TRACKING_MAX,
    storefront::tracking::{NUMBER, TrackingLink, same},
};

/// The part `[tracking]`: to each carrier its page, with `{number}` where the parcel's stands.
pub type TrackingPart = BTreeMap<String, Spanned<String>>;

/// Longest address, in characters.
const LINK_MOST: usize = 500;

/// The part that is read as these links.
pub fn written(links: &[TrackingLink]) -> TrackingPart {
    links.iter().map(|link| (link.carrier.clone(), spanned(link.url.clone()))).collect()
}

/// What the part says; each mistake is said.
pub fn read(part: &TrackingPart, say: &mut impl FnMut(Range<usize>, String)) -> Vec<TrackingLink> {
    for (at, (carrier, link)) in part.iter().enumerate() {
        let url = link.get_ref();
        let odd = |c: char| c.is_whitespace() || c.is_control();
        let good = url.strip_prefix("https://").is_some_and(|rest| !rest.starts_with('/'))
            && url.matches(NUMBER).count() == 1
            && url.chars().count() <= LINK_MOST
            && !url.contains(odd);
        if !good {
            let reason =
                format!("“{url}” is no link: it begins with https:// and has {NUMBER} in it once");
            say(link.span(), reason);
        }
        let named = !carrier.trim().is_empty() && carrier.chars().count() <= TRACKING_MAX;
        if !named || carrier.contains(char::is_control) {
            say(link.span(), format!("a carrier's name has 1 to {TRACKING_MAX} characters"));
        }
        if part.keys().take(at).any(|other| same(other, carrier)) {
            say(link.span(), format!("{carrier} is there twice"));
        }
    }
    let link = |(carrier, url): (&String, &Spanned<String>)| TrackingLink {
        carrier: carrier.trim().to_owned(),
        url: url.get_ref().clone(),
    };
    part.iter().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::{file, settings::Settings};

    fn none(path: &str) -> Result<String, String> {
        Err(format!("{path}: there is no such file"))
    }

    #[test]
    fn what_is_written_is_read_again_the_same() {
        let link =
            |carrier: &str, url: &str| TrackingLink { carrier: carrier.into(), url: url.into() };
        let tracking = vec![
            link("EMS", "https://ems.example/{number}"),
            link("顺丰", "https://sf.example/?no={number}"),
        ];
        let shop = Settings { tracking, ..Settings::default() };
        let text = file::written(&shop).unwrap();
        assert_eq!(file::read(&text, &Settings::default(), none).unwrap(), shop, "{text}");
    }

    #[test]
    fn every_mistake_is_told() {
        let text = "a = \"http://x.example/{number}\"\nb = \"https://x.example/\"\n\
            c = \"https://x.example/{number}/{number}\"\nd = \"javascript:alert({number})\"\n\
            e = \"https://x.example/ {number}\"\nE = \"https://x.example/{number}\"\n\
            \"\" = \"https://x.example/{number}\"\n";
        let mut said = Vec::new();
        read(&toml::from_str(text).unwrap(), &mut |_, reason| said.push(reason));
        let links = said.iter().filter(|said| said.contains("is no link")).count();
        assert_eq!((links, said.len()), (5, 7), "{said:?}");
        assert!(said.iter().any(|said| said.contains("is there twice")), "{said:?}");
        assert!(said.iter().any(|said| said.contains("1 to 100 characters")), "{said:?}");
    }
}
