//! Work at providers, side by side: each provider has a lane of its own for questions and one for refunds, so
//! that one that hangs holds up nobody else; in a lane a few calls are under way at a time.

use std::{
    future::{Future, ready},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use sea_orm::{ColumnTrait, Condition};
use tokio::time::MissedTickBehavior;

use super::{asks, refunds};
use crate::{ApiError, AppState, db::entities::payment};

/// How often due questions and refunds are looked for.
const EVERY: Duration = Duration::from_secs(1);
/// Calls of one lane that are under way at once: a call that hangs takes some 20 s, and a thousand payments may
/// fall due in the same second.
const AT_ONCE: usize = 16;

/// Whose payments are worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Those of the provider with this id.
    Of(&'static str),
    /// Those of providers that are not set up (any more).
    Others(Vec<&'static str>),
}

impl Lane {
    /// All lanes of a server.
    pub fn all(state: &AppState) -> Vec<Self> {
        let ids: Vec<_> = state.payments.ids().collect();
        ids.iter().copied().map(Self::Of).chain([Self::Others(ids.clone())]).collect()
    }

    /// Which payments these are.
    pub fn payments(&self) -> Condition {
        let provider = payment::Column::Provider;
        Condition::all().add(match self {
            Self::Of(id) => provider.eq(*id),
            Self::Others(known) => provider.is_not_in(known.iter().copied()),
        })
    }
}

/// What is done in lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Asking how payments stand.
    Asks,
    /// Sending money back.
    Refunds,
}

/// Does the work of a lane, for ever.
pub async fn run(state: AppState, lane: Lane, work: Work) {
    let mut due = state.payments.due();
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            // The sender lives in the state.
            _ = due.changed() => {}
        }
        let done = match work {
            Work::Asks => asks::ask_lane(&state, &lane).await,
            Work::Refunds => refunds::send_lane(&state, &lane).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, ?lane, ?work, "payments could not be worked on; trying again");
        }
    }
}

/// Does something in every lane at once; the sum of what was done.
///
/// # Errors
/// The first one, once all have ended.
pub async fn in_all<'a, F, W>(state: &'a AppState, work: W) -> Result<u64, ApiError>
where
    W: Fn(&'a AppState, Lane) -> F,
    F: Future<Output = Result<u64, ApiError>>,
{
    let lanes = Lane::all(state).into_iter().map(|lane| work(state, lane));
    let mut done = 0;
    for one in futures_util::future::join_all(lanes).await {
        done += one?;
    }
    Ok(done)
}

/// Does something with each of these, a few at a time; the sum of what was done.
pub async fn each<T, F>(all: Vec<T>, work: impl Fn(T) -> F) -> u64
where
    F: Future<Output = u64>,
{
    let done = stream::iter(all).map(work).buffer_unordered(AT_ONCE);
    done.fold(0, |sum, one| ready(sum + one)).await
}
