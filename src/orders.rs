//! Orders: the checkout page, the list, and one order with where it stands.

mod buy;
mod found;
mod list;
mod model;
mod order;
mod parts;

pub use buy::buy_page;
pub use list::list_page;
pub use order::order_page;
