//! Rooms that nobody ends: they would sell at their prices for ever.

use picklive_contract::{UnixMillis, time::HOUR};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{act, tell};
use crate::{
    ApiError, AppState,
    db::entities::{room, room_viewer},
};

/// For how long a host does nothing before a room that nobody watches is ended, in milliseconds.
pub const SILENT: i64 = 12 * HOUR;
/// For how long nobody was seen in a room that nobody watches.
const UNWATCHED: i64 = HOUR;
/// For how long a host does nothing before a room is ended whoever watches: a page that was left open is no audience.
pub const FORSAKEN: i64 = 48 * HOUR;

/// Ends those of these rooms, which are on, that nobody looks after any more. A demonstration's go on.
///
/// # Errors
/// When the database does not answer.
pub async fn end(state: &AppState, on: &[room::Model]) -> Result<(), ApiError> {
    let (now, mut all) = (state.clock.now(), Ok(()));
    for room in on.iter().filter(|room| is_silent(room, now)) {
        // One that cannot be ended does not keep the others.
        if let Err(error) = end_one(state, room, now).await {
            tracing::error!(%error, room = room.id, "a room that was left could not be ended");
            all = Err(error);
        }
    }
    all
}

async fn end_one(state: &AppState, room: &room::Model, now: UnixMillis) -> Result<(), ApiError> {
    if idle(room, now) < FORSAKEN {
        let seen = room_viewer::Entity::find()
            .filter(room_viewer::Column::RoomId.eq(&room.id))
            .filter(room_viewer::Column::SeenAt.gt(now.plus(-UNWATCHED).0));
        if seen.count(&state.db.read).await? > 0 {
            return Ok(());
        }
    }
    // Its host may have come back a moment ago.
    if act::end_if(state, &room.id, |room| is_silent(room, now), now).await? {
        tracing::info!(room = room.id, "a room that its host had left was ended");
        state.live.briefs.forget(&room.id);
        state.events.wake(&tell::topic(&room.id));
    }
    Ok(())
}

fn is_silent(room: &room::Model, now: UnixMillis) -> bool {
    !room.demo && idle(room, now) >= SILENT
}

/// For how long its host has done nothing, in milliseconds.
fn idle(room: &room::Model, now: UnixMillis) -> i64 {
    let begun = room.started_at.unwrap_or(room.starts_at);
    now.since(UnixMillis(room.acted_at.unwrap_or(begun).max(begun)))
}
