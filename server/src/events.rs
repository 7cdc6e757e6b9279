//! The event stream: what changes in the shop and in its rooms reaches every open page.
//!
//! Events are rows, numbered in their topic: `shop`, and one of each room. Whatever changes in the shop leaves a note
//! in the transaction that changes it, by triggers (`changes`); soon after a write of this process, and twice a second
//! for those of others, `tell.rs` makes events of the notes, and of what happened by the clock alone. What happens in
//! a room is [appended](append()) in the transaction that does it. [`Hub`] reads the rows of the topics that somebody
//! listens to and hands them on. The rows are the truth: who was away reads them, and a second server on the same
//! database reads them, too.

mod append;
mod asked;
mod channel;
mod cursor;
mod edges;
mod hub;
mod line;
mod places;
mod poll;
mod product;
mod prune;
mod recent;
mod shop;
mod show;
mod stream;
mod tell;
mod told;
mod watching;

use std::time::Duration;

pub use append::{append, open};
pub use cursor::{cursor, cursor_at};
use futures_util::StreamExt as _;
pub use hub::{Hub, LISTENERS};
use picklive_contract::events::SHOP;
pub use prune::prune;
pub use show::router;
pub use tell::once as tell;
use tokio::time::MissedTickBehavior;
pub use watching::{Watch, Watcher, Watching};

use crate::{ApiError, AppState};

/// How long what this process writes gathers before it is told.
const GATHERED: Duration = Duration::from_millis(200);
/// How often it is looked for what others have written, and for what happens by the clock: with the second over
/// which pages spread what they read again, and the way there and back, it is on the page within two seconds.
const EVERY: Duration = Duration::from_millis(500);
/// For how long events are told, in milliseconds; who was away longer reads everything again.
pub const KEPT: i64 = picklive_contract::time::HOUR;

/// How often it is looked for what others have written to topics that somebody listens to here.
const LOOK: Duration = Duration::from_millis(500);
/// Topics that are read at the same time.
const AT_ONCE: usize = 4;

/// Makes events of what changes and hands on what is written, for ever.
pub async fn run(state: AppState) {
    tokio::join!(telling(&state), reading(&state));
}

async fn telling(state: &AppState) {
    let mut written = state.db.written();
    loop {
        // From here on a write has a round of its own; the one that tells has one, too, which finds nothing.
        written.mark_unchanged();
        if let Err(error) = round(state).await {
            tracing::error!(%error, "changes could not be told; trying again");
        }
        tokio::time::sleep(GATHERED).await;
        tokio::select! {
            // The sender lives in the state.
            _ = written.changed() => {}
            () = tokio::time::sleep(EVERY - GATHERED) => {}
        }
    }
}

async fn round(state: &AppState) -> Result<(), ApiError> {
    // From here on nothing is missed, also of this round.
    state.events.begin(&state.db).await?;
    // Once more while there is more than one round can tell; handed on piece by piece.
    while tell::once(state).await? {
        state.events.read_one(&state.db, SHOP).await?;
    }
    state.events.read_one(&state.db, SHOP).await
}

async fn reading(state: &AppState) {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            topics = state.events.woke() => {
                let read = async |topic: String| {
                    told(state.events.read_one(&state.db, &topic).await);
                };
                futures_util::stream::iter(topics).for_each_concurrent(AT_ONCE, read).await;
            }
            _ = look.tick() => told(state.events.read(&state.db).await),
        }
    }
}

fn told(read: Result<(), ApiError>) {
    if let Err(error) = read {
        tracing::error!(%error, "events could not be read; trying again");
    }
}
