//! What was read last on this phone, the shop and its edition: shown when it cannot be had now, the edition with
//! its age.

use std::time::Duration;

use leptos::prelude::untrack;
use picklive_contract::{UnixMillis, picks::Edition, storefront::Storefront};

use super::First;
use crate::{
    platform::{
        clock::{ServerClock, wall},
        document, json,
        storage::{self, Keep},
        timer, visibility,
    },
    signal::effect,
    ui::Loader,
};

/// Under which name the browser remembers the edition: when it was read, a space, what was read, which is an
/// answer or the data that came with a page.
const EDITION: &str = "edition";
/// Under which name it remembers the shop, in the same way.
const SHOP: &str = "shop";
/// How often a shop that could not be read is asked for again.
const ASK_AGAIN: Duration = Duration::from_secs(20);

/// Remembers what came with a page that shows today's edition. A browser that has forgotten a page takes it from its
/// own store without asking: what was remembered before to the letter is as old as it was then, and asked for.
pub fn keep_first(loader: Loader<Edition>) {
    let text = document::text_of(super::FIRST).unwrap_or_default();
    match kept(EDITION).filter(|before| before.0 == text) {
        Some((_, at)) => {
            loader.is_of(at);
            loader.reload();
        }
        None => keep(EDITION, &text, wall()),
    }
}

/// Remembers every edition that comes; when none does, shows the last one.
pub fn follow_edition(loader: Loader<Edition>) {
    let mut written = Written::default();
    effect(move || {
        if loader.data().is_some() {
            return written.keep(EDITION, loader.text(), loader.at());
        }
        // There is none yet, says the shop: that is an answer.
        if loader.error().is_none_or(|error| error.is_not_found() && error.is_told()) {
            return;
        }
        let last = kept(EDITION).and_then(|(text, at)| Some((edition(text)?, at)));
        if let Some(((edition, text), at)) = last {
            untrack(|| loader.stand_in(edition, text, at));
        }
    });
}

/// What was written last, and when it was true. Writing holds up the page, and the same text is no news before it is
/// a minute older.
#[derive(Default)]
struct Written(String, f64);

/// For how long, in milliseconds.
const NO_NEWS: f64 = 60_000.0;

impl Written {
    fn keep(&mut self, name: &str, text: String, at: f64) {
        if text != self.0 || at - self.1 > NO_NEWS {
            keep(name, &text, at);
            (self.0, self.1) = (text, at);
        }
    }
}

/// Remembers the shop when it is read; when it is not, shows the last one, with a clock that stands in too:
/// prices are those of then. It is asked for until it is there.
pub fn follow_shop(loader: Loader<Storefront>, clock: ServerClock) {
    let mut written = Written::default();
    // What came with the page is no answer. To write it holds up nothing.
    timer::after(Duration::ZERO, || {
        keep(SHOP, &document::text_of(super::FIRST).unwrap_or_default(), wall());
    });
    effect(move || {
        if loader.data().is_some() {
            return written.keep(SHOP, loader.text(), loader.at());
        }
        if loader.error().is_none() {
            return;
        }
        let known = [SHOP, EDITION].into_iter().filter_map(kept);
        let known = known.filter_map(|(text, at)| Some((shop(text)?, at)));
        let last = known.reduce(|one, other| if other.1 > one.1 { other } else { one });
        if let Some(((shop, text), at)) = last {
            clock.hint(UnixMillis(at as i64));
            untrack(|| loader.stand_in(shop, text, at));
        }
    });
    timer::every(ASK_AGAIN, move || {
        if visibility::visible() && untrack(|| loader.error()).is_some() {
            loader.look_again();
        }
    });
}

/// The edition in a text, and that text when it is an answer.
fn edition(text: String) -> Option<(Edition, String)> {
    match json::read::<Edition>(&text) {
        Some(edition) => Some((edition, text)),
        None => Some((*json::read::<First>(&text)?.page.edition?, String::new())),
    }
}

/// The shop in a text, and that text when it is an answer.
fn shop(text: String) -> Option<(Storefront, String)> {
    match json::read::<Storefront>(&text) {
        Some(shop) => Some((shop, text)),
        None => Some((json::read::<First>(&text)?.storefront, String::new())),
    }
}

/// Remembers a text that was true at a time; an empty one is none.
fn keep(name: &str, text: &str, at: f64) {
    if !text.is_empty() {
        storage::write_text(Keep::Forever, name, &dated(text, at));
    }
}

fn kept(name: &str) -> Option<(String, f64)> {
    undated(&storage::read_text(Keep::Forever, name)?)
}

fn dated(text: &str, at: f64) -> String {
    format!("{} {text}", at as i64)
}

fn undated(kept: &str) -> Option<(String, f64)> {
    let (at, text) = kept.split_once(' ')?;
    // A whole number: reading any other takes tables of ten kilobytes.
    Some((text.into(), at.parse::<i64>().ok()? as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::FirstPage;

    const EDITION: &str = include_str!("../../contract/samples/get-today.answer.json");
    const SHOP: &str = include_str!("../../contract/samples/get-storefront.answer.json");

    #[test]
    fn a_text_is_remembered_with_the_time_at_which_it_was_read() {
        let kept = dated(EDITION, 1_795_600_000_123.7);
        assert_eq!(undated(&kept), Some((EDITION.into(), 1_795_600_000_123.0)));
        for nonsense in ["", "{}", "{} 1", "x y", " {}"] {
            assert_eq!(undated(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn shop_and_edition_are_found_in_an_answer_and_in_what_came_with_a_page() {
        let (of, shop_of) = (|text: &str| edition(text.into()), |text: &str| shop(text.into()));
        let ((read, answer), (there, said)) = (of(EDITION).unwrap(), shop_of(SHOP).unwrap());
        assert_eq!((answer, said), (EDITION.into(), SHOP.into()));
        let page = FirstPage { edition: Some(Box::new(read.clone())), ..FirstPage::default() };
        let first = First { now: UnixMillis(1), storefront: there.clone(), page };
        let first = serde_json::to_string(&first).unwrap();
        let none = String::new();
        assert_eq!(of(&first), Some((read, none.clone())));
        assert_eq!(shop_of(&first), Some((there, none)));
        assert_eq!((of(SHOP), shop_of(EDITION)), (None, None));
        assert_eq!((of("{}"), shop_of("<html>")), (None, None));
    }
}
