//! Letters on their way. Sending is tried until it is taken, at growing distance, for three days. A server that
//! dies between sending and noting it sends a second copy with the same id.
//!
//! The letters about one order go one after the other, in the order of what happened: one that was not taken keeps
//! those after it waiting.

use std::collections::{HashMap, hash_map::Entry};

use picklive_contract::{UnixMillis, account::ContactKind, address::OrderContact};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Kind,
    tries::{self, Turn},
    words::{self, Reach, To, Words},
};
use crate::{
    ApiError, AppState,
    account::sms::Short,
    db::entities::{letter, order},
};

/// Letters sent by one carrier to buyers, or to followers, in one round.
pub const ROUND: usize = 50;
/// Due letters looked at in one go, to find those of a carrier.
const PAGE: u64 = 500;

/// The letters about orders that are due with a carrier, by order; one of them has those, too, that nobody carries.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    state: &AppState,
    by: &ContactKind,
    now: UnixMillis,
) -> Result<Vec<Vec<letter::Model>>, ApiError> {
    let (mut found, mut seen) = (Vec::new(), 0);
    loop {
        let page = letter::Entity::find()
            .filter(letter::Column::NextTryAt.lte(now.0))
            .filter(letter::Column::OrderId.is_not_null())
            .filter(tries::in_turn(now))
            // So that a round never has a letter without those before it.
            .order_by_asc(letter::Column::CreatedAt)
            .order_by_asc(letter::Column::Id)
            .offset(seen)
            .limit(PAGE)
            .all(&state.db.read)
            .await?;
        let more = u64::try_from(page.len()) == Ok(PAGE);
        let contacts: Vec<(String, String)> = order::Entity::find()
            .select_only()
            .columns([order::Column::Id, order::Column::Contact])
            .filter(
                order::Column::Id.is_in(page.iter().filter_map(|letter| letter.order_id.as_ref())),
            )
            .into_tuple()
            .all(&state.db.read)
            .await?;
        let contacts: HashMap<_, _> = contacts.into_iter().collect();
        let carrier = |letter: &letter::Model| {
            let contact = letter.order_id.as_ref().and_then(|order| contacts.get(order));
            let contact = contact.and_then(|it| serde_json::from_str::<OrderContact>(it).ok());
            contact.map_or_else(|| words::at_home(state), |it| words::carrier(state, &it))
        };
        found.extend(page.into_iter().filter(|letter| carrier(letter) == *by));
        if !more || found.len() >= ROUND {
            found.truncate(ROUND);
            return Ok(by_order(found));
        }
        seen += PAGE;
    }
}

/// The letters of each order, as things happened.
fn by_order(letters: Vec<letter::Model>) -> Vec<Vec<letter::Model>> {
    let (mut all, mut places): (Vec<Vec<letter::Model>>, _) = (Vec::new(), HashMap::new());
    for letter in letters {
        match places.entry(letter.order_id.clone()) {
            Entry::Vacant(place) => {
                place.insert(all.len());
                all.push(vec![letter]);
            }
            Entry::Occupied(place) => {
                if let Some(letters) = all.get_mut(*place.get()) {
                    letters.push(letter);
                }
            }
        }
    }
    for letters in &mut all {
        letters.sort_by_key(|letter| (letter.created_at, Kind::parse(&letter.kind)));
    }
    all
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// It was taken.
    Taken,
    /// Not now: it is tried again.
    NotYet,
    /// Nobody is to be told.
    Nobody,
}

/// The order or the room a letter is about, for the log.
fn about(letter: &letter::Model) -> &str {
    letter.order_id.as_deref().or(letter.room_id.as_deref()).unwrap_or_default()
}

/// How many of the letters about one order were taken. What cannot be done for them holds up no others.
pub async fn all(state: &AppState, letters: Vec<letter::Model>) -> u64 {
    let mut sent = 0;
    for letter in &letters {
        match send(state, letter).await {
            Ok(Sent::Taken) => sent += 1,
            Ok(Sent::Nobody) => {}
            Ok(Sent::NotYet) => break,
            Err(error) => {
                tracing::error!(of = about(letter), %error, "a letter could not be written");
                break;
            }
        }
    }
    sent
}

async fn send(state: &AppState, letter: &letter::Model) -> Result<Sent, ApiError> {
    // Those before it may have taken long: a claim counts from when it is made.
    let now = state.clock.now();
    // Read beforehand, so that the try and its receiver are one write; what cannot be read is a try, too.
    let words = words::of(state, letter).await;
    let to = match &words {
        Ok(Reach::At(words)) => Some(&words.to),
        _ => None,
    };
    match tries::claim(state, letter, to, now).await? {
        Turn::Taken => {}
        Turn::Gone => return Ok(Sent::NotYet),
        Turn::Full | Turn::HourFull => {
            tracing::info!(of = about(letter), "a letter is put off: there were too many");
            return Ok(Sent::NotYet);
        }
    }
    let words = match words? {
        Reach::At(words) => words,
        Reach::Later => return Ok(Sent::NotYet),
        Reach::Nobody => {
            tries::done(state, letter, None).await?;
            return Ok(Sent::Nobody);
        }
    };
    let carried = tokio::time::timeout(state.carriers.patience, carry(state, letter, &words)).await;
    match carried.unwrap_or_else(|_| Err("its carrier takes too long".into())) {
        Ok(()) => {
            tries::done(state, letter, Some(state.clock.now().0)).await?;
            tracing::info!(of = about(letter), kind = letter.kind, "a letter is sent");
            Ok(Sent::Taken)
        }
        Err(error) => {
            let tries = letter.tries + 1;
            tracing::warn!(of = about(letter), tries, error, "not sent yet");
            Ok(Sent::NotYet)
        }
    }
}

async fn carry(state: &AppState, letter: &letter::Model, words: &Words) -> Result<(), String> {
    let carriers = &state.carriers;
    match (&words.to, &carriers.mailer, &carriers.gateway) {
        (To::Email(to), Some(mailer), _) => {
            let (text, stop) = (words.text.clone(), words.stop.as_deref());
            mailer.send(to, &letter.id, &words.subject, text, stop).await
        }
        (To::Phone(to), _, Some(gateway)) => {
            let (text, kind, id) = (words.short.as_str(), words.kind, letter.id.as_str());
            let params = words.params.clone();
            gateway.send(&Short { to, text, kind, id, params }).await
        }
        _ => Err("nobody carries it".into()),
    }
}
