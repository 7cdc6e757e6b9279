//! Flash deals by hour: what is on, what comes, what is left; it opens and closes by itself.

mod deal_card;
mod drop_section;
mod model;
mod page;

pub use page::page;
