//! Letters on their way. Sending is tried until it is taken, at growing distance, for three days. A server that
//! dies between sending and noting it sends a second copy with the same id.
//!
//! Mail and short messages go side by side, a few at a time each: a mail server that hangs holds up no short
//! message. With one of the two carriers it has all letters. The letters about one order go one after the other,
//! in the order of what happened: one that was not taken keeps those after it waiting.

use std::{
    collections::{HashMap, hash_map::Entry},
    future::ready,
    time::Duration,
};

use futures_util::{StreamExt, future::join_all, stream};
use picklive_contract::{UnixMillis, account::ContactKind, address::OrderContact};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Kind, tries,
    words::{self, Reach, To, Words},
};
use crate::{
    ApiError, AppState,
    account::{CodeSender, sms::Short},
    db::entities::{letter, order},
};

/// How often due letters are looked for.
const EVERY: Duration = Duration::from_secs(2);
/// Letters sent by one carrier in one round.
const ROUND: usize = 50;
/// Due letters looked at in one go, to find those of a carrier.
const PAGE: u64 = 500;
/// Orders whose letters one carrier sends at the same time.
const AT_ONCE: usize = 4;

/// Sends letters, for ever; with nobody to carry them they wait.
pub async fn run(state: AppState) {
    join_all(state.carriers.kinds().into_iter().map(|by| run_by(&state, by))).await;
}

async fn run_by(state: &AppState, by: ContactKind) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = send_by(state, &by).await {
            tracing::error!(%error, "letters could not be sent; trying again");
        }
    }
}

/// Sends the letters that are due. Returns how many were taken.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(state: &AppState) -> Result<u64, ApiError> {
    let mut sent = 0;
    let each = state.carriers.kinds().into_iter();
    for one in join_all(each.map(|by| async move { send_by(state, &by).await })).await {
        sent += one?;
    }
    Ok(sent)
}

async fn send_by(state: &AppState, by: &ContactKind) -> Result<u64, ApiError> {
    let now = state.clock.now();
    if *by == words::at_home(state) {
        // Of both carriers, by one of them.
        tries::give_up_old(state, now).await?;
    }
    let orders = by_order(due(state, by, now).await?);
    let sent = stream::iter(orders).map(|letters| send_all(state, letters));
    Ok(sent.buffer_unordered(AT_ONCE).fold(0, |sum, one| ready(sum + one)).await)
}

/// The letters that are due with a carrier; one of them has those, too, that nobody carries.
async fn due(
    state: &AppState,
    by: &ContactKind,
    now: UnixMillis,
) -> Result<Vec<letter::Model>, ApiError> {
    let (mut found, mut seen) = (Vec::new(), 0);
    loop {
        let page = letter::Entity::find()
            .filter(letter::Column::NextTryAt.lte(now.0))
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
            .filter(order::Column::Id.is_in(page.iter().map(|letter| &letter.order_id)))
            .into_tuple()
            .all(&state.db.read)
            .await?;
        let contacts: HashMap<_, _> = contacts.into_iter().collect();
        let carrier = |letter: &letter::Model| {
            let contact = contacts.get(&letter.order_id);
            let contact = contact.and_then(|it| serde_json::from_str::<OrderContact>(it).ok());
            contact.map_or_else(|| words::at_home(state), |it| words::carrier(state, &it))
        };
        found.extend(page.into_iter().filter(|letter| carrier(letter) == *by));
        if !more || found.len() >= ROUND {
            found.truncate(ROUND);
            return Ok(found);
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

/// How many of the letters about one order were taken. What cannot be done for them holds up no others.
async fn send_all(state: &AppState, letters: Vec<letter::Model>) -> u64 {
    let mut sent = 0;
    for letter in letters {
        match send(state, &letter).await {
            Ok(Sent::Taken) => sent += 1,
            Ok(Sent::Nobody) => {}
            Ok(Sent::NotYet) => break,
            Err(error) => {
                tracing::error!(order = letter.order_id, %error, "a letter could not be written");
                break;
            }
        }
    }
    sent
}

async fn send(state: &AppState, letter: &letter::Model) -> Result<Sent, ApiError> {
    // Those before it may have taken long: a claim counts from when it is made.
    let now = state.clock.now();
    if !tries::claim(state, letter, now).await? {
        return Ok(Sent::NotYet);
    }
    let words = match words::of(state, letter).await? {
        Reach::At(words) => words,
        Reach::Later => return Ok(Sent::NotYet),
        Reach::Nobody => {
            tries::done(state, letter, None).await?;
            return Ok(Sent::Nobody);
        }
    };
    if !tries::has_room(state, letter, &words.to, now).await? {
        tracing::info!(order = letter.order_id, "a letter is put off: there were too many");
        return Ok(Sent::NotYet);
    }
    let carried = tokio::time::timeout(state.carriers.patience, carry(state, letter, &words)).await;
    match carried.unwrap_or_else(|_| Err("its carrier takes too long".into())) {
        Ok(()) => {
            tries::done(state, letter, Some(state.clock.now().0)).await?;
            tracing::info!(order = letter.order_id, kind = letter.kind, "a letter is sent");
            Ok(Sent::Taken)
        }
        Err(error) => {
            let tries = letter.tries + 1;
            tracing::warn!(order = letter.order_id, tries, error, "not sent yet");
            Ok(Sent::NotYet)
        }
    }
}

async fn carry(state: &AppState, letter: &letter::Model, words: &Words) -> Result<(), String> {
    let carriers = &state.carriers;
    match (&words.to, &carriers.mailer, &carriers.gateway) {
        (To::Email(to), Some(mailer), _) => {
            mailer.send(to, &letter.id, &words.subject, words.text.clone()).await
        }
        (To::Phone(to), _, Some(gateway)) => {
            let (text, kind, id) = (words.short.as_str(), words.kind, letter.id.as_str());
            let params = words.params.clone();
            gateway.send(&Short { to, text, kind, id, params }).await
        }
        _ => Err("nobody carries it".into()),
    }
}
