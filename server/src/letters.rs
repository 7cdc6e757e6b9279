//! Letters to buyers: what a course or a voucher gives, once it is paid.
//!
//! A letter is a row, written in the transaction that makes the order paid, so a crash loses none and a
//! repeat writes none twice. Sending is tried until the mail server takes it, at growing distance, for three
//! days. Each try is claimed before it is made: two servers on one database do not send the same letter. A
//! server that dies between sending and noting it sends a second copy with the same message id.

mod words;

use std::time::Duration;

use picklive_contract::{
    UnixMillis,
    product::ProductKind,
    quotes::QuoteLine,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
    sea_query::{Expr, OnConflict, Value},
};

use crate::{
    ApiError, AppState,
    account::mail::Mailer,
    db::{
        Tx,
        entities::{letter, order_line},
    },
    random,
};

/// What is given for what was paid: access to courses, codes of vouchers.
const GIVEN: &str = "given";
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

/// Writes down that the buyer of an order is to be told what was given; nothing when nothing in it needs
/// telling, and nothing a second time.
pub async fn announce(
    tx: &DatabaseTransaction,
    order: &str,
    lines: &[order_line::Model],
    now: UnixMillis,
) -> Result<(), ApiError> {
    let mut tells = false;
    for line in lines {
        let bought: QuoteLine = serde_json::from_str(&line.bought)?;
        tells |= matches!(bought.kind, ProductKind::Course | ProductKind::Voucher);
    }
    if !tells {
        return Ok(());
    }
    let row = letter::ActiveModel {
        id: Set(random::id()),
        kind: Set(GIVEN.into()),
        order_id: Set(order.into()),
        created_at: Set(now.0),
        next_try_at: Set(Some(now.0)),
        tries: Set(0),
        sent_at: Set(None),
    };
    let mut once = OnConflict::columns([letter::Column::OrderId, letter::Column::Kind]);
    let insert = letter::Entity::insert(row).on_conflict(once.do_nothing().to_owned());
    match insert.exec_without_returning(tx).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Sends letters, for ever; without a mail server they wait.
pub async fn run(state: AppState) {
    if state.mailer.is_none() {
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

/// Sends the letters that are due. Returns how many the mail server took.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(state: &AppState) -> Result<u64, ApiError> {
    let Some(mailer) = &state.mailer else { return Ok(0) };
    let now = state.clock.now();
    let due = letter::Entity::find()
        .filter(letter::Column::NextTryAt.lte(now.0))
        .order_by_asc(letter::Column::NextTryAt)
        .limit(ROUND)
        .all(&state.db.read)
        .await?;
    let mut sent = 0;
    for letter in due {
        let late = letter.created_at < now.plus(-GIVEN_UP).0;
        if late {
            tracing::error!(order = letter.order_id, "a letter is given up");
            done(state, &letter, None).await?;
        } else if claim(state, &letter, now).await? {
            sent += u64::from(send(state, mailer, &letter, now).await?);
        }
    }
    Ok(sent)
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

async fn send(
    state: &AppState,
    mailer: &Mailer,
    letter: &letter::Model,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let Some(words) = words::of(state, &letter.order_id).await? else {
        // Refunded meanwhile, or there is no address to write to.
        done(state, letter, None).await?;
        return Ok(false);
    };
    match mailer.send(&words.to, &letter.id, &words.subject, words.text).await {
        Ok(()) => {
            done(state, letter, Some(now.0)).await?;
            tracing::info!(order = letter.order_id, "a letter is sent");
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(
                order = letter.order_id,
                tries = letter.tries + 1,
                error,
                "not sent yet"
            );
            Ok(false)
        }
    }
}

/// Tries a letter no more: it was sent, or it is given up.
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
