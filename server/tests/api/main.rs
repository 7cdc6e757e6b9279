//! The server, tried over HTTP: one module a feature.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

mod account;
mod deals;
mod demo;
mod holds;
mod http;
mod idempotency;
mod limits;
mod orders;
mod orders_support;
mod payments;
mod payments_down;
mod picks;
mod prices;
mod process;
mod product;
mod storefront;
