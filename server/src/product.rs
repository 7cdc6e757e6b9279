//! Products as the contract tells them: rows, offers, the price to strike through, what is left.

pub mod history;
pub mod load;
pub mod offers;
pub mod reference;
pub mod reserved;
pub mod show;

use axum::Router;
use serde::de::DeserializeOwned;

use crate::{ApiError, AppState, http::route};

pub use load::{Detail, load};

/// The routes of products.
pub fn router() -> Router<AppState> {
    Router::new().merge(route(show::show))
}

/// Reads a JSON column.
///
/// # Errors
/// When it holds something else; the row was written by another hand.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, ApiError> {
    Ok(serde_json::from_str(json)?)
}

/// Reads a JSON column that may be empty.
///
/// # Errors
/// As [`read`].
pub fn read_some<T: DeserializeOwned>(json: Option<&String>) -> Result<Option<T>, ApiError> {
    json.map(|json| read(json)).transpose()
}
