//! HTTP manners, the same for every address: typed routes, headers, cross-origin rules, files.

pub mod address;
pub mod answer;
pub mod call;
pub mod cors;
pub mod cursor;
pub mod files;
pub mod frame;
pub mod idempotency;
pub mod media;
pub mod packing;
pub mod refusals;
pub mod route;
pub mod security;

pub use answer::{Answer, Cache};
pub use call::Call;
pub use cursor::Cursor;
pub use frame::frame;
pub use idempotency::{Wish, idempotent};
pub use route::route;
