//! The room a purchase is made in: its prices are open then, and a deal counts as its viewer sees it.

use leptos::prelude::untrack;
use picklive_contract::{RoomId, UnixMillis};

use crate::{
    signal::{Call, Derived},
    ui::Data,
};

/// A room, and where the viewer's playback of it is.
#[derive(Clone, Copy)]
pub struct InRoom {
    room: Data<RoomId>,
    time: Derived<Option<UnixMillis>>,
    listen: Call<Call<()>>,
}

impl InRoom {
    /// The room, the time of the stream as it is seen, and who is to be told when the room's prices change.
    pub fn new(room: RoomId, time: Derived<Option<UnixMillis>>, listen: Call<Call<()>>) -> Self {
        Self { room: Data::new(room), time, listen }
    }

    /// Which.
    pub(super) fn id(&self) -> Option<RoomId> {
        untrack(|| self.room.with(|room| Some(room.clone())))
    }

    /// Where the playback is; nothing without a stream that tells.
    pub(super) fn time(&self) -> Option<UnixMillis> {
        self.time.get_untracked()
    }

    /// Has `act` called whenever a price of the room changes.
    pub(super) fn on_prices(&self, act: Call<()>) {
        self.listen.run(act);
    }
}
