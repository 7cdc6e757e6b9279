//! How often units came back to the shelf: what a buyer who finds nothing left looks at.
//!
//! Prices are read before it is looked whether holds are over. Units that come back between the two would
//! be missed, and the buyer told of a shelf that is empty no more. A number read before the prices and
//! compared after them tells.
//!
//! A hold that could not be released is kept in mind, too: every buyer who finds nothing left would find
//! it, try it in vain and look again. It is left to the sweep.

use std::{
    collections::HashSet,
    sync::{
        Arc, MutexGuard as Locked, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::{Mutex, MutexGuard};

/// The count of releases of this process, the turn of whoever releases now, and the holds that could not
/// be released; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Released(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    times: AtomicU64,
    turn: Mutex<()>,
    stuck: std::sync::Mutex<HashSet<String>>,
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

    /// The hold of this order could not be released. Whether that is news.
    pub fn failed(&self, order: &str) -> bool {
        self.stuck().insert(order.into())
    }

    /// How many holds could not be released.
    pub fn stuck_count(&self) -> usize {
        self.stuck().len()
    }

    /// Parts orders into those that may be released and those whose holds could not be.
    pub fn parted(&self, orders: Vec<String>) -> (Vec<String>, Vec<String>) {
        let stuck = self.stuck();
        orders.into_iter().partition(|order| !stuck.contains(order))
    }

    /// Forgets all that are not among `stuck`: they were released, paid or called off meanwhile.
    pub fn only(&self, stuck: &[String]) {
        let stuck: HashSet<&String> = stuck.iter().collect();
        self.stuck().retain(|order| stuck.contains(order));
    }

    fn stuck(&self) -> Locked<'_, HashSet<String>> {
        self.0.stuck.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
