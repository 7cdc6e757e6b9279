//! Orders: the checkout page, the list, and one order with where it stands.

mod act;
mod buy;
mod found;
mod list;
mod messages;
mod model;
mod order;
mod parts;
mod returns;

pub use buy::buy_page;
pub use list::list_page;
pub use order::order_page;
