//! What was found, and what was searched for before.

use picklive_contract::{
    List,
    events::{Event, EventKind},
    product::Product,
};

use crate::state::apply_to;

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
    /// The same with a further page.
    pub fn with(&self, more: List<Product>) -> Self {
        let mut items = self.items.clone();
        // What has come to the front meanwhile is not shown twice.
        items.extend(
            more.items.into_iter().filter(|item| self.items.iter().all(|it| it.id != item.id)),
        );
        Self { text: self.text.clone(), items, next: more.next }
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
        assert_eq!(found(&["a", "b"], Some("2")).with(more), found(&["a", "b", "c"], None));
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
