//! How often one may write, enter, and follow. In memory: a process that begins anew lets everybody write once more.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use picklive_contract::{
    UnixMillis,
    time::{MINUTE, SECOND},
};

use crate::ApiError;

/// Comments of one viewer, and of one person, in a room: so many in a time of so many milliseconds.
const OWN: [(usize, i64); 2] = [(5, 10 * SECOND), (60, 10 * MINUTE)];
/// Comments from one address, in all rooms: wide, because phones share addresses.
const ADDRESS: [(usize, i64); 1] = [(4_000, 10 * SECOND)];
/// Guests' tickets that one address gets, in all rooms: as wide, for a thousand people who enter twice or thrice.
const TICKETS: [(usize, i64); 1] = [(3_000, 10 * MINUTE)];

/// Times that one person begins or ends to follow, hosts all together.
const FOLLOWS: [(usize, i64); 2] = [(10, 10 * SECOND), (60, 10 * MINUTE)];

/// Most of something in times of so many milliseconds.
type Most = &'static [(usize, i64)];

/// The moments of what was written lately, by who wrote it.
#[derive(Clone, Debug, Default)]
pub struct Limits(Arc<Mutex<Moments>>);

#[derive(Debug, Default)]
struct Moments {
    all: HashMap<String, VecDeque<i64>>,
    pruned_at: i64,
}

impl Limits {
    /// Counts a comment in a room.
    ///
    /// # Errors
    /// 429 for one too many.
    pub fn take(
        &self,
        room: &str,
        who: &[String],
        address: &str,
        now: UnixMillis,
    ) -> Result<(), ApiError> {
        let own = who.iter().map(|who| (format!("{room} {who}"), &OWN[..]));
        let keys = own.chain([(format!("address {address}"), &ADDRESS[..])]).collect();
        self.count(keys, now)
    }

    /// Counts a guest's new ticket.
    ///
    /// # Errors
    /// 429 for one too many.
    pub fn enter(&self, address: &str, now: UnixMillis) -> Result<(), ApiError> {
        self.count(vec![(format!("tickets {address}"), &TICKETS[..])], now)
    }

    /// Counts that a person begins or ends to follow.
    ///
    /// # Errors
    /// 429 for one too many.
    pub fn follow(&self, person: &str, now: UnixMillis) -> Result<(), ApiError> {
        self.count(vec![(format!("follows {person}"), &FOLLOWS[..])], now)
    }

    fn count(&self, keys: Vec<(String, Most)>, now: UnixMillis) -> Result<(), ApiError> {
        let mut moments = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moments.prune(now);
        let waits = keys.iter().filter_map(|(key, most)| moments.rest_until(key, most, now));
        if let Some(retry_at) = waits.max() {
            return Err(ApiError::too_many(now, retry_at));
        }
        for (key, most) in keys {
            let kept = most.iter().map(|(most, _)| *most).max().unwrap_or(0);
            let mine = moments.all.entry(key).or_default();
            mine.push_back(now.0);
            let over = mine.len().saturating_sub(kept);
            mine.drain(..over);
        }
        Ok(())
    }
}

impl Moments {
    /// Until when a key rests; `None` when it may write.
    fn rest_until(&self, key: &str, most: &[(usize, i64)], now: UnixMillis) -> Option<UnixMillis> {
        let mine = self.all.get(key)?;
        let until = |(most, time): &(usize, i64)| {
            let at = mine.len().checked_sub(*most)?;
            Some(UnixMillis(*mine.get(at)?).plus(*time))
        };
        most.iter().filter_map(until).filter(|until| *until > now).max()
    }

    /// Forgets, once a minute, who wrote nothing for long.
    fn prune(&mut self, now: UnixMillis) {
        if (0..MINUTE).contains(&(now.0 - self.pruned_at)) {
            return;
        }
        self.pruned_at = now.0;
        let longest = now.plus(-10 * MINUTE).0;
        self.all.retain(|_, moments| moments.back().is_some_and(|last| *last > longest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_rests_and_keeps_nobody_else_waiting() {
        let limits = Limits::default();
        let now = UnixMillis(1_000 * MINUTE);
        let (mine, other) = (["viewer:a".to_owned()], ["viewer:b".to_owned()]);
        let take = |room, who: &[String], now| limits.take(room, who, "here", now).is_ok();
        assert!((0..5).all(|nth| take("r", &mine, now.plus(nth))));
        assert!(!take("r", &mine, now.plus(9_999)));
        assert!(take("r", &other, now) && take("s", &mine, now));
        assert!(take("r", &mine, now.plus(10 * SECOND)));
        assert!(!take("r", &mine, now.plus(10 * SECOND)), "one rested, four did not");
        assert!(take("r", &mine, now.plus(20 * SECOND)));
    }

    #[test]
    fn a_person_with_many_tickets_is_one() {
        let limits = Limits::default();
        let now = UnixMillis(1_000 * MINUTE);
        let ticket = |nth| [format!("viewer:{nth}"), "person:p".to_owned()];
        let told: Vec<_> =
            (0..7).map(|nth| limits.take("r", &ticket(nth), "here", now).is_ok()).collect();
        assert_eq!(told, [true, true, true, true, true, false, false]);
    }

    #[test]
    fn a_thousand_people_behind_one_address_enter_and_a_flood_does_not() {
        let limits = Limits::default();
        let now = UnixMillis(1_000 * MINUTE);
        assert!((0..3_000).all(|_| limits.enter("here", now).is_ok()));
        assert!(limits.enter("here", now.plus(10 * MINUTE - 1)).is_err());
        assert!(limits.enter("there", now).is_ok());
        assert!(limits.enter("here", now.plus(10 * MINUTE)).is_ok());
    }

    #[test]
    fn an_address_is_a_wide_one_and_nothing_is_kept_for_ever() {
        let limits = Limits::default();
        let now = UnixMillis(1_000 * MINUTE);
        let take = |nth: usize, now| limits.take("r", &[format!("viewer:{nth}")], "here", now);
        assert!((0..4_000).all(|nth| take(nth, now).is_ok()));
        assert!(take(4_000, now).is_err());
        assert!(take(4_000, now.plus(10 * SECOND)).is_ok());
        take(0, now.plus(30 * MINUTE)).unwrap();
        assert_eq!(limits.0.lock().unwrap().all.len(), 2);
    }
}
