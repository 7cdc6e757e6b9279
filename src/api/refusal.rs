//! A refusal as most pages need it: the quote that may come with one is read only by whoever asks for it,
//! so that pages that only read do not carry the code for it.

use picklive_contract::{
    Problem, UnixMillis,
    problem::{FieldProblem, ProblemKind},
    quotes::Quote,
};
use serde::Deserialize;

use crate::platform::json;

/// What the server refused, and why.
#[derive(Clone, Debug, Deserialize)]
pub struct Refusal {
    /// What kind of problem it is.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// More about this one case; for a 429 the seconds of `Retry-After`.
    #[serde(default)]
    pub detail: Option<String>,
    /// Fields that are wrong.
    #[serde(default)]
    pub fields: Vec<FieldProblem>,
    /// When trying again makes sense.
    #[serde(default)]
    pub retry_at: Option<UnixMillis>,
    #[serde(skip)]
    body: String,
}

impl Refusal {
    /// A refusal of a kind, when the server told nothing more.
    pub fn new(kind: ProblemKind, status: u16) -> Self {
        Self { kind, status, detail: None, fields: Vec::new(), retry_at: None, body: String::new() }
    }

    /// Reads the body of a problem.
    pub fn read(body: &str) -> Option<Self> {
        json::read::<Self>(body).map(|read| Self { body: body.into(), ..read })
    }

    /// Whether the shop's own server said so: a gateway on the way knows no kinds of the contract.
    pub fn is_told(&self) -> bool {
        !self.body.is_empty() && self.kind.as_str().starts_with("urn:picklive:")
    }

    /// What is true now, when a purchase was refused because something changed.
    pub fn quote(&self) -> Option<Quote> {
        json::read::<Problem>(&self.body)?.quote.map(|quote| *quote)
    }
}
