//! Letters on their way. Sending is tried until it is taken, at growing distance, for three days. Each try is
//! claimed before it is made: two servers on one database do not send the same letter. A server that dies
//! between sending and noting it sends a second copy with the same id.

use std::time::Duration;

use picklive_contract::{
    UnixMillis,
    account::ContactKind,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Value},
};

use super::words::{self, Reach, To, Words};
use crate::{
    ApiError, AppState,
    account::{pumping, sms::Short},
    db::{Tx, entities::letter},
    random,
};

/// How often due letters are looked for.
const EVERY: Duration = Duration::from_secs(2);
/// Letters sent in one round.
const ROUND: u64 = 50;
/// Distance to the second try, in milliseconds; it doubles.
const FIRST: i64 = MINUTE;
/// The longest distance.
const LONGEST: i64 = 4 * HOUR;
/// After so long a letter is given up.
const GIVEN_UP: i64 = 3 * DAY;
/// Mails to one address within a day; who orders for nothing in a stranger's name annoys them no further.
const MAILS_A_DAY: u64 = 40;
/// Short messages to one number within a day.
const SHORT_A_DAY: u64 = 10;

/// Sends letters, for ever; with nobody to carry them they wait.
pub async fn run(state: AppState) {
    if state.carriers.is_empty() {
        return;
    }
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = send_due(&state).await {
            tracing::error!(%error, "letters could not be sent; trying again");
        }
    }
}

/// Sends the letters that are due. Returns how many were taken.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(state: &AppState) -> Result<u64, ApiError> {
    if state.carriers.is_empty() {
        return Ok(0);
    }
    let now = state.clock.now();
    give_up_old(state, now).await?;
    let due = letter::Entity::find()
        .filter(letter::Column::NextTryAt.lte(now.0))
        .order_by_asc(letter::Column::NextTryAt)
        .order_by_asc(letter::Column::CreatedAt)
        .limit(ROUND)
        .all(&state.db.read)
        .await?;
    let mut sent = 0;
    for letter in due {
        if claim(state, &letter, now).await? {
            sent += u64::from(send(state, &letter, now).await?);
        }
    }
    Ok(sent)
}

/// Gives up what is too old: a shop that begins to send mail does not tell the news of last year.
async fn give_up_old(state: &AppState, now: UnixMillis) -> Result<(), ApiError> {
    let too_old = now.plus(-GIVEN_UP).0;
    let old = letter::Entity::find()
        .filter(letter::Column::NextTryAt.is_not_null())
        .filter(letter::Column::CreatedAt.lt(too_old));
    let old = old.count(&state.db.read).await?;
    if old == 0 {
        return Ok(());
    }
    let work = async |tx: Tx| -> Result<u64, ApiError> {
        let done = letter::Entity::update_many()
            .col_expr(letter::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .filter(letter::Column::NextTryAt.is_not_null())
            .filter(letter::Column::CreatedAt.lt(too_old))
            .exec(&*tx)
            .await?;
        Ok(done.rows_affected)
    };
    let letters = state.db.writing(work).await?;
    tracing::error!(letters, "letters are given up: nobody took them for three days");
    Ok(())
}

/// Takes a try for this server; `false` when another one has it.
async fn claim(
    state: &AppState,
    letter: &letter::Model,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let distance = Ord::min(FIRST << letter.tries.clamp(0, 8), LONGEST);
    let work = async |tx: Tx| -> Result<bool, ApiError> {
        let claimed = letter::Entity::update_many()
            .col_expr(letter::Column::NextTryAt, Expr::value(now.plus(distance).0))
            .col_expr(letter::Column::Tries, Expr::value(letter.tries + 1))
            .filter(letter::Column::Id.eq(&letter.id))
            .filter(letter::Column::Tries.eq(letter.tries))
            .filter(letter::Column::NextTryAt.is_not_null())
            .exec(&*tx)
            .await?;
        Ok(claimed.rows_affected == 1)
    };
    state.db.writing(work).await
}

async fn send(state: &AppState, letter: &letter::Model, now: UnixMillis) -> Result<bool, ApiError> {
    let words = match words::of(state, letter).await? {
        Reach::At(words) => words,
        Reach::Later => return Ok(false),
        Reach::Nobody => {
            done(state, letter, None).await?;
            return Ok(false);
        }
    };
    if !has_room(state, letter, &words.to, now).await? {
        tracing::info!(order = letter.order_id, "a letter is put off: there were too many");
        return Ok(false);
    }
    match carry(state, letter, &words).await {
        Ok(()) => {
            done(state, letter, Some(now.0)).await?;
            tracing::info!(order = letter.order_id, kind = letter.kind, "a letter is sent");
            Ok(true)
        }
        Err(error) => {
            let tries = letter.tries + 1;
            tracing::warn!(order = letter.order_id, tries, error, "not sent yet");
            Ok(false)
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

/// Notes to whom a letter is about to go, if they have not had too many, nor the hour too many messages.
async fn has_room(
    state: &AppState,
    letter: &letter::Model,
    to: &To,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let (carrier, address, most) = match to {
        To::Email(address) => (ContactKind::Email, address.to_lowercase(), MAILS_A_DAY),
        To::Phone(number) => (ContactKind::Phone, number.clone(), SHORT_A_DAY),
    };
    let receiver = random::digest(address);
    let gateway = state.carriers.gateway.as_ref().filter(|_| carrier == ContactKind::Phone);
    let work = async |tx: Tx| -> Result<Option<bool>, ApiError> {
        let had = letter::Entity::find()
            .filter(letter::Column::Receiver.eq(&receiver))
            .filter(letter::Column::TriedAt.gt(now.plus(-DAY).0))
            .filter(letter::Column::Id.ne(&letter.id))
            .count(&*tx)
            .await?;
        if had >= most {
            return Ok(Some(false));
        }
        if let Some(gateway) = gateway
            && pumping::within_the_hour(&tx, now).await? >= gateway.per_hour()
        {
            return Ok(None);
        }
        letter::Entity::update_many()
            .col_expr(letter::Column::Carrier, Expr::value(carrier.as_str()))
            .col_expr(letter::Column::Receiver, Expr::value(receiver.as_str()))
            .col_expr(letter::Column::TriedAt, Expr::value(now.0))
            .filter(letter::Column::Id.eq(&letter.id))
            .exec(&*tx)
            .await?;
        Ok(Some(true))
    };
    let room = state.db.writing(work).await?;
    if let (None, Some(gateway)) = (room, gateway) {
        gateway.used_up(now);
    }
    Ok(room.unwrap_or(false))
}

/// Tries a letter no more: it was sent, or nobody is to be told.
async fn done(
    state: &AppState,
    letter: &letter::Model,
    sent_at: Option<i64>,
) -> Result<(), ApiError> {
    let work = async |tx: Tx| -> Result<(), ApiError> {
        letter::Entity::update_many()
            .col_expr(letter::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .col_expr(letter::Column::SentAt, Expr::value(Value::BigInt(sent_at)))
            .filter(letter::Column::Id.eq(&letter.id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}
