//! Events are rows first, written in the transaction of what they tell.

use picklive_contract::{
    UnixMillis,
    events::{Event, ROOM, SHOP},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    ApiError,
    db::entities::{event, topic},
    random,
};

/// Longest id of a room that has a topic.
const ID_MAX: usize = 64;

/// Whether a topic can be called so: what cursors and questions are made of stands in no name.
pub fn can_be_topic(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let room = |id: &str| (1..=ID_MAX).contains(&id.len()) && id.bytes().all(plain);
    text == SHOP || text.strip_prefix(ROOM).is_some_and(room)
}

/// Makes the topic, with no event yet, if there is none.
///
/// # Errors
/// When the database does not answer, or no topic can be called so: an id of a room has up to 64 letters, digits,
/// hyphens and underscores.
pub async fn open<C: ConnectionTrait>(
    tx: &C,
    topic: &str,
    now: UnixMillis,
) -> Result<(), ApiError> {
    if !can_be_topic(topic) {
        return Err(ApiError::internal(format!("no topic can be called {topic:?}")));
    }
    let row = topic::ActiveModel {
        topic: Set(topic.into()),
        seq: Set(0),
        told_until: Set(now.0),
        epoch: Set(random::epoch()),
    };
    let known = OnConflict::column(topic::Column::Topic).do_nothing().to_owned();
    topic::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    Ok(())
}

/// Numbers the events, one after the other behind the topic's latest, and writes them; returns the last number.
/// The topic's row is locked until the transaction ends, so that numbers are given in the order of commits: to be
/// called late in it. Afterwards, once it is committed, [`wake`](super::Hub::wake).
///
/// # Errors
/// When the database does not answer, or there is no such topic.
pub async fn append<C: ConnectionTrait>(
    tx: &C,
    topic: &str,
    events: Vec<Event>,
    now: UnixMillis,
) -> Result<i64, ApiError> {
    let count = i64::try_from(events.len()).map_err(ApiError::internal)?;
    topic::Entity::update_many()
        .col_expr(topic::Column::Seq, Expr::col(topic::Column::Seq).add(count))
        .filter(topic::Column::Topic.eq(topic))
        .exec(tx)
        .await?;
    // Nobody else changes it before this transaction ends.
    let Some(row) = topic::Entity::find_by_id(topic).one(tx).await? else {
        return Err(ApiError::internal(format!("there is no topic {topic:?}")));
    };
    write(tx, topic, row.seq - count, events, now).await?;
    Ok(row.seq)
}

/// Writes events that come after the one with the number `last`.
///
/// # Errors
/// When the database does not answer.
pub async fn write<C: ConnectionTrait>(
    tx: &C,
    topic: &str,
    last: i64,
    events: Vec<Event>,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let mut rows = Vec::new();
    for (seq, event) in (last + 1..).zip(events) {
        let event = Event { topic: topic.into(), seq, ..event };
        rows.push(event::ActiveModel {
            topic: Set(topic.into()),
            seq: Set(seq),
            at: Set(now.0),
            body: Set(serde_json::to_string(&event)?),
        });
    }
    if !rows.is_empty() {
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_s_name_cannot_be_mistaken_in_a_cursor() {
        assert!(can_be_topic("shop") && can_be_topic("room:morning-tea_2"));
        let long = format!("room:{}", "x".repeat(65));
        for bad in ["", "room:", "room:a.b", "room:a@b", "room:a,b", "room:a\n", "shops", &long] {
            assert!(!can_be_topic(bad), "{bad:?}");
        }
    }
}
