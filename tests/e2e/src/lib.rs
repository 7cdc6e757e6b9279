//! Support for journeys through Picklive: a shop on its own port and SQLite file, a real browser with a
//! phone's window, and a record of what was seen when a journey fails.
//!
//! A journey is a sentence: it says what a person does and what is then true. [`journey()`] runs one.

mod axe;
mod before;
mod browser;
mod chromium;
mod copies;
mod display;
mod engine;
mod files;
mod finger;
mod foreign;
mod front;
mod http;
mod journey;
mod keys;
mod late;
mod ledger;
mod line;
mod misdeed;
mod moments;
mod program;
mod shop;
mod spoil;
mod spoiler;
mod tabs;
mod tools;
mod visit;
mod webkit;
mod wire;

pub use before::Way;
pub use browser::{Browser, Look};
pub use engine::{Engine, in_webkit};
pub use front::Path;
pub use http::Answer;
pub use journey::{journey, journey_by, journey_with};
pub use ledger::Deal;
pub use misdeed::{MISDEEDS, Misdeed, WAITS};
pub use moments::{Moment, now};
pub use shop::Shop;
pub use spoiler::Spoiler;
pub use visit::Visit;
