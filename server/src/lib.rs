//! The reference server of the Picklive contract: one process, one port, API and app.
//!
//! [`app`] is what a port serves and what the tests start; [`background()`] is what runs beside it.

pub mod account;
pub mod addresses;
pub mod background;
pub mod backup;
pub mod bags;
pub mod cli;
pub mod clock;
pub mod config;
pub mod coupons;
pub mod db;
pub mod deals;
pub mod demo;
pub mod error;
pub mod events;
pub mod follows;
pub mod http;
pub mod import;
pub mod letters;
pub mod live;
pub mod messages;
pub mod money;
pub mod orders;
pub mod pages;
pub mod payments;
pub mod picks;
pub mod product;
pub mod random;
pub mod returns;
pub mod search;
pub mod state;
pub mod storefront;
pub mod withdraw;

use axum::{Router, middleware::from_fn};

pub use background::background;
pub use error::ApiError;
pub use state::AppState;

/// Everything one port serves.
pub fn app(state: AppState) -> Router {
    let api = Router::new()
        .merge(storefront::router())
        .merge(picks::router())
        .merge(product::router())
        .merge(deals::router())
        .merge(events::router())
        .merge(search::router())
        .merge(account::router())
        .merge(orders::router())
        .merge(returns::router())
        .merge(messages::router())
        .merge(addresses::router())
        .merge(live::router())
        .merge(coupons::router())
        .merge(bags::router())
        .merge(follows::router())
        .merge(payments::router(&state))
        .layer(from_fn(http::refusals::as_problems));
    http::frame(api, state)
}
