//! Requests whose pictures were refused, counted by order: looking into pictures costs the server more than sending
//! them costs a caller. One is counted before it is looked at, and those of an order are looked at one request at
//! a time, so sending many at once passes no limit. Only this process counts, and forgets it when it ends:
//! neither money nor goods hang on it.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{
    UnixMillis,
    time::{HOUR, SECOND},
};

use crate::ApiError;

/// Refused requests of one order within an hour.
const MOST: u32 = 20;
/// Orders that are remembered before those of past hours are forgotten.
const REMEMBERED: usize = 10_000;

/// What is remembered of an order.
#[derive(Clone, Copy, Debug)]
struct Kept {
    /// Since when requests are counted.
    since: UnixMillis,
    /// How many were refused, or are looked at.
    count: u32,
    /// Whether one is looked at now.
    busy: bool,
}

static KEPT: LazyLock<Mutex<HashMap<String, Kept>>> = LazyLock::new(Mutex::default);

fn kept() -> MutexGuard<'static, HashMap<String, Kept>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The turn of one request of an order. It counts as refused, also when its caller goes away, unless it was
/// [`good`](Self::good).
#[derive(Debug)]
pub struct Turn(String);

impl Turn {
    /// The pictures can be used: the request does not count.
    pub fn good(self) {
        let mut kept = kept();
        if let Some(held) = kept.get_mut(&self.0) {
            held.count = held.count.saturating_sub(1);
        }
        // The end of the turn looks there, too.
        drop(kept);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut kept = kept();
        let Some(held) = kept.get_mut(&self.0) else { return };
        held.busy = false;
        if held.count == 0 {
            kept.remove(&self.0);
        }
    }
}

/// Takes the turn of an order, whose pictures may be looked at until it is dropped.
///
/// # Errors
/// 429 while another request has it, and after too many that were refused.
pub fn turn(order: &str, now: UnixMillis) -> Result<Turn, ApiError> {
    let mut kept = kept();
    if kept.len() >= REMEMBERED {
        kept.retain(|_, held| held.busy || held.since.plus(HOUR) > now);
    }
    let fresh = Kept { since: now, count: 0, busy: false };
    let held = kept.entry(order.to_owned()).or_insert(fresh);
    if held.busy {
        return Err(ApiError::too_many(now, now.plus(SECOND)));
    }
    if held.since.plus(HOUR) <= now {
        *held = fresh;
    }
    if held.count >= MOST {
        return Err(ApiError::too_many(now, held.since.plus(HOUR)));
    }
    held.count += 1;
    held.busy = true;
    Ok(Turn(order.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_so_many_tries_an_hour() {
        let (order, now) = (crate::random::id(), UnixMillis(10 * HOUR));
        for _ in 0..MOST {
            // What is good does not count.
            turn(&order, now).unwrap().good();
            drop(turn(&order, now).unwrap());
        }
        assert!(turn(&order, now.plus(HOUR - 1)).is_err());
        assert!(turn(&crate::random::id(), now).is_ok());
        drop(turn(&order, now.plus(HOUR)).unwrap());
        assert!(turn(&order, now.plus(HOUR)).is_ok());
    }

    #[test]
    fn an_order_s_requests_are_looked_at_one_at_a_time() {
        let (order, now) = (crate::random::id(), UnixMillis(10 * HOUR));
        let first = turn(&order, now).unwrap();
        assert!(turn(&order, now).is_err());
        let other = turn(&crate::random::id(), now).unwrap();
        first.good();
        turn(&order, now).unwrap().good();
        other.good();
        assert!(!kept().contains_key(&order), "nothing of it is remembered");
    }
}
