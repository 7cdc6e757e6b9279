//! Events of rooms: numbered rows, in the transaction of what they tell.

use std::collections::BTreeSet;

use picklive_contract::{
    RoomId, UnixMillis,
    events::{Event, EventKind, room_topic},
    live::RoomNow,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{ApiError, AppState, db::Tx, db::entities::topic, events};

/// The topic of a room.
pub fn topic(room: &str) -> String {
    room_topic(&RoomId(room.into()))
}

/// An event of a room, without its number.
pub fn event(room: &str, kind: EventKind, now: UnixMillis, told: RoomNow) -> Event {
    Event { room: Some(Box::new(told)), ..Event::new(&topic(room), 0, now, kind) }
}

/// Writes events down; the number of the last, or of the latest before when there are none.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(tx: &Tx, room: &str, told: Vec<Event>, now: UnixMillis) -> Result<i64, ApiError> {
    if told.is_empty() {
        return Ok(place(&**tx, &topic(room)).await?.1);
    }
    events::append(&**tx, &topic(room), told, now).await
}

/// Has each of these rooms told of what has changed in it, in a transaction of its own; `work` says whether it told
/// anything, and `what` is for the log. One room that cannot be told does not keep the others.
///
/// # Errors
/// The last of those that rooms came to.
pub async fn changed<F>(
    state: &AppState,
    rooms: impl Iterator<Item = String>,
    what: &str,
    work: impl Fn(Tx, String) -> F,
) -> Result<(), ApiError>
where
    F: Future<Output = Result<bool, ApiError>>,
{
    let mut all = Ok(());
    for room in rooms.collect::<BTreeSet<_>>() {
        match state.db.writing(|tx| work(tx, room.clone())).await {
            Ok(true) => state.events.wake(&topic(&room)),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, room, what, "changes of a room could not be told");
                all = Err(error);
            }
        }
    }
    all
}

/// Where a topic stands: its epoch and the number of its latest event.
///
/// # Errors
/// When the database does not answer.
pub async fn place<C: ConnectionTrait>(conn: &C, topic: &str) -> Result<(String, i64), ApiError> {
    let found = topic::Entity::find_by_id(topic).one(conn).await?;
    Ok(found.map(|topic| (topic.epoch, topic.seq)).unwrap_or_default())
}
