//! What the server tells of the room and of the shop, put into the room as it is, and into the copy what viewers do.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use picklive_contract::{CommentId, RoomId, events::Event};

use super::Console;
use crate::{
    api::{
        Api,
        events::{self, Joined},
    },
    desk::model::rehearsal,
    signal::{Call, Derived, Var, effect},
};

/// Follows the events from the snapshot that was read, until the console goes away. Without a viewer's ticket: a host
/// is nobody who watches.
pub(super) fn follow(console: Console, api: Api, id: RoomId) {
    let joined = Var::new(Vec::<Joined>::new());
    // Only a room that was read has another cursor: that is where the events go on.
    let cursor = Derived::new(move || console.there.with(|room| room.cursor.clone()));
    effect(move || {
        let read = Joined { room: id.clone(), cursor: cursor.get(), viewer: None };
        joined.change(vec![read]);
    });
    let tell = Call::new(move |event: Event| take(console, event));
    events::follow(api, || None, joined, tell, console.line.heard);
}

/// Of so many comments it is known that they were taken away.
const GONE: usize = 200;

/// Notes which comments an event takes away.
pub(super) fn note_gone(console: Console, event: &Event) {
    let removed = event.room.iter().flat_map(|room| &room.removed);
    let removed: Vec<CommentId> = removed.cloned().collect();
    if !removed.is_empty() {
        console.gone.update(|gone| {
            gone.extend(removed);
            gone.drain(..gone.len().saturating_sub(GONE));
        });
    }
}

fn take(console: Console, event: Event) {
    note_gone(console, &event);
    if rehearsal::follows(&event) && console.copy.with_untracked(Option::is_some) {
        console.copy.update(|copy| {
            if let Some(room) = copy {
                room.take(&event);
            }
        });
    }
    let (whole, noted) = (Arc::new(AtomicBool::new(true)), Arc::new(event));
    let seen = whole.clone();
    console.loader.amend(move |room| {
        let mut changed = room.clone();
        seen.store(changed.take(&noted), Ordering::Relaxed);
        (changed != *room).then_some(changed)
    });
    if !whole.load(Ordering::Relaxed) {
        console.loader.reload();
    }
}
