//! Editions: an edition is out once its hour has come; before, nobody can tell that it exists.

pub mod show;

use axum::Router;

use crate::{AppState, http::route};

/// The routes of editions.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(show::today)).merge(route(show::by_date))
}
