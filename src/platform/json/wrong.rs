//! The one error of reading and writing JSON.

use serde::{de, ser};

/// Not JSON of the shape that was asked for. It says no more: nothing would show it, and the code that words
/// such an error is most of what a reader weighs.
#[derive(Debug)]
pub struct Wrong;

impl std::fmt::Display for Wrong {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
impl std::error::Error for Wrong {}
impl de::Error for Wrong {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}
impl ser::Error for Wrong {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}
