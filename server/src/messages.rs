//! Messages about an order: what its buyer and the shop write to each other.

pub mod limits;
pub mod send;
pub mod thread;

use axum::Router;

use crate::{AppState, http::route};

/// The route of messages.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(send::send))
}
