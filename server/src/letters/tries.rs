//! Tries of letters, as rows: each is claimed before it is made, so that two servers on one database do not send
//! the same letter, and counted, so that nobody gets too many.

use picklive_contract::{
    UnixMillis,
    account::ContactKind,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, Query, Value},
};

use super::words::To;
use crate::{
    ApiError, AppState,
    account::{pumping, sms::Gateway},
    db::{Tx, entities::letter, one_at_a_time},
    random,
};

/// Distance to the second try, in milliseconds; it doubles.
const FIRST: i64 = MINUTE;
/// The longest distance.
const LONGEST: i64 = 4 * HOUR;
/// After so long a letter is given up.
const GIVEN_UP: i64 = 3 * DAY;
/// Mails to one address within a day; who orders for nothing in a stranger's name annoys them no further. Letters
/// about rooms have half of it, and of the short messages, at most.
const MAILS_A_DAY: u64 = 40;
/// Short messages to one number within a day.
const SHORT_A_DAY: u64 = 10;

/// Gives up what is too old: a shop that begins to send mail does not tell the news of last year.
pub async fn give_up_old(state: &AppState, now: UnixMillis) -> Result<(), ApiError> {
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

/// For letters that are due: those of whose order no earlier one waits for its next try, or a buyer would read
/// that the parcel is on its way before that the order is paid. Of the same moment, the earlier one is what was
/// tried. An earlier one that is given up waits no more.
pub fn in_turn(now: UnixMillis) -> Expr {
    use letter::Column::{CreatedAt, NextTryAt, OrderId, Tries};
    let earlier = |column: letter::Column| Expr::col(("earlier", column));
    let own = |column: letter::Column| Expr::col((letter::Entity, column));
    let tried = Condition::all()
        .add(earlier(CreatedAt).eq(own(CreatedAt)))
        .add(earlier(Tries).gt(own(Tries)));
    let waits = Query::select()
        .column(("earlier", OrderId))
        .from_as(letter::Entity, "earlier")
        .and_where(earlier(OrderId).eq(own(OrderId)))
        .and_where(earlier(NextTryAt).gt(now.0))
        .cond_where(Condition::any().add(earlier(CreatedAt).lt(own(CreatedAt))).add(tried))
        .take();
    Expr::not_exists(waits)
}

/// What became of asking for a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is this server's.
    Taken,
    /// It is, but its receiver has had too many, or those that are told of rooms have.
    Full,
    /// It is, but the short messages of this hour are used up.
    HourFull,
    /// Another server has it.
    Gone,
}

/// Takes a try for this server, and notes to whom the letter is about to go, unless they have had too many, or the hour
/// too many messages: one write. A try counts also when nobody can be told now, or none has room.
pub async fn claim(
    state: &AppState,
    letter: &letter::Model,
    to: Option<&To>,
    now: UnixMillis,
) -> Result<Turn, ApiError> {
    let distance = Ord::min(FIRST << letter.tries.clamp(0, 8), LONGEST);
    let gateway = state.carriers.gateway.as_ref();
    let work = async |tx: Tx| -> Result<Turn, ApiError> {
        let claimed = letter::Entity::update_many()
            .col_expr(letter::Column::NextTryAt, Expr::value(now.plus(distance).0))
            .col_expr(letter::Column::Tries, Expr::value(letter.tries + 1))
            .filter(letter::Column::Id.eq(&letter.id))
            .filter(letter::Column::Tries.eq(letter.tries))
            .filter(letter::Column::NextTryAt.is_not_null())
            .exec(&*tx)
            .await?;
        match to {
            _ if claimed.rows_affected != 1 => Ok(Turn::Gone),
            Some(to) => room_for(&tx, gateway, letter, to, now).await,
            None => Ok(Turn::Taken),
        }
    };
    let turn = state.db.writing(work).await?;
    if let (Turn::HourFull, Some(gateway)) = (turn, gateway) {
        gateway.used_up(now);
    }
    Ok(turn)
}

/// Notes to whom a letter is about to go, if there is room for it.
async fn room_for(
    tx: &Tx,
    gateway: Option<&Gateway>,
    letter: &letter::Model,
    to: &To,
    now: UnixMillis,
) -> Result<Turn, ApiError> {
    let (carrier, address, most) = match to {
        To::Email(address) => (ContactKind::Email, address.to_lowercase(), MAILS_A_DAY),
        To::Phone(number) => (ContactKind::Phone, number.clone(), SHORT_A_DAY),
    };
    let receiver = random::digest(address);
    // Counted before it is written, and several letters are under way at once.
    one_at_a_time(tx, &receiver).await?;
    let had = letter::Entity::find()
        .filter(letter::Column::Receiver.eq(&receiver))
        .filter(letter::Column::TriedAt.gt(now.plus(-DAY).0))
        .filter(letter::Column::Id.ne(&letter.id))
        .count(&**tx)
        .await?;
    // A crowd that is told of rooms keeps nobody from signing in, nor an order from being told of.
    let of_room = letter.room_id.is_some();
    if had >= if of_room { most / 2 } else { most } {
        return Ok(Turn::Full);
    }
    if let Some(gateway) = gateway.filter(|_| carrier == ContactKind::Phone) {
        let (most, sent) = (gateway.per_hour(), pumping::within_the_hour(tx, now).await?);
        if of_room && sent >= most / 2 {
            return Ok(Turn::Full);
        }
        if sent >= most {
            return Ok(Turn::HourFull);
        }
    }
    letter::Entity::update_many()
        .col_expr(letter::Column::Carrier, Expr::value(carrier.as_str()))
        .col_expr(letter::Column::Receiver, Expr::value(receiver.as_str()))
        .col_expr(letter::Column::TriedAt, Expr::value(now.0))
        .filter(letter::Column::Id.eq(&letter.id))
        .exec(&**tx)
        .await?;
    Ok(Turn::Taken)
}

/// Tries a letter no more: it was sent, or nobody is to be told.
pub async fn done(
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
