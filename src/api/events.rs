//! The event stream: one connection for the page, held while the page is seen, and a way to ask instead where
//! streams do not come through. It tells of the shop, and of each room while it is open.

mod frames;
mod model;

use std::time::Duration;

use picklive_contract::{
    Method, RoomId, UnixMillis,
    events::{Event, Events, Start, WAIT_MAX, path},
    live::COMMENTS,
};

use self::{
    frames::{Frame, Frames},
    model::{Ended, held, pause},
};
use super::{Api, ApiError, Extra};
use crate::{
    platform::{
        clock::monotonic,
        json::{self, Last},
        random, task, timer, visibility,
    },
    signal::{Call, Derived, Var, effect},
};

/// How long the first event of a stream may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The server says something every 15 seconds; a line that is silent for longer is dead.
const SILENCE: Duration = Duration::from_secs(40);
/// Of comments that come together those are read that a room keeps.
const COMMENTS_LAST: Last = Last { of: "topic", list: ["room", "comments"], most: COMMENTS };

/// A room that is open: what happens there is told, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Which.
    pub room: RoomId,
    /// The cursor of the snapshot that was read of it.
    pub cursor: String,
    /// The viewer's ticket, once there is one.
    pub viewer: Option<String>,
}

/// What is known of the stream between one connection and the next.
#[derive(Clone)]
struct Line {
    api: Api,
    from: Var<Option<Start>>,
    joined: Var<Vec<Joined>>,
    /// Streams do not come through here.
    asks: Var<bool>,
    /// That was only supposed, of a line on which nothing was answered in time.
    doubted: Var<bool>,
    tell: Call<Event>,
    /// When the server was last heard, in monotonic milliseconds.
    heard: Var<f64>,
}

/// Follows the shop's events since `since`, and those of the rooms that are `joined`, until the calling component
/// goes away. A hidden page has no connection; one that is seen again, or back online, begins anew where it was.
/// `heard` says when the server was last heard, in monotonic milliseconds.
pub fn follow(
    api: Api,
    since: impl Fn() -> Option<UnixMillis> + 'static,
    joined: Var<Vec<Joined>>,
    tell: Call<Event>,
    heard: Var<f64>,
) {
    let seen = Var::new(visibility::visible());
    visibility::on_change(move |visible| {
        // Also when it was seen before: the line may have broken without a sign.
        if visible || seen.get_untracked() {
            seen.set(visible);
        }
    });
    let (asks, doubted) = (Var::new(false), Var::new(false));
    let line = Line { api, from: Var::new(None), joined, asks, doubted, tell, heard };
    let (from, begun) = (line.from, Var::new(false));
    effect(move || {
        // The time may not be certain yet.
        if let Some(since) = since().filter(|_| !begun.get_untracked()) {
            from.set(Some(Start::since(since)));
            begun.set(true);
        }
    });
    let snapshots = Derived::new(move || {
        let of = |it: &Joined| (it.room.clone(), it.cursor.clone());
        joined.with(|all| all.iter().map(of).collect::<Vec<_>>())
    });
    let mut known = Vec::new();
    effect(move || {
        let all = snapshots.get();
        // A room says itself from where on it is to be told of; the time need not be known for that.
        for one in all.iter().filter(|one| !one.1.is_empty() && !known.contains(*one)) {
            from.set(Some(model::from(from.get_untracked(), one.1.clone(), all.len())));
            begun.change(true);
        }
        known = all;
    });
    effect(move || {
        joined.track();
        // What ran before ends with this effect's run before.
        if begun.get() && seen.get() {
            // A slow line is no proxy for ever.
            if doubted.take() {
                asks.set(false);
            }
            let line = line.clone();
            task::spawn(async move { line.hold().await });
        }
    });
}

impl Line {
    /// Keeps a connection, for ever; ends where there is nothing to connect to.
    async fn hold(self) {
        let mut failed = 0;
        loop {
            let ended =
                if self.asks.get_untracked() { self.ask().await } else { self.listen().await };
            match ended {
                Ended::Never => return,
                Ended::Blocked => self.asks.set(true),
                Ended::Told => failed = 0,
                Ended::Failed(_) => failed += 1,
            }
            let wait = pause(&ended, failed, random::fraction());
            if !wait.is_zero() {
                timer::sleep(wait).await;
            }
        }
    }

    /// What is asked: the path, and the ticket that goes with it.
    fn question(&self, wait: Option<u32>) -> Option<(String, Extra)> {
        let (from, joined) = (self.from.get_untracked()?, self.joined.get_untracked());
        let (topics, viewer) = model::asked(&joined);
        let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
        Some((path(&topics, &from, wait), Extra { viewer, ..Extra::default() }))
    }

    /// A ticket that is not believed is not shown again: who watches is told all the same.
    fn refused(&self, error: &ApiError) {
        if error.status() == Some(401) && error.is_told() {
            self.joined.update(|all| all.iter_mut().for_each(|joined| joined.viewer = None));
        }
    }

    /// Listens to the stream until it ends.
    async fn listen(&self) -> Ended {
        let Some((path, extra)) = self.question(None) else { return Ended::Never };
        let pieces = match self.api.stream(&path, extra).await {
            Ok(Some(pieces)) => pieces,
            Ok(None) => return Ended::Blocked,
            Err(error) => {
                self.refused(&error);
                let ended = Ended::opening(&error);
                self.doubted.set(ended == Ended::Blocked);
                return ended;
            }
        };
        let (mut frames, mut heard, begun) = (Frames::default(), false, monotonic());
        loop {
            let patience = if heard { SILENCE } else { PATIENCE };
            let piece = task::within(pieces.next(), timer::sleep(patience)).await;
            let Some(Some(piece)) = piece else {
                // A stream of which nothing came is held back on the way.
                return if heard { held(monotonic() - begun, false) } else { Ended::Blocked };
            };
            self.heard.set(monotonic());
            let Some(whole) = frames.push(&piece) else { return Ended::Failed(None) };
            heard |= !whole.is_empty();
            let texts: Vec<&str> = whole.iter().map(|frame| frame.data.as_str()).collect();
            let told = json::read_last(&texts, &COMMENTS_LAST);
            for (Frame { id, .. }, event) in whole.into_iter().zip(told) {
                self.take(id, event);
            }
        }
    }

    /// Asks once, and waits for the answer as long as the server lets it.
    async fn ask(&self) -> Ended {
        let Some((path, extra)) = self.question(Some(u32::min(WAIT_MAX, 15))) else {
            return Ended::Never;
        };
        let begun = monotonic();
        match self.api.text_of(Method::Get, path, None, extra).await.and_then(read) {
            Ok(told) => {
                self.heard.set(monotonic());
                let any = !told.items.is_empty();
                for event in told.items {
                    self.tell.run(event);
                }
                self.from.set(Some(Start::after(told.cursor)));
                held(monotonic() - begun, any)
            }
            Err(error) => {
                self.refused(&error);
                Ended::of(&error)
            }
        }
    }

    fn take(&self, id: String, event: Option<Event>) {
        if !id.is_empty() {
            self.from.set(Some(Start::after(id)));
        }
        // What cannot be read is of a newer server, and skipped.
        if let Some(event) = event {
            self.tell.run(event);
        }
    }
}

fn read(text: String) -> Result<Events, ApiError> {
    json::read(&text).ok_or(ApiError::Unreadable)
}
