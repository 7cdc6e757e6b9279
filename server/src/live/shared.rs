//! One snapshot for all who ask within half a second: when a room begins, thousands do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use picklive_contract::RoomId;

use super::snapshot::{self, Shot};
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
    let slot = state.live.shots.slot(id.as_str());
    let mut held = slot.lock().await;
    if let Some((_, shot)) = held.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
        return Ok(Some(Arc::clone(shot)));
    }
    let began = Instant::now();
    let shot = snapshot::take(state, id).await?.map(Arc::new);
    *held = shot.as_ref().map(|shot| (began, Arc::clone(shot)));
    drop(held);
    drop(slot);
    state.live.shots.prune();
    Ok(shot)
}
