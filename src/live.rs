//! Live rooms: the list of them, and a room in which one watches, talks and buys.
//!
//! The room itself ([`room()`]) knows no router and no app state: it takes what it needs as arguments, so that it can
//! stand on a stranger's page.

mod act;
mod bags;
mod buy;
mod chapters;
mod coupons;
mod follow;
mod following;
mod gifts;
mod happens;
mod hearts;
mod list;
mod marks;
mod model;
mod order;
mod page;
mod person;
mod pin;
mod recheck;
mod rest;
mod room;
mod share;
mod shelf;
mod stage;
mod steer;
mod talk;
mod ticket;
mod top;

pub use happens::Happening;
pub use list::page as list_page;
pub use page::page as room_page;
pub use recheck::{Found, check, page as recheck_page};
pub use rest::{REST, Rest};
pub use room::{Setup, room};
