//! Rooms as the merchant makes them.

mod change;
mod draft;

use picklive_contract::{UnixMillis, live::RoomState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{comment, room},
    },
};

pub use change::{Change, change};
pub use draft::{Allowed, Draft, create};

/// The states of a room that is on: it sells, and is talked in.
pub const ON: [RoomState; 2] = [RoomState::Live, RoomState::Paused];

/// Whether a room is on.
pub fn is_on(state: &RoomState) -> bool {
    ON.contains(state)
}

/// Where a room that is over stands: its recording can be seen, or nothing.
pub fn over(room: &room::Model) -> RoomState {
    let recorded = room.started_at.is_some() && room.recordings != "[]";
    if recorded { RoomState::Replay } else { RoomState::Ended }
}

/// When a room begins, or began: as planned until it was first on the air.
pub fn begin(room: &room::Model) -> UnixMillis {
    UnixMillis(room.started_at.unwrap_or(room.starts_at))
}

/// The room with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn find<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Option<room::Model>, ApiError> {
    Ok(room::Entity::find_by_id(id).one(conn).await?)
}

/// The room with this id, as it is until the transaction ends.
///
/// # Errors
/// 404 when there is none.
pub async fn held(tx: &Tx, id: &str) -> Result<room::Model, ApiError> {
    // Not the whole row: orders that name it need not wait.
    let found = room::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**tx).await?;
    found.ok_or_else(ApiError::not_found)
}

/// All rooms, newest begin first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(state: &AppState) -> Result<Vec<room::Model>, ApiError> {
    let found = room::Entity::find().order_by_desc(room::Column::StartsAt);
    Ok(found.order_by_asc(room::Column::Id).all(&state.db.read).await?)
}

/// The latest comments of a room, newest last, those that were taken away among them.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_comments(
    state: &AppState,
    id: &str,
    most: u64,
) -> Result<Vec<comment::Model>, ApiError> {
    let mut found = comment::Entity::find()
        .filter(comment::Column::RoomId.eq(id))
        .order_by_desc(comment::Column::Seq)
        .order_by_desc(comment::Column::Place)
        .limit(most)
        .all(&state.db.read)
        .await?;
    found.reverse();
    Ok(found)
}

/// Now, but no earlier than what was written before: clocks of two servers differ.
pub fn not_before(now: UnixMillis, earlier: Option<i64>) -> i64 {
    earlier.map_or(now.0, |earlier| earlier.max(now.0))
}
