//! Picklive, the app: today's picks, flash deals, a product, and the purchase, for a shop's own audience.
//!
//! Read [`app`] for how it starts, [`address`] for the pages there are, [`routes`] for who draws them.
//! The first screen of public pages is also drawn by the server, with `ssr`.

// What `view!` writes names the crate; within it that is this one.
extern crate self as picklive;

pub mod address;
pub mod api;
#[cfg(not(any(feature = "desk", all(picklive_lean, feature = "widget"))))]
pub mod app;
pub mod checkout;
pub mod platform;
#[cfg(not(any(feature = "desk", all(picklive_lean, feature = "widget"))))]
pub mod routes;
pub mod signal;
#[cfg(not(target_arch = "wasm32"))]
pub mod ssr;
pub mod state;
pub mod text;
pub mod ui;

pub mod account;
pub mod cart;
pub mod deals;
pub mod desk;
pub mod live;
pub mod orders;
pub mod picks;
pub mod product;
pub mod search;
#[cfg(feature = "widget")]
pub mod widget;
