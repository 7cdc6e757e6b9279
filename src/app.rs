//! The app: how it starts, what it provides, and the frame around every page.

mod frame;
mod start;

pub use frame::frame;
pub use start::start;
