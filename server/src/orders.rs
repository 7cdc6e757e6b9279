//! Orders: quoted, placed, held, paid, shipped, given back.

pub mod accept;
pub mod bought;
pub mod cancel;
pub mod ceilings;
pub mod check;
pub mod given;
pub mod holds;
pub mod own;
pub mod place;
pub mod price;
pub mod quota;
pub mod quote;
pub mod refund;
mod released;
pub mod restock;
pub mod secret;
pub mod ship;
pub mod show;
pub mod snapshot;
pub mod steps;
pub mod units;
pub mod view;
pub mod vouchers;
pub mod want;
pub mod write;

use axum::Router;

pub use self::released::Released;

use crate::{AppState, http::route};

/// The routes of quotes and orders.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(route(quote::quote))
        .merge(route(place::place))
        .merge(route(show::show))
        .merge(route(show::list))
        .merge(route(cancel::cancel))
}
