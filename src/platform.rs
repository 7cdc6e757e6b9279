//! The browser: the only users of `web_sys` and `js_sys`. What is started here stops by itself with the
//! component that started it.

pub mod client;
pub mod clock;
pub mod digest;
pub mod document;
pub mod events;
pub mod file;
pub mod focus;
pub mod guest;
pub mod json;
pub mod navigation;
#[cfg(picklive_lean)]
pub mod part;
pub mod photo;
pub mod random;
pub mod rich_text;
pub mod share;
pub mod storage;
pub mod stream;
pub mod task;
pub mod timer;
mod trusted;
pub mod video;
pub mod viewport;
pub mod visibility;
pub mod wechat;
