//! One snapshot for all who ask within half a second: when a room begins, thousands do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use picklive_contract::{RoomId, live::SEQ};

use super::{
    snapshot::{self, Shot},
    tell,
};
use crate::{ApiError, AppState};

/// How long a snapshot is good for: its cursor says of when it is, so nothing is missed.
const FRESH: Duration = Duration::from_millis(500);

type Slot = Arc<tokio::sync::Mutex<Option<(Instant, Arc<Shot>)>>>;

/// The snapshots that were taken lately.
#[derive(Clone, Debug, Default)]
pub struct Shots(Arc<Mutex<HashMap<String, Slot>>>);

impl Shots {
    fn slot(&self, room: &str) -> Slot {
        Arc::clone(self.all().entry(room.into()).or_default())
    }

    /// Has a room read anew: it was changed.
    pub fn forget(&self, room: &str) {
        self.all().remove(room);
    }

    /// Forgets rooms that nobody asks for, and those that are none.
    fn prune(&self) {
        self.all().retain(|_, slot| {
            Arc::strong_count(slot) > 1
                || slot
                    .try_lock()
                    .map_or(true, |slot| slot.as_ref().is_some_and(|(at, _)| at.elapsed() < FRESH))
        });
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A room as it is, or was half a second ago; `None` when there is none.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn room(state: &AppState, id: &RoomId) -> Result<Option<Arc<Shot>>, ApiError> {
    no_older(state, id, 0).await
}

/// The same, but no older than the event with this number: another process may have told of it what this one has not
/// seen yet. A number that nobody was told costs a look at the topic's row, and no room is read anew for it.
///
/// # Errors
/// 422 when no event has this number yet; when the database does not answer or a row cannot be read.
pub async fn no_older(
    state: &AppState,
    id: &RoomId,
    seq: i64,
) -> Result<Option<Arc<Shot>>, ApiError> {
    let slot = state.live.shots.slot(id.as_str());
    let mut held = slot.lock().await;
    if let Some((_, shot)) = held.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
        if shot.seq >= seq {
            return Ok(Some(Arc::clone(shot)));
        }
        if tell::place(&state.db.read, &tell::topic(id.as_str())).await?.1 < seq {
            return Err(untold());
        }
    }
    let began = Instant::now();
    let shot = snapshot::take(state, id).await?.map(Arc::new);
    *held = shot.as_ref().map(|shot| (began, Arc::clone(shot)));
    drop(held);
    drop(slot);
    state.live.shots.prune();
    // It is of now.
    if shot.as_ref().is_some_and(|shot| shot.seq < seq) {
        return Err(untold());
    }
    Ok(shot)
}

/// 422: nobody can have been told an event with that number.
fn untold() -> ApiError {
    ApiError::invalid([(SEQ, "unknown")])
}
