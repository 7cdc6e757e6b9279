//! Drops and their deals. A drop opens and closes by the clock; nothing has to be done at its edges.

pub mod calendar;
pub mod list;

use axum::{Router, routing::get};

use crate::AppState;

/// The routes of drops.
pub fn router() -> Router<AppState> {
    let calendar = get(calendar::show);
    list::route().route("/v1/drops/{id}/calendar.ics", calendar)
}
