//! Tickets of another server whose clock is ahead of this one's. By that clock a guest would have entered in a while,
//! and would wait for it, though it is their own time that passes: so they entered when they were first met here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use picklive_contract::{UnixMillis, time::MINUTE};

use crate::live::tickets::Ticket;

/// For how long it is known who was met, in milliseconds: longer than clocks may differ.
const KNOWN: i64 = 5 * MINUTE;
/// So many are known without looking who can be forgotten.
const MANY: usize = 1_000;

/// When viewers were met whose tickets are of a time that has not come; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Ahead(Arc<Mutex<HashMap<(String, String), UnixMillis>>>);

impl Ahead {
    /// When a viewer entered, by this server's clock.
    pub fn entered(&self, room: &str, ticket: &Ticket, now: UnixMillis) -> UnixMillis {
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (room.to_owned(), ticket.viewer.clone());
        let first = match met.get(&key) {
            Some(first) => *first,
            None if ticket.entered <= now => return ticket.entered,
            None => *met.entry(key).or_insert(now),
        };
        if met.len() > MANY {
            met.retain(|_, at| now.since(*at) < KNOWN);
        }
        first.min(ticket.entered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_from_the_future_entered_when_they_were_met() {
        let (ahead, now) = (Ahead::default(), UnixMillis(1_000 * MINUTE));
        let ticket = |viewer: &str, entered: UnixMillis| Ticket {
            viewer: viewer.into(),
            entered,
            issued: entered,
            text: String::new(),
        };
        let late = ticket("v", now.plus(30_000));
        assert_eq!(ahead.entered("tea", &late, now), now);
        assert_eq!(ahead.entered("tea", &late, now.plus(5_000)), now, "and not anew at each try");
        assert_eq!(ahead.entered("tea", &late, now.plus(60_000)), now);
        let usual = ticket("w", now.plus(-1));
        assert_eq!(ahead.entered("tea", &usual, now), now.plus(-1));
        for nth in 0..2_000 {
            let other = ticket(&nth.to_string(), now.plus(30_000));
            ahead.entered("tea", &other, now.plus(nth * MINUTE / 10));
        }
        assert!(ahead.0.lock().unwrap().len() <= MANY + 1, "they are forgotten");
    }
}
