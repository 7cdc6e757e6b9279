//! The last edition that was read on this phone: shown, with its age, when today's cannot be had.

use leptos::prelude::untrack;
use picklive_contract::picks::Edition;

use crate::{
    platform::{
        clock::wall,
        json,
        storage::{self, Keep},
    },
    signal::effect,
    state::First,
    ui::Loader,
};

/// Under which name the browser remembers it: when it was read, a space, what was read.
const LAST: &str = "edition";

/// Remembers an edition as it was read: its answer, or the data that came with the page.
pub(super) fn keep(text: Option<String>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        storage::write_text(Keep::Forever, LAST, &format!("{} {text}", wall() as i64));
    }
}

/// Remembers every edition that comes; when none does, shows the last one.
pub(super) fn follow(loader: Loader<Edition>) {
    effect(move || {
        if let Some(data) = loader.data() {
            data.with(|_| ());
            return keep(Some(loader.text()));
        }
        // There is none yet, says the shop: that is an answer.
        if loader.error().is_none_or(|error| error.is_not_found()) {
            return;
        }
        if let Some((at, edition)) = last() {
            untrack(|| loader.stand_in(edition, at));
        }
    });
}

fn last() -> Option<(f64, Edition)> {
    let kept = storage::read_text(Keep::Forever, LAST)?;
    let (at, text) = kept.split_once(' ')?;
    let page = || json::read::<First>(text).and_then(|first| first.page.edition);
    // A whole number: reading any other takes tables of ten kilobytes.
    let at = at.parse::<i64>().ok()? as f64;
    Some((at, json::read::<Edition>(text).or_else(|| page().map(|it| *it))?))
}
