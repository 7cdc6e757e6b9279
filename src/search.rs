//! Search: what the shop has, by any word of it.

mod found;
mod model;
mod page;
mod row;

pub use page::page;
