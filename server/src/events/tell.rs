//! Notes become events: numbered under the lock of their topic's row, so that commit order is number order.

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind, SHOP},
    time::MINUTE,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{KEPT, append, edges, shop::News};
use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{change, topic},
    },
};

/// Notes taken in one round; more are taken in the next, at once.
const ROUND: u64 = 400;
/// How often it is noted, at least, up to where all is told: a quiet hour is not one in which nobody told.
const MOVES_ON: i64 = 5 * MINUTE;

/// Tells what has changed since the last round; whether there may be more. Of several servers on one
/// database one tells each change: who finds notes taken, or the topic gone on, leaves it to the next
/// round.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn once(state: &AppState) -> Result<bool, ApiError> {
    let (conn, now) = (&state.db.read, state.clock.now());
    // Read before the notes: whoever tells them from here on moves the topic on, and is noticed.
    let Some(topic) = topic::Entity::find_by_id(SHOP).one(conn).await? else {
        return Err(ApiError::internal("the shop has no topic"));
    };
    let notes =
        change::Entity::find().order_by_asc(change::Column::Id).limit(ROUND).all(conn).await?;
    let until = UnixMillis(topic.told_until);
    let edges = edges::between(conn, until, now).await?;
    // Read after the notes, so what is told is at least as new as they are.
    let mut events = News::of(&notes, edges).events(conn, now).await?;
    // Nobody told for so long that what happened by the clock is not known any more.
    if until.0 > 0 && now.since(until) > KEPT {
        events.insert(0, Event::new(SHOP, 0, now, EventKind::Resync));
    }
    if notes.is_empty() && events.is_empty() && now.since(until) < MOVES_ON {
        return Ok(false);
    }
    let ids: Vec<_> = notes.iter().map(|note| note.id).collect();
    let (topic, ids, events) = (&topic, &ids, &events);
    let told = state.db.writing(|tx| async move { write(tx, topic, ids, events, now).await });
    Ok(told.await? && u64::try_from(notes.len()) == Ok(ROUND))
}

/// Writes the events down and takes the notes away; `false`, and nothing changed, when another server did.
async fn write(
    tx: Tx,
    topic: &topic::Model,
    notes: &[i64],
    events: &[Event],
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let count = i64::try_from(events.len()).map_err(ApiError::internal)?;
    let mine = topic::Entity::update_many()
        .col_expr(topic::Column::Seq, Expr::col(topic::Column::Seq).add(count))
        .col_expr(topic::Column::ToldUntil, Expr::value(Ord::max(topic.told_until, now.0)))
        .filter(topic::Column::Topic.eq(&topic.topic))
        .filter(topic::Column::Seq.eq(topic.seq))
        .filter(topic::Column::ToldUntil.eq(topic.told_until))
        .exec(&*tx)
        .await?;
    if mine.rows_affected != 1 {
        return Ok(false);
    }
    change::Entity::delete_many()
        .filter(change::Column::Id.is_in(notes.iter().copied()))
        .exec(&*tx)
        .await?;
    append::write(&*tx, &topic.topic, topic.seq, events.to_vec(), now).await?;
    Ok(true)
}
