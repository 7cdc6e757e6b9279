//! Events of rooms: numbered rows, in the transaction of what they tell.

use picklive_contract::{
    RoomId, UnixMillis,
    events::{Event, EventKind, room_topic},
    live::RoomNow,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{ApiError, db::Tx, db::entities::topic, events};

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

/// Where a topic stands: its epoch and the number of its latest event.
///
/// # Errors
/// When the database does not answer.
pub async fn place<C: ConnectionTrait>(conn: &C, topic: &str) -> Result<(String, i64), ApiError> {
    let found = topic::Entity::find_by_id(topic).one(conn).await?;
    Ok(found.map(|topic| (topic.epoch, topic.seq)).unwrap_or_default())
}
