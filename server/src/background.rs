//! What runs beside the requests: each task lives until the returned set is dropped.

pub mod prune;

use tokio::task::JoinSet;

use crate::{AppState, demo, events, letters, live, orders, payments};

/// Starts the tasks of the server.
pub fn background(state: &AppState) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(prune::run(state.clone()));
    tasks.spawn(demo::run(state.clone()));
    tasks.spawn(orders::holds::run(state.clone()));
    payments::run(state, &mut tasks);
    tasks.spawn(letters::run(state.clone()));
    tasks.spawn(events::run(state.clone()));
    tasks.spawn(live::run(state.clone()));
    if let Some(sandbox) = &state.payments.sandbox {
        tasks.spawn(sandbox.clone().run());
    }
    tasks
}
