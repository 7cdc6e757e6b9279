//! Me: who is signed in, language, what is remembered, the shop's policies.

mod book;
mod page;
mod person;
mod policy;

pub use page::page;
pub use policy::policy_page;
