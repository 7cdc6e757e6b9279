//! The shop itself: its settings, the storefront answer, the time.

pub mod file;
pub mod settings;
pub mod show;
pub mod time;
pub mod tracking;
pub mod zone;

use axum::Router;

use crate::{AppState, http::route};

pub use show::storefront;

/// The routes of the storefront.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(show::show)).merge(route(time::time))
}
