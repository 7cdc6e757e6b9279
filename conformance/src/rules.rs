//! The rules, each with a stable id. Ids are never reused or changed.

mod load;
mod read;
mod write;

pub use load::*;
pub use read::*;
pub use write::*;

use crate::Level;

/// One promise of the contract that can be checked.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its stable id.
    pub id: &'static str,
    /// The level that checks it.
    pub level: Level,
    /// What the contract promises.
    pub promise: &'static str,
}

/// Declares the rules of one level, in the order a report lists them.
macro_rules! rules {
    ($level:ident $all:ident $($name:ident = $id:literal, $promise:literal;)+) => {
        $(
            #[doc = $promise]
            pub const $name: Rule = Rule { id: $id, level: Level::$level, promise: $promise };
        )+
        #[doc = concat!("The rules of level `", stringify!($level), "`.")]
        pub const $all: &[Rule] = &[$($name),+];
    };
}
use rules;

/// Every rule, in the order a report lists them.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    READ.iter().chain(WRITE).chain(LOAD)
}
