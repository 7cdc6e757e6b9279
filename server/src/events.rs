//! The event stream: what changes in the shop reaches every open page.
//!
//! Whatever changes leaves a note in the transaction that changes it, by triggers (`changes`). Soon after a write
//! of this process, and every second for those of others, `tell.rs` makes numbered events of the notes, and of
//! what happened by the clock alone; [`Hub`] reads the rows and hands them to whoever listens. The rows are the
//! truth: who was away reads them, and a second server on the same database reads them, too.

mod edges;
mod hub;
mod places;
mod poll;
mod product;
mod recent;
mod shop;
mod show;
mod stream;
mod tell;
mod told;

use std::time::Duration;

pub use hub::{Hub, LISTENERS};
pub use show::router;
pub use tell::once as tell;

use crate::{ApiError, AppState};

/// How long what this process writes gathers before it is told.
const GATHERED: Duration = Duration::from_millis(200);
/// How often it is looked for what others have written, and for what happens by the clock: with the way to the
/// page it is there within two seconds.
const EVERY: Duration = Duration::from_secs(1);
/// For how long events are kept, in milliseconds; who was away longer reads everything again.
pub const KEPT: i64 = picklive_contract::time::HOUR;

/// Makes events of what changes and hands them on, for ever.
pub async fn run(state: AppState) {
    let mut written = state.db.written();
    loop {
        // From here on a write has a round of its own; the one that tells has one, too, which finds nothing.
        written.mark_unchanged();
        if let Err(error) = round(&state).await {
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
        state.events.read(&state.db).await?;
    }
    state.events.read(&state.db).await
}
