//! The event stream: what changes in the shop reaches every open page.
//!
//! Whatever changes leaves a note in the transaction that changes it, by triggers (`changes`). A few times a
//! second `tell.rs` makes numbered events of the notes, and of what happened by the clock alone; [`Hub`] reads
//! the rows and hands them to whoever listens. The rows are the truth: who was away reads them, and a
//! second server on the same database reads them, too.

mod edges;
mod hub;
mod shop;
mod show;
mod stream;
mod tell;
mod told;

use std::time::Duration;

pub use hub::Hub;
pub use show::router;
pub use tell::once as tell;

use crate::AppState;

/// How often changes are looked for: with the way to the page they are there well within two seconds.
const EVERY: Duration = Duration::from_millis(200);
/// For how long events are kept, in milliseconds; who was away longer reads everything again.
pub const KEPT: i64 = picklive_contract::time::HOUR;

/// Makes events of what changes and hands them on, for ever.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        let done = async {
            // From here on nothing is missed, also of this round.
            state.events.read(&state.db).await?;
            // Once more while there is more than one round can tell.
            while tell::once(&state).await? {}
            state.events.read(&state.db).await
        };
        if let Err(error) = done.await {
            tracing::error!(%error, "changes could not be told; trying again");
        }
    }
}
