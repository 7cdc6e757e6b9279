//! The desk: pages of who runs a shop, a bundle of their own that shoppers never load (`src/bin/desk.rs`).
//!
//! Its first part is the host's console of a live room, for one hand on a phone while speaking. What it decides is in
//! `model/`; acts are sent by `console/line.rs`.

mod comments;
mod console;
mod door;
mod foot;
mod head;
mod model;
mod page;
mod parts;
mod place;
mod product;
mod rooms;
mod shelf;
mod start;
mod tools;

pub use page::page as console;
pub use rooms::rooms;
pub use start::{Desk, start};
