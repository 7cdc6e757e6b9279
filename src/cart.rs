//! The cart: what was put aside, at what it costs now, on the way to checkout.

mod model;
mod page;
mod row;

pub use page::page;
