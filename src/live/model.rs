//! A room as its viewer is shown it: a snapshot and what was told since, each thing at its moment.
//!
//! What the host does is told with the moment it was done (`at`), and a stream comes some seconds late: it is held
//! back until the viewer's own playback is there, and so is what a snapshot tells of later. Where no stream tells the
//! time, it is shown on arrival.

pub mod bags;
mod later;
mod people;
pub mod prices;
mod seen;
mod taken;
pub mod talk;
mod told;

use std::collections::VecDeque;

use picklive_contract::{
    ProductId, UnixMillis,
    events::{Event, EventKind, SHOP, room_topic},
    live::Room,
};

use later::Later;
use people::People;
use seen::{LONGEST, Seen, waits};
pub use {seen::is_on, taken::Taken};

/// Most events that are held back; who seeks back by hours is shown what is true.
const MOST: usize = 200;

/// A room as it is shown, and what waits for its moment.
pub struct Feed {
    room: Room,
    topic: String,
    /// The number of the last event of the room that was taken.
    last: Option<i64>,
    held: VecDeque<Event>,
    /// Snapshots that are not shown in all yet.
    later: Later,
    /// What is to be on the shelf by what was shown last, if that was told.
    wanted: Option<Vec<ProductId>>,
    /// Whether a first picture is on its way, which will say which moment it shows.
    expects: bool,
    /// What was told lately, with the monotonic time at which it came.
    recent: VecDeque<(f64, Event)>,
    /// What is heard at once.
    people: People,
}

impl Feed {
    /// A room as a snapshot has it, for who comes in at this time. A picture that is on its way may begin before what
    /// happened last: that waits for it.
    pub fn new(room: Room, now: UnixMillis, expects: bool) -> Self {
        let expects = expects && is_on(&room);
        let shown =
            if expects { later::at_the_door(&room, now.plus(-LONGEST)) } else { room.clone() };
        let topic = room_topic(&room.id);
        let mut later = Later::new();
        if expects {
            later.push(room, now);
        }
        let (held, recent, people) = (VecDeque::new(), VecDeque::new(), People::default());
        Self { room: shown, topic, last: None, held, later, wanted: None, expects, recent, people }
    }

    /// Whether a first picture is on its way.
    pub fn expect(&mut self, picture: bool) {
        self.expects = picture;
    }

    /// The room as it is shown.
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Takes an event. `seen` is the moment that the viewer sees, `now` the server's time as well as it is known.
    pub fn take(&mut self, event: &Event, seen: Option<UnixMillis>, now: UnixMillis) -> Taken {
        if event.topic == self.topic {
            self.take_own(event, seen, now)
        } else if event.topic == SHOP {
            // Goods are the same at every moment.
            let known = self.later.take(event, |_| true);
            let taken = self.show(event);
            if known { taken } else { Taken::Missed }
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
        // A snapshot on its way may be older than what comes after it.
        let missed = !self.later.take(event, |at| event.at <= at) || missed;
        let taken = if !waits(&event.kind) {
            self.show(event)
        } else if self.seen(seen).is_before(event.at, now) {
            if let Some(now) = &event.room {
                self.hear(now.coupons.as_deref(), now.bags.as_deref());
            }
            self.held.push_back(event.clone());
            if self.held.len() > MOST {
                self.reach(None, UnixMillis(i64::MAX))
            } else {
                // What is put on the shelf is fetched, so that it is there in time.
                let known = self.knows(event);
                self.withdraw(now, if known { Taken::Nothing } else { Taken::Missed })
            }
        } else {
            self.reach(seen, now).and(self.show(event))
        };
        if missed { Taken::Missed } else { taken }
    }

    /// Shows what was held back until the moment that the viewer sees by now.
    pub fn reach(&mut self, seen: Option<UnixMillis>, now: UnixMillis) -> Taken {
        let seen = self.seen(seen);
        let mut taken = Taken::Nothing;
        while let Some(at) = self.later.first() {
            taken =
                taken.and(self.let_go(|event| event.at <= at && !seen.is_before(event.at, now)));
            if seen.is_before(at, now) {
                break;
            }
            self.later.show_first(&mut self.room);
            self.wanted = None;
            taken = taken.and(Taken::Shown);
        }
        if self.later.first().is_none() {
            taken = taken.and(self.let_go(|event| !seen.is_before(event.at, now)));
        }
        if matches!(seen, Seen::At(seen) if self.later.reach(&mut self.room, seen)) {
            taken = taken.and(Taken::Shown);
        }
        self.withdraw(now, taken)
    }

    /// What the server sells at no more is shown no more, whatever moment is seen.
    fn withdraw(&mut self, now: UnixMillis, taken: Taken) -> Taken {
        let held = self.held.iter().filter_map(|event| {
            let prices = event.room.as_ref()?.prices.as_deref()?;
            Some((event.at, prices))
        });
        let mut told: Vec<_> = held.collect();
        told.extend(self.later.prices());
        let gone = later::withdraw(&mut self.room, &told, now);
        let is_another = self.count() || gone;
        taken.and(if is_another { Taken::Shown } else { Taken::Nothing })
    }

    /// The moment that is seen, where moments count.
    fn seen(&self, seen: Option<UnixMillis>) -> Seen {
        match seen {
            // A recording's moments are long gone.
            _ if !is_on(&self.room) => Seen::Untold,
            Some(seen) => Seen::At(seen),
            None if self.expects => Seen::Coming,
            None => Seen::Untold,
        }
    }

    fn let_go(&mut self, due: impl Fn(&Event) -> bool) -> Taken {
        let mut taken = Taken::Nothing;
        while let Some(event) = self.held.pop_front_if(|event| due(event)) {
            taken = taken.and(self.show(&event));
        }
        taken
    }

    fn knows(&self, event: &Event) -> bool {
        let Some(ids) = event.room.as_ref().and_then(|now| now.shelf.as_ref()) else { return true };
        let goods = self.room.shelf.iter().chain(self.later.goods());
        let known: Vec<_> = goods.map(|item| &item.id).collect();
        ids.iter().all(|id| known.contains(&id))
    }

    fn show(&mut self, event: &Event) -> Taken {
        if let Some(ids) = event.room.as_ref().and_then(|now| now.shelf.as_ref()) {
            self.wanted = Some(ids.clone());
            self.later.lend(&mut self.room, ids);
        }
        if !self.tell(event) {
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
    /// again. It is of a moment that may not be seen yet: until then what was shown stays, and what waits. What was
    /// told of a product that is not in it yet makes it missed: it is to be read once more.
    pub fn renew(
        &mut self,
        mut room: Room,
        seen: Option<UnixMillis>,
        now: UnixMillis,
        since: f64,
    ) -> Taken {
        self.recent.retain(|told| told.0 >= since);
        let mut all = true;
        for (_, event) in self.recent.iter().filter(|told| told.1.kind != EventKind::Resync) {
            all &= room.take(event);
        }
        let shown = later::kept(&self.room, &room, self.wanted.as_deref());
        self.room = shown;
        self.people.own.clear();
        self.hear(Some(&room.coupons), Some(&room.bags));
        self.later.push(room, now);
        let taken = self.reach(seen, now);
        if all && taken != Taken::Missed { Taken::Shown } else { Taken::Missed }
    }
}

#[cfg(test)]
mod late;
#[cfg(test)]
mod tests;
