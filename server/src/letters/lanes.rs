//! Who sends which letters when. Mail and short messages go side by side, a few at a time each: a mail server that
//! hangs holds up no short message. With one of the two carriers it has all letters. Those to followers go beside those
//! about orders, so that no crowd holds up an order, and are written beside both, so that no carrier holds them up.

use std::{future::ready, time::Duration};

use futures_util::{
    StreamExt,
    future::{join, join_all},
    stream,
};
use picklive_contract::account::ContactKind;

use super::{rooms, send, tries};
use crate::{ApiError, AppState, account::CodeSender, follows::calls};

/// How often due letters are looked for.
const EVERY: Duration = Duration::from_secs(2);
/// Orders whose letters one carrier sends at the same time.
const AT_ONCE: usize = 4;
/// Followers whose letters one carrier sends at the same time: its other lines are for orders and codes.
const FOLLOWERS_AT_ONCE: usize = 3;

/// Whom letters go to that are sent side by side with the others of their carrier.
#[derive(Clone, Copy, Debug)]
enum Lane {
    Buyers,
    Followers,
}

/// Sends letters, for ever; with nobody to carry them they wait.
pub async fn run(state: AppState) {
    let lanes = lanes(&state);
    if !lanes.is_empty() {
        let sending = lanes.into_iter().map(|(by, lane)| run_lane(&state, by, lane));
        join(run_writing(&state), join_all(sending)).await;
    }
}

fn lanes(state: &AppState) -> Vec<(ContactKind, Lane)> {
    let each = state.carriers.kinds().into_iter();
    each.flat_map(|by| [(by.clone(), Lane::Buyers), (by, Lane::Followers)]).collect()
}

fn rounds() -> tokio::time::Interval {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    rounds
}

async fn run_writing(state: &AppState) {
    let mut rounds = rounds();
    loop {
        rounds.tick().await;
        prepare(state).await;
    }
}

async fn run_lane(state: &AppState, by: ContactKind, lane: Lane) {
    let mut rounds = rounds();
    loop {
        rounds.tick().await;
        if let Err(error) = send_by(state, &by, lane).await {
            tracing::error!(%error, "letters could not be sent; trying again");
        }
    }
}

/// Gives up what is to be told no more, and writes what is to be told to followers. What fails of it keeps no letter
/// that is written from being sent.
async fn prepare(state: &AppState) {
    let now = state.clock.now();
    let written = async {
        while calls::write(state).await? {}
        Ok(())
    };
    for done in
        [tries::give_up_old(state, now).await, rooms::give_up_over(state).await, written.await]
    {
        if let Err(error) = done {
            tracing::error!(%error, "letters could not be written or given up; trying again");
        }
    }
}

/// Sends the letters that are due. Returns how many were taken.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(state: &AppState) -> Result<u64, ApiError> {
    prepare(state).await;
    let mut sent = 0;
    let each = lanes(state).into_iter();
    for one in join_all(each.map(|(by, lane)| async move { send_by(state, &by, lane).await })).await
    {
        sent += one?;
    }
    Ok(sent)
}

async fn send_by(state: &AppState, by: &ContactKind, lane: Lane) -> Result<u64, ApiError> {
    let now = state.clock.now();
    let (letters, at_once) = match lane {
        Lane::Buyers => (send::due(state, by, now).await?, AT_ONCE),
        Lane::Followers => {
            let letters = rooms::due(state, by, send::ROUND, now).await?;
            (letters.into_iter().map(|letter| vec![letter]).collect(), FOLLOWERS_AT_ONCE)
        }
    };
    let sent = stream::iter(letters).map(|letters| send::all(state, letters));
    Ok(sent.buffer_unordered(at_once).fold(0, |sum, one| ready(sum + one)).await)
}
