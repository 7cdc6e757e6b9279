//! Live rooms: shown, entered, talked in, sold in.
//!
//! What happens in a room is a row first, in the transaction of the state it tells: an act of the host and its event,
//! a comment and its event. So a snapshot and the events after its cursor say exactly what who stayed knows. Likes
//! and viewers are counted in memory and told once a second (`ticker.rs`).

mod act;
mod brief;
mod chapters;
mod check;
mod comments;
mod enter;
pub mod export;
mod figures;
mod fold;
mod lapse;
mod likes;
mod list;
pub mod prices;
pub mod rooms;
mod shared;
mod shelf;
mod snapshot;
pub mod taps;
pub mod tell;
mod ticker;
pub mod tickets;
mod viewers;
pub mod watched;
pub mod withdraw;

use std::fmt;

use axum::Router;
use picklive_contract::time::SECOND;

use crate::{ApiError, AppState, bags, http::route};

pub use act::act;
pub use check::name as wrong_name;
pub use list::one as card;
pub use shared::room;
pub use snapshot::{Shot, take as shot};
pub use ticker::{once as tick, run};

/// For how many milliseconds after its end a deal is still honoured for who saw it later: so far behind the host
/// streams are shown as a rule.
pub const ALLOWANCE: i64 = 10 * SECOND;

/// What one process holds of its rooms; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Which bags could not be drawn, and rest.
    pub bags: bags::Rests,
    briefs: brief::Briefs,
    chapters: chapters::Kept,
    comments: comments::Queue,
    likes: likes::Sums,
    secret: tickets::Secret,
    shots: shared::Shots,
    taps: taps::Taps,
    viewers: viewers::Viewers,
}

/// The routes of rooms.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(route(list::list))
        .merge(route(list::hosted))
        .merge(route(snapshot::show))
        .merge(route(enter::enter))
        .merge(route(likes::like))
        .merge(route(comments::write))
        .merge(route(act::handle))
        .merge(route(figures::show))
}

/// Counts that a person begins or ends to follow a host.
///
/// # Errors
/// 429 for one too many.
pub fn may_follow(state: &AppState, person: &str) -> Result<(), ApiError> {
    state.live.comments.limits.follow(person, state.clock.now())
}

/// The person who hosts a room, as a moment ago.
///
/// # Errors
/// 404 when there is no such room, or nobody hosts it.
pub async fn host_of(state: &AppState, room: &str) -> Result<String, ApiError> {
    brief::of(state, room).await?.host.ok_or_else(ApiError::not_found)
}

/// Why something was not done: a sentence for the merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error.to_string())
    }
}
