//! The viewer's ticket: asked for once, kept for this room as long as the tab lives.

use std::time::Duration;

use leptos::prelude::{on_cleanup, untrack};
use picklive_contract::{RoomId, live::EnterRoom};

use super::room::Live;
use crate::{
    api::{ApiError, Extra, events::Joined},
    platform::{
        random,
        storage::{self, Keep},
        task, timer,
    },
    signal::effect,
};

/// How often it is asked for, when nobody answers, and the pause before, in seconds.
const TRIES: u32 = 5;

fn name(room: &RoomId) -> String {
    format!("viewer {room}")
}

/// Takes the ticket that is known, or asks for one; then has the event line tell of the room, and say who watches.
pub(super) fn begin(live: Live) {
    let Some(setup) = live.given() else { return };
    let of = setup.id.clone();
    on_cleanup(move || {
        // One of those who watch this room here: the others stay.
        if live.joins.get_untracked() {
            setup
                .joined
                .update(|all| _ = all.iter().position(|it| it.room == of).map(|at| all.remove(at)));
        }
    });
    match storage::read::<String>(Keep::Tab, &name(&setup.id)) {
        Some(known) => take(live, Some(known)),
        None => task::spawn(ask(live)),
    }
    // A ticket that the line was refused with is worth nothing here either.
    let mut renewed = false;
    effect(move || {
        let refused = setup
            .joined
            .with(|all| all.iter().any(|it| it.room == setup.id && it.viewer.is_none()));
        if refused && !renewed && live.viewer.with_untracked(Option::is_some) {
            renewed = true;
            forget(live);
            task::spawn(async move { _ = enter(live).await });
        }
    });
}

/// Asks for a ticket until there is one. The room is told of as soon as the first question has an answer: one line
/// then has both.
async fn ask(live: Live) {
    for tried in 0..TRIES {
        let Err(error) = enter(live).await else { return };
        if tried == 0 {
            take(live, None);
        }
        if !error.is_passing() {
            return;
        }
        let pause = f64::from(2_u32 << tried) * (0.5 + random::fraction());
        timer::sleep(Duration::from_millis((pause * 1_000.0) as u64)).await;
    }
}

/// Asks for a ticket.
pub(super) async fn enter(live: Live) -> Result<String, ApiError> {
    let (Some(api), Some(id)) = (live.api(), live.id()) else { return Err(ApiError::Offline) };
    let entered = api.call::<EnterRoom>(&id, &(), Extra::default()).await?;
    storage::write(Keep::Tab, &name(&id), &entered.viewer);
    take(live, Some(entered.viewer.clone()));
    Ok(entered.viewer)
}

/// The ticket, asked for now if there is none yet.
pub(super) async fn get(live: Live) -> Result<String, ApiError> {
    match live.viewer.get_untracked() {
        Some(known) => Ok(known),
        None => enter(live).await,
    }
}

/// Forgets a ticket that is not believed.
pub(super) fn forget(live: Live) {
    if let Some(id) = live.id() {
        storage::remove(Keep::Tab, &name(&id));
    }
    live.viewer.set(None);
}

/// Shows a ticket, or that there is none, to the event line.
fn take(live: Live, viewer: Option<String>) {
    live.viewer.set(viewer.clone());
    let Some(setup) = live.given() else { return };
    let mut all = setup.joined.get_untracked();
    let known = all.iter_mut().find(|joined| live.joins.get_untracked() && joined.room == setup.id);
    match known {
        Some(known) => known.viewer = viewer,
        None => {
            let cursor = untrack(|| live.room.with(|room| room.cursor.clone()));
            all.push(Joined { room: setup.id, cursor, viewer });
            live.joins.set(true);
        }
    }
    setup.joined.change(all);
}
