//! The app: how it starts, what it provides, and the frame around every page.

mod frame;
mod room;
mod start;
mod title;

#[cfg(not(target_arch = "wasm32"))]
pub use frame::bare;
pub use frame::frame;
pub use start::start;
