//! What a listener has of each topic and what comes next: the same for a stream and for who asks again and again.
//! Nothing waits here for a slow one but their place among what is held for all.

use std::{collections::VecDeque, sync::Arc};

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind},
};

use super::{
    channel::Channel,
    cursor::cursor_at,
    hub::Place,
    recent::Handed,
    told::{Begin, Missed, missed},
    watching::Watch,
};
use crate::{ApiError, AppState};

/// About how long a piece of text is at most that is put together at once, in bytes.
pub const PIECE: usize = 256 << 10;

/// Somebody who listens to topics.
#[derive(Debug)]
pub struct Line {
    /// The place that is held.
    pub place: Place,
    /// As the seats of the place.
    states: Vec<State>,
    _watches: Vec<Watch>,
}

/// Where a listener is in a topic.
#[derive(Debug)]
struct State {
    /// The number of the last event that was told.
    known: i64,
    /// What comes next.
    behind: VecDeque<Handed>,
    /// That everything is to be read again is to be told first.
    resync: bool,
}

impl From<Missed> for State {
    fn from(missed: Missed) -> Self {
        Self { known: missed.known, behind: missed.events, resync: missed.resync }
    }
}

impl State {
    /// Takes up to so many bytes of what has come; less when some is left from before.
    fn fetch(&mut self, channel: &Channel, most: usize) {
        if self.resync || !self.behind.is_empty() {
            return;
        }
        let recent = channel.recent();
        let Some(events) = recent.after(self.known) else {
            // Too slow: some of it is not held any more.
            (self.resync, self.known) = (true, recent.last);
            return;
        };
        let mut bytes = 0;
        for event in events {
            self.behind.push_back(event.clone());
            bytes += event.body.len();
            if bytes > most {
                break;
            }
        }
    }
}

impl Line {
    /// Looks up what was missed in each topic.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(
        state: &AppState,
        place: Place,
        watches: Vec<Watch>,
        begin: impl Fn(&Channel) -> Begin,
    ) -> Result<Self, ApiError> {
        let mut all = Vec::new();
        for seat in &place.seats {
            all.push(missed(state, &seat.channel, begin(&seat.channel)).await?);
        }
        Ok(Self { _watches: watches, ..Self::of(place, all) })
    }

    /// One that has missed this in the topics of its place.
    pub fn of(place: Place, missed: impl IntoIterator<Item = Missed>) -> Self {
        let states = missed.into_iter().map(State::from).collect();
        Self { place, states, _watches: Vec::new() }
    }

    /// The first word on each topic, with the cursor after it.
    pub fn greetings(&mut self, now: UnixMillis) -> Vec<(Event, String)> {
        let mut all = Vec::new();
        for at in 0..self.states.len() {
            let resync = std::mem::take(&mut self.states[at].resync);
            let kind = if resync { EventKind::Resync } else { EventKind::Ready };
            all.push((self.here(at, kind, now), self.cursor()));
        }
        all
    }

    /// An event that is no row: it says where the listener is.
    fn here(&self, at: usize, kind: EventKind, now: UnixMillis) -> Event {
        Event::new(&self.place.seats[at].channel.topic, self.states[at].known, now, kind)
    }

    /// Takes some of what has come in each topic. To be called before [`next`](Self::next).
    pub fn fetch(&mut self) {
        // One topic in which very much happens leaves room for the others.
        let most = PIECE / self.states.len().max(1);
        for (state, seat) in self.states.iter_mut().zip(&self.place.seats) {
            state.fetch(&seat.channel, most);
        }
    }

    /// What is to be told next of what was taken, as JSON.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn next(&mut self, now: UnixMillis) -> Result<Option<Arc<str>>, ApiError> {
        for at in 0..self.states.len() {
            let state = &mut self.states[at];
            if std::mem::take(&mut state.resync) {
                let event = self.here(at, EventKind::Resync, now);
                return Ok(Some(serde_json::to_string(&event)?.into()));
            }
            if let Some(event) = state.behind.pop_front() {
                state.known = event.seq;
                return Ok(Some(event.body));
            }
        }
        Ok(None)
    }

    /// The cursor after what was told. Of a topic of which it is still to be told that everything is to be read
    /// again, it says a place that nobody knows: whoever asks with it is told.
    pub fn cursor(&self) -> String {
        let seats = self.states.iter().zip(&self.place.seats);
        let position = |(state, seat): (&State, &'_ super::channel::Seat)| {
            let epoch = if state.resync { "" } else { &*seat.channel.epoch };
            (seat.channel.topic.clone(), epoch.to_owned(), state.known)
        };
        let positions: Vec<_> = seats.map(position).collect();
        let positions: Vec<_> = positions.iter().map(|(t, e, seq)| (&**t, &**e, *seq)).collect();
        cursor_at(&positions)
    }
}
