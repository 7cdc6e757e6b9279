//! Who watches: the tickets that came with lines to rooms, while they are held and for a while after. Whether a
//! ticket is one, and how many people that makes, is for the rooms to say.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use picklive_contract::{RoomId, UnixMillis, time::SECOND};

use crate::clock::Clock;

/// For how long somebody who let a line go is still told, in milliseconds: who polls has none most of the time.
const ALIVE: i64 = 30 * SECOND;
/// Longest ticket that is noted.
const TICKET_MAX: usize = 256;
/// Most that are noted; who comes then is not counted.
const MOST: usize = 80_000;

/// Somebody who watches a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// The room.
    pub room: RoomId,
    /// What they came with; not looked at yet.
    pub ticket: String,
    /// Until when they held a line: now, or up to 30 seconds ago.
    pub seen: UnixMillis,
}

/// All of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Watching(Arc<Mutex<HashMap<(RoomId, String), Held>>>);

#[derive(Debug)]
struct Held {
    lines: usize,
    /// When the last line was taken or let go.
    at: UnixMillis,
}

/// A line that is held; dropped, it is let go.
#[derive(Debug)]
pub struct Watch {
    watching: Watching,
    key: (RoomId, String),
    clock: Clock,
}

impl Watching {
    fn all(&self) -> MutexGuard<'_, HashMap<(RoomId, String), Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a line to a room is held; `None` when this is not a ticket, or there are too many.
    pub fn hold(&self, room: &RoomId, ticket: &str, clock: &Clock) -> Option<Watch> {
        if ticket.is_empty() || ticket.len() > TICKET_MAX {
            return None;
        }
        let key = (room.clone(), ticket.to_owned());
        let mut all = self.all();
        if all.len() >= MOST && !all.contains_key(&key) {
            return None;
        }
        let at = clock.now();
        let held = all.entry(key.clone()).or_insert(Held { lines: 0, at });
        held.lines += 1;
        held.at = at;
        Some(Watch { watching: self.clone(), key, clock: clock.clone() })
    }

    /// Everybody who watches now or did in the last 30 seconds; who left before is forgotten.
    pub fn watchers(&self, now: UnixMillis) -> Vec<Watcher> {
        let mut all = self.all();
        all.retain(|_, held| held.lines > 0 || now.since(held.at) < ALIVE);
        let watcher = |((room, ticket), held): (&(RoomId, String), &Held)| Watcher {
            room: room.clone(),
            ticket: ticket.clone(),
            seen: if held.lines > 0 { now } else { held.at },
        };
        all.iter().map(watcher).collect()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let now = self.clock.now();
        if let Some(held) = self.watching.all().get_mut(&self.key) {
            held.lines = held.lines.saturating_sub(1);
            held.at = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_000_000);

    #[test]
    fn who_holds_a_line_watches_now_and_who_let_it_go_for_half_a_minute() {
        let (watching, clock) = (Watching::default(), Clock::standing(NOW));
        let room = RoomId::from("tea");
        let (one, two) = (watching.hold(&room, "a", &clock), watching.hold(&room, "a", &clock));
        let seen = |now| watching.watchers(now).iter().map(|who| who.seen).collect::<Vec<_>>();
        drop(one);
        assert_eq!(seen(NOW.plus(90_000)), [NOW.plus(90_000)], "in another tab");
        clock.set(NOW.plus(90_000));
        drop(two);
        assert_eq!(seen(NOW.plus(119_999)), [NOW.plus(90_000)]);
        assert_eq!(seen(NOW.plus(120_000)), []);
        assert!(watching.all().is_empty());
        assert!(watching.hold(&room, "", &clock).is_none());
        assert!(watching.hold(&room, &"x".repeat(257), &clock).is_none());
    }
}
