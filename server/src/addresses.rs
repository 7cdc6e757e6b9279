//! A person's address book: up to twenty addresses, one of which is the default. Both bounds are the schema's.

pub mod book;
pub mod calls;
pub mod check;

use axum::Router;

use crate::{AppState, http::route};

/// The routes of the address book.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(route(calls::show))
        .merge(route(calls::add))
        .merge(route(calls::change))
        .merge(route(calls::remove))
}
