//! How often units came back to the shelf: what a buyer who finds nothing left looks at.
//!
//! Prices are read before it is looked whether holds are over. Units that come back between the two would
//! be missed, and the buyer told of a shelf that is empty no more. A number read before the prices and
//! compared after them tells.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{Mutex, MutexGuard};

/// The count of releases of this process, and the turn of whoever releases now; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Released(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    times: AtomicU64,
    turn: Mutex<()>,
}

impl Released {
    /// How often units came back until now.
    pub fn times(&self) -> u64 {
        self.0.times.load(Ordering::Acquire)
    }

    /// Units came back, and that is committed.
    pub fn again(&self) {
        self.0.times.fetch_add(1, Ordering::Release);
    }

    /// Waits until nobody else releases: a crowd that finds the same lapsed holds would otherwise move
    /// them each for itself, or pass by what another one has in hand.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.0.turn.lock().await
    }
}
