//! Today's picks: an edition with the curator's reasons, and the editions before it.

mod drop_line;
mod edition;
mod model;
mod page;
mod pick_card;

pub use page::page;
