//! Events for who cannot stream: an answer waits until there is something to tell.

use std::time::Duration;

use picklive_contract::{
    VariantId,
    events::{self, Events, SHOP, Start},
};

use super::{Caller, Checked, Till, goods::order};
use crate::{
    answer::Answer,
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[&rules::EVENT_WAIT];

/// A short wait, in seconds.
const SHORT: u32 = 1;
/// How long it lasts at least: a server may count from when the question left.
const AT_LEAST: Duration = Duration::from_millis(800);
/// A wait that a purchase ends, in seconds.
const LONG: u32 = 6;
/// When a purchase has ended it, however slow the line.
const ENDED: Duration = Duration::from_secs(4);

/// What comes after a cursor, waited for.
fn ask(cursor: &str, seconds: u32) -> Ask {
    let path = events::path(&[SHOP], &Start::after(cursor), Some(seconds));
    Ask::new(reqwest::Method::GET, path)
}

pub(super) async fn check(till: &mut Till<'_>, cursor: &str, variant: &VariantId) -> Checked {
    let guest = &Caller::default();
    let mut cursor = cursor.to_owned();
    // Of a shop with other visitors something may have been told of: then once more, from there.
    for _ in 0..3 {
        let answer = till.send(guest, ask(&cursor, SHORT)).await?;
        let told = read(till, &answer)?;
        cursor.clone_from(&told.cursor);
        if told.items.is_empty() {
            let waited = answer.took >= AT_LEAST;
            let got = format!("nothing, after {} ms", answer.took.as_millis());
            let expected = "something, or nothing after a second";
            till.client.record.check(&rules::EVENT_WAIT, &answer.at, waited, expected, got);
            break;
        }
    }
    let wish = till.wish(guest, variant, 1).await?;
    let asks = vec![(guest.clone(), ask(&cursor, LONG)), (guest.clone(), order(&wish))];
    for (caller, answer) in till.together(asks).await {
        if let Some((placed, owner)) = till.keep(&caller, &answer) {
            till.call_off(&owner, &placed.id).await?;
        } else if answer.at.starts_with("GET") {
            let told = read(till, &answer)?;
            let woken = !told.items.is_empty() && answer.took < ENDED;
            let got = format!("{} events after {:?}", told.items.len(), answer.took);
            let expected = "the purchase that was made meanwhile, at once";
            till.client.record.check(&rules::EVENT_WAIT, &answer.at, woken, expected, got);
        }
    }
    Ok(())
}

fn read(till: &mut Till<'_>, answer: &Answer) -> Result<Events, String> {
    till.client.parse(answer, &rules::EVENTS).ok_or("events that can be read".into())
}
