//! Real input: product lists, editions and drops from files, for the command line.
//!
//! Every import is all or nothing: the whole input is read and checked first, every mistake is told with
//! its line, and one transaction writes what is right.

pub mod drop;
pub mod edition;
pub mod kinds;
pub mod lists;
pub mod markup;
pub mod merge;
pub mod pictures;
pub mod products;
pub mod shopify;
pub mod table;
pub mod variants;
pub mod write;

use std::fmt;

use crate::ApiError;

/// A mistake in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Line of the file, from 1; none for a mistake that has no line.
    pub line: Option<u64>,
    /// What is wrong, as a sentence for the merchant.
    pub reason: String,
}

impl Wrong {
    /// A mistake in a line.
    pub fn at(line: u64, reason: impl Into<String>) -> Self {
        Self { line: Some(line), reason: reason.into() }
    }

    /// A mistake of the whole input.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Why an import did nothing.
#[derive(Debug)]
pub enum ImportError {
    /// The input is wrong; every mistake that was found.
    Input(Vec<Wrong>),
    /// The machine or the database failed.
    Failed(String),
}

impl From<Wrong> for ImportError {
    fn from(wrong: Wrong) -> Self {
        Self::Input(vec![wrong])
    }
}

impl From<ApiError> for ImportError {
    fn from(error: ApiError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<sea_orm::DbErr> for ImportError {
    fn from(error: sea_orm::DbErr) -> Self {
        ApiError::from(error).into()
    }
}

/// `Ok` when there is no mistake.
///
/// # Errors
/// The mistakes, in the order of their lines.
pub fn settle(mut wrong: Vec<Wrong>) -> Result<(), ImportError> {
    wrong.sort_by_key(|wrong| wrong.line);
    if wrong.is_empty() { Ok(()) } else { Err(ImportError::Input(wrong)) }
}
