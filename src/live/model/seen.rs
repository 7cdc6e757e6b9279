//! Which moment a viewer sees, and what waits for it.

use picklive_contract::{
    UnixMillis,
    events::EventKind,
    live::{Room, RoomState},
};

/// No stream is so late, in milliseconds: what was held back for so long is shown, also when the playback stands.
/// The demonstration's is a minute late if it is asked to, and players keep some seconds.
pub const LONGEST: i64 = 90_000;
/// How long a first picture is waited for, in milliseconds, with what may have to come with it.
const FIRST: i64 = 8_000;
/// What is known of the moment that a viewer sees.
#[derive(Clone, Copy)]
pub enum Seen {
    /// This one.
    At(UnixMillis),
    /// It will be, with the first picture.
    Coming,
    /// Nothing tells: things are shown when they come.
    Untold,
}

impl Seen {
    /// Whether a moment has not been seen yet.
    pub fn is_before(self, at: UnixMillis, now: UnixMillis) -> bool {
        match self {
            Self::At(seen) => seen < at && now.since(at) < LONGEST,
            Self::Coming => now.since(at) < FIRST,
            Self::Untold => false,
        }
    }
}

/// Whether a room is on the air or on a break.
pub fn is_on(room: &Room) -> bool {
    matches!(room.state, RoomState::Live | RoomState::Paused)
}

/// Whether an event is shown at its moment, and not when it comes.
pub fn waits(kind: &EventKind) -> bool {
    use EventKind::{
        Bag, BagDrawn, Coupon, DealClosed, DealOpened, Ended, Opened, Paused, Pin, Price, Shelf,
        Unpin,
    };
    let goods = matches!(kind, Pin | Unpin | Price | DealOpened | DealClosed | Shelf);
    goods || matches!(kind, Bag | BagDrawn | Coupon | Opened | Paused | Ended)
}
