//! What has to be known of a room with everything that is done in it, read at most twice a second.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use picklive_contract::live::RoomState;

use super::{rooms, shelf};
use crate::{ApiError, AppState};

/// How long it is believed.
const FRESH: Duration = Duration::from_millis(500);

/// A room in brief.
#[derive(Clone, Debug)]
pub struct Brief {
    /// Where it stands.
    pub state: RoomState,
    /// The verified contact who runs it.
    pub host: Option<String>,
    /// Likes that are written down.
    pub likes: i64,
    /// What is sold.
    pub shelf: Arc<[String]>,
}

/// Those that were read.
#[derive(Clone, Debug, Default)]
pub struct Briefs(Arc<Mutex<HashMap<String, (Instant, Brief)>>>);

impl Briefs {
    /// It has changed, and this process knows.
    pub fn forget(&self, room: &str) {
        self.held().remove(room);
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, (Instant, Brief)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A room in brief.
///
/// # Errors
/// 404 when there is none.
pub async fn of(state: &AppState, room: &str) -> Result<Brief, ApiError> {
    let briefs = &state.live.briefs;
    if let Some((_, brief)) = briefs.held().get(room).filter(|(at, _)| at.elapsed() < FRESH) {
        return Ok(brief.clone());
    }
    let began = Instant::now();
    let found = rooms::find(&state.db.read, room).await?.ok_or_else(ApiError::not_found)?;
    let shelf = shelf::read(&state.db.read, room).await?.into();
    let is = RoomState::from(found.state.as_str());
    let brief = Brief { state: is, host: found.host_person, likes: found.likes, shelf };
    let mut held = briefs.held();
    held.retain(|_, (at, _)| at.elapsed() < FRESH);
    held.insert(room.into(), (began, brief.clone()));
    Ok(brief)
}
