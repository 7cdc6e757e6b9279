//! What was told of a room lately, and by which number.

use picklive_contract::events::Event;

use super::{Feed, MOST};

impl Feed {
    /// The number of the last event of the room that is known; 0 while none is.
    pub fn known(&self) -> i64 {
        self.last.unwrap_or(0)
    }

    /// Forgets what was told and by which number: the server does not know of it.
    pub fn forget_told(&mut self) {
        self.last = None;
        self.held.clear();
        self.recent.clear();
    }

    /// Remembers what was told `at` a monotonic time, for a snapshot that is older; what was told before `since`
    /// no snapshot needs any more.
    pub fn note(&mut self, event: &Event, at: f64, since: f64) {
        self.recent.push_back((at, event.clone()));
        let is_over = |first: &(f64, Event)| first.0 < since;
        while self.recent.len() > MOST || self.recent.front().is_some_and(is_over) {
            self.recent.pop_front();
        }
    }
}
