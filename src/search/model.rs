//! What was found, and what was searched for before.

use picklive_contract::{
    Lang, List,
    events::{Event, EventKind},
    product::Product,
};

use crate::{state::apply_to, text::search};

/// Searches that are remembered.
const REMEMBERED: usize = 8;

/// What was found for a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What was searched for; empty for everything.
    pub text: String,
    /// The products, as far as they were fetched.
    pub items: Vec<Product>,
    /// The cursor of further ones.
    pub next: Option<String>,
}

impl Found {
    /// Nothing yet of what there is for a text.
    pub fn nothing(text: String) -> Self {
        Self { text, items: Vec::new(), next: None }
    }

    /// Whether a further page is to be fetched until as much is there as is `shown` now. `grew` is whether the
    /// last one brought anything: a server whose pages have no end is not asked for ever.
    pub fn falls_short(&self, shown: &Self, grew: bool) -> bool {
        let same = shown.text == self.text;
        same && grew && self.next.is_some() && self.items.len() < shown.items.len()
    }

    /// What is said of it above the list. It names what was searched for: what is typed may be another thing by
    /// now, and not found yet.
    pub fn told(&self, lang: Lang) -> String {
        let count = self.items.len();
        if !self.text.is_empty() {
            let more = if self.next.is_some() { "+" } else { "" };
            return search::FOUND.with(lang, &[&self.text, &format!("{count}{more}")]);
        }
        // An empty shop says so below.
        if count == 0 { String::new() } else { search::ALL.to(lang).into() }
    }

    /// What is said in the place of the list when nothing is there, and what to do.
    pub fn nothing_told(text: &str, lang: Lang) -> (String, String) {
        if text.is_empty() {
            return (search::EMPTY.to(lang).into(), search::EMPTY_HINT.to(lang).into());
        }
        (search::NOTHING.with(lang, &[text]), search::NOTHING_HINT.to(lang).into())
    }

    /// The same with a further page.
    pub fn with(&self, more: &List<Product>) -> Self {
        let mut items = self.items.clone();
        // What has come to the front meanwhile is not shown twice.
        let fresh = more.items.iter().filter(|item| self.items.iter().all(|it| it.id != item.id));
        items.extend(fresh.cloned());
        Self { text: self.text.clone(), items, next: more.next.clone() }
    }
}

/// What was found with what an event tells of a product.
pub fn told(event: &Event, found: &Found) -> Option<Found> {
    if !is_in(event, found) {
        return None;
    }
    let mut changed = found.clone();
    apply_to(event, changed.items.iter_mut()).then_some(changed)
}

/// Whether it has to be searched again after an event.
pub fn concerns(event: &Event, found: &Found) -> bool {
    event.kind == EventKind::Product && is_in(event, found)
}

fn is_in(event: &Event, found: &Found) -> bool {
    found.items.iter().any(|item| Some(&item.id) == event.product.as_ref())
}

/// The searches to remember after one more; the latest comes first, and none twice.
pub fn remembered(mut before: Vec<String>, text: &str) -> Vec<String> {
    let text = text.trim();
    if !text.is_empty() {
        before.retain(|it| it != text);
        before.insert(0, text.into());
        before.truncate(REMEMBERED);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ids: &[&str], next: Option<&str>) -> Found {
        let sample = include_str!("../../contract/samples/get-product.answer.json");
        let product: Product = serde_json::from_str(sample).unwrap();
        let items = ids.iter().map(|id| Product { id: (*id).into(), ..product.clone() });
        Found { text: "t".into(), items: items.collect(), next: next.map(Into::into) }
    }

    #[test]
    fn a_further_page_adds_what_is_not_there() {
        let more = List { items: found(&["b", "c"], None).items, next: None };
        assert_eq!(found(&["a", "b"], Some("2")).with(&more), found(&["a", "b", "c"], None));
    }

    #[test]
    fn what_is_read_again_is_as_long_as_what_is_shown() {
        let shown = found(&["a", "b", "c"], Some("4"));
        assert!(found(&["a"], Some("2")).falls_short(&shown, true));
        assert!(!found(&["a"], Some("2")).falls_short(&shown, false), "its pages bring nothing");
        assert!(!found(&["a", "b"], None).falls_short(&shown, true), "there are fewer by now");
        assert!(!found(&["a", "b", "z"], Some("4")).falls_short(&shown, true));
        let other = Found { text: "other".into(), ..found(&["a"], Some("2")) };
        assert!(!other.falls_short(&shown, true), "of another text the first page is enough");
    }

    #[test]
    fn what_was_found_names_what_was_searched_for() {
        let told = |found: Found| found.told(Lang::En);
        assert_eq!(told(found(&["a", "b"], None)), "“t”: 2 found");
        assert_eq!(told(found(&["a"], Some("2"))), "“t”: 1+ found");
        assert_eq!(
            told(Found { text: String::new(), ..found(&["a"], None) }),
            search::ALL.to(Lang::En)
        );
        assert_eq!(told(Found::nothing(String::new())), "");
        assert_eq!(Found::nothing_told("", Lang::En).0, "Nothing is on sale here yet");
        assert_eq!(Found::nothing_told("t", Lang::En).0, "Nothing found for “t”");
    }

    #[test]
    fn the_latest_search_comes_first_and_none_twice() {
        let mut all = Vec::new();
        for text in ["a", "b", " a ", "", "  "] {
            all = remembered(all, text);
        }
        assert_eq!(all, ["a", "b"]);
        for n in 0..20 {
            all = remembered(all, &n.to_string());
        }
        assert_eq!((all.len(), all[0].as_str()), (REMEMBERED, "19"));
    }
}
