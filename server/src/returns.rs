//! Returns: units of an order that its buyer asks to give back, and what the shop makes of it.
//!
//! A unit is in one open return at most: it is counted in its line (`in_return`) by the write that asks for it,
//! under the line's own check. When a return is over, its units are free again, or back for good
//! (`returned`), in one transaction with the money.

pub mod ask;
pub mod check;
pub mod close;
pub mod codes;
pub mod decide;
pub mod draft;
pub mod period;
pub mod pictures;
pub mod refund;
pub mod requests;
pub mod sums;
mod tries;
pub mod view;
pub mod withdraw;

use axum::Router;

use crate::{AppState, http::route};

/// The routes of returns.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(ask::ask)).merge(route(withdraw::withdraw))
}
