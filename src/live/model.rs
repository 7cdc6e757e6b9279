//! A room as its viewer is shown it: a snapshot and what was told since, each thing at its moment.
//!
//! What the host does is told with the moment it was done (`at`), and a stream comes some seconds late: it is held
//! back until the viewer's own playback is there. Where no stream tells the time, it is shown on arrival.

pub mod prices;
pub mod talk;

use std::collections::VecDeque;

use picklive_contract::{
    UnixMillis,
    comments::Comment,
    events::{Event, EventKind, SHOP, room_topic},
    live::{Room, RoomNow},
};

/// No stream is so late, in milliseconds: what was held back for so long is shown, also when the playback stands.
const LONGEST: i64 = 45_000;
/// Most events that are held back; who seeks back by hours is shown what is true.
const MOST: usize = 200;

/// What is to be done after something was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: it is known, of another room, or waits for its moment.
    Nothing,
    /// Comments, likes or viewers are others.
    Talk,
    /// Anything may be another.
    Shown,
    /// Something was missed: the snapshot is to be read again.
    Missed,
}

/// A room as it is shown, and what waits for its moment.
pub struct Feed {
    room: Room,
    topic: String,
    /// The number of the last event of the room that was taken.
    last: Option<i64>,
    held: VecDeque<Event>,
    /// What was told lately, with the monotonic time at which it came.
    recent: VecDeque<(f64, Event)>,
}

impl Feed {
    /// A room as a snapshot has it.
    pub fn new(room: Room) -> Self {
        let topic = room_topic(&room.id);
        Self { room, topic, last: None, held: VecDeque::new(), recent: VecDeque::new() }
    }

    /// The room as it is shown.
    pub fn room(&self) -> &Room {
        &self.room
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

    /// Takes an event. `seen` is the moment that the viewer sees, `now` the server's time as well as it is known.
    pub fn take(&mut self, event: &Event, seen: Option<UnixMillis>, now: UnixMillis) -> Taken {
        if event.topic == self.topic {
            self.take_own(event, seen, now)
        } else if event.topic == SHOP {
            self.show(event)
        } else {
            Taken::Nothing
        }
    }

    fn take_own(&mut self, event: &Event, seen: Option<UnixMillis>, now: UnixMillis) -> Taken {
        match event.kind {
            EventKind::Ready => return Taken::Nothing,
            EventKind::Resync => {
                // What is told from here on is numbered from here on.
                self.last = Some(event.seq);
                return Taken::Missed;
            }
            _ => {}
        }
        // Told twice, or late: what came after it is shown already.
        if self.last.is_some_and(|last| event.seq <= last) {
            return Taken::Nothing;
        }
        let missed = self.last.is_some_and(|last| event.seq > last + 1);
        self.last = Some(event.seq);
        let taken = if is_to_come(event, seen, now) && waits(&event.kind) {
            self.held.push_back(event.clone());
            if self.held.len() > MOST { self.let_go(|_| true) } else { Taken::Nothing }
        } else {
            self.show(event)
        };
        if missed { Taken::Missed } else { taken }
    }

    /// Shows what this viewer has just written, before it is told.
    pub fn say(&mut self, own: Comment) {
        let told = RoomNow { comments: vec![own], ..RoomNow::default() };
        let event = Event::new(&self.topic, 0, UnixMillis(0), EventKind::Comment);
        self.room.take(&Event { room: Some(Box::new(told)), ..event });
    }

    /// Shows what was held back until the moment that the viewer sees by now.
    pub fn reach(&mut self, seen: Option<UnixMillis>, now: UnixMillis) -> Taken {
        self.let_go(|event| !is_to_come(event, seen, now))
    }

    fn let_go(&mut self, due: impl Fn(&Event) -> bool) -> Taken {
        let mut taken = Taken::Nothing;
        while let Some(event) = self.held.pop_front_if(|event| due(event)) {
            taken = match (self.show(&event), taken) {
                (Taken::Missed, _) | (_, Taken::Missed) => Taken::Missed,
                (Taken::Nothing, before) => before,
                (now, _) => now,
            };
        }
        taken
    }

    fn show(&mut self, event: &Event) -> Taken {
        if !self.room.take(event) {
            return Taken::Missed;
        }
        match event.kind {
            EventKind::Comment
            | EventKind::CommentRemoved
            | EventKind::Likes
            | EventKind::Viewers => Taken::Talk,
            _ => Taken::Shown,
        }
    }

    /// Takes a snapshot that was read again; what was told `since` a monotonic time may be newer, and is put into it
    /// again. What is pinned in it may have been pinned at a moment that is not seen yet: until then what was shown
    /// stays. What was told of a product that is not in it yet makes it missed: it is to be read once more.
    pub fn renew(
        &mut self,
        room: Room,
        seen: Option<UnixMillis>,
        now: UnixMillis,
        since: f64,
    ) -> Taken {
        let shown = std::mem::replace(&mut self.room, room);
        // All else of what waits is in the snapshot.
        self.held.clear();
        self.hold_pin(shown, seen, now);
        self.recent.retain(|told| told.0 >= since);
        let mut all = true;
        for (_, event) in self.recent.clone() {
            if event.topic == self.topic && is_to_come(&event, seen, now) && waits(&event.kind) {
                self.held.push_back(event.clone());
            } else if event.kind != EventKind::Resync {
                all &= self.room.take(&event);
            }
        }
        if all { Taken::Shown } else { Taken::Missed }
    }

    fn hold_pin(&mut self, shown: Room, seen: Option<UnixMillis>, now: UnixMillis) {
        let Some(pin) = self.room.pin.clone() else { return };
        let told = RoomNow { pin: Some(pin.clone()), ..RoomNow::default() };
        let seq = self.last.unwrap_or(0);
        let event = Event {
            room: Some(Box::new(told)),
            ..Event::new(&self.topic, seq, pin.at, EventKind::Pin)
        };
        if is_to_come(&event, seen, now) {
            self.room.pin = shown.pin;
            self.held.push_back(event);
        }
    }
}

/// Whether an event belongs to a moment that the viewer has not seen yet.
fn is_to_come(event: &Event, seen: Option<UnixMillis>, now: UnixMillis) -> bool {
    seen.is_some_and(|seen| event.at > seen) && now.since(event.at) < LONGEST
}

/// Whether an event is shown at its moment, and not when it comes.
fn waits(kind: &EventKind) -> bool {
    use EventKind::{
        Coupon, DealClosed, DealOpened, Ended, Opened, Paused, Pin, Price, Shelf, Unpin,
    };
    matches!(
        kind,
        Coupon | Pin | Unpin | Price | DealOpened | DealClosed | Shelf | Opened | Paused | Ended
    )
}

#[cfg(test)]
mod tests;
