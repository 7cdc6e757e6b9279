//! Pieces every page is made of. They draw; they decide nothing about the shop.

mod countdown;
mod data;
mod field;
mod head;
mod icon;
mod load;
mod more;
pub mod node;
mod picture;
mod price;
mod share;
mod sheet;
mod toast;
mod ways;

pub use countdown::{clock_left, countdown};
pub use data::Data;
pub use field::{Field, field};
pub use head::page_head;
pub use icon::{Icon, icon};
pub use load::{Loader, empty, failure, load, load_around, load_or, stale, waiting};
pub use more::{Further, more};
pub use node::{IntoNode, Node, live};
pub use picklive_view::view;
pub use picture::picture;
pub use price::{offer_name, price, price_basis};
pub use share::share;
pub use sheet::{Sheet, sheet};
pub use toast::{Toasts, toasts};
pub use ways::ways;
