//! A product: its pictures, what it costs and why it was chosen, what is left, and buying it.

mod about;
mod gallery;
mod page;
mod price_line;

pub use page::page;
