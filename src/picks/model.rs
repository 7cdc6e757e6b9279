//! What of an edition is drawn once, and when it has to be asked for again.

use picklive_contract::{
    Lang, Text, UnixMillis,
    events::{Event, EventKind},
    picks::Edition,
};

use crate::{state::apply_to, text};

/// Everything of an edition that is read, beside what follows the clock or the stock: when it is another,
/// the page is drawn anew.
pub fn words(edition: &Edition, lang: Lang) -> String {
    let mut all = text::day(lang, edition.date);
    let mut add = |text: Option<&Text>| {
        all.push('\n');
        all.push_str(text.map_or("", |text| text.get(lang)));
    };
    add(edition.title.as_ref());
    add(edition.note.as_ref());
    for pick in &edition.picks {
        add(Some(&pick.product.title));
        add(pick.product.summary.as_ref());
        add(pick.note.as_ref());
    }
    for pick in &edition.picks {
        all.push_str(&pick.product.id.0);
        all.push_str(pick.product.pictures.first().map_or("", |picture| &picture.url));
    }
    // The way on, once the next one is out.
    all.push_str(if edition.next.is_some() { "+" } else { "" });
    all
}

/// Whether an edition has to be read again after an event.
pub fn concerns(event: &Event, edition: &Edition) -> bool {
    match event.kind {
        EventKind::Edition => true,
        EventKind::Product => has(event, edition),
        _ => false,
    }
}

/// An edition with what an event tells of one of its products.
pub fn told(event: &Event, edition: &Edition) -> Option<Edition> {
    if !has(event, edition) {
        return None;
    }
    let mut changed = edition.clone();
    apply_to(event, changed.picks.iter_mut().map(|pick| &mut pick.product)).then_some(changed)
}

fn has(event: &Event, edition: &Edition) -> bool {
    edition.picks.iter().any(|pick| event.product.as_ref() == Some(&pick.product.id))
}

/// Whether it is the time of a price that comes and goes with its quota: somebody may be buying its last
/// unit, or giving it back.
pub fn has_quota(edition: &Edition, now: UnixMillis) -> bool {
    let variants = edition.picks.iter().flat_map(|pick| &pick.product.variants);
    let mut offers = variants.flat_map(|variant| &variant.offers);
    offers.any(|offer| {
        offer.left.is_some()
            && offer.opens_at.is_none_or(|opens| opens <= now)
            && offer.closes_at.is_none_or(|closes| now < closes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        let text = r#"{"date":"2026-11-25","picks":[{"note":"why","product":{"id":"p","title":"P","variants":[
            {"id":"v","price":{"amount":200,"currency":"CNY"},"stock":{"left":3},
             "offers":[{"kind":"drop","price":{"amount":100,"currency":"CNY"},"left":1,
                "opens_at":"1970-01-01T00:00:01Z","closes_at":"1970-01-01T00:00:02Z"}]}]}}]}"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn prices_and_stock_leave_the_words_alone_and_a_new_note_does_not() {
        let before = words(&edition(), Lang::Zh);
        let mut sold = edition();
        sold.picks[0].product.variants[0].stock = None;
        sold.picks[0].product.variants[0].offers.clear();
        assert_eq!(words(&sold, Lang::Zh), before);
        let mut noted = edition();
        noted.picks[0].note = Some("another reason".into());
        assert_ne!(words(&noted, Lang::Zh), before);
        let mut other = edition();
        other.picks[0].product.id = "q".into();
        assert_ne!(words(&other, Lang::Zh), before);
    }

    #[test]
    fn only_an_open_price_with_a_quota_is_looked_after() {
        let mut edition = edition();
        let at = |edition: &Edition, now| has_quota(edition, UnixMillis(now));
        assert_eq!(
            [at(&edition, 999), at(&edition, 1_000), at(&edition, 2_000)],
            [false, true, false]
        );
        edition.picks[0].product.variants[0].offers[0].left = Some(0);
        assert!(at(&edition, 1_500), "a unit may come back");
        edition.picks[0].product.variants[0].offers[0].left = None;
        assert!(!at(&edition, 1_500));
    }
}
