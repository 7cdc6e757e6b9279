//! Questions.

use picklive_contract::{Endpoint, Method, headers};
use reqwest::header;
use serde_json::Value;

/// The page a question comes from (`Origin`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum From {
    /// A page of another site.
    #[default]
    Elsewhere,
    /// A page of the API's own origin.
    Home,
}

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) from: From,
    /// Whether a redirect is looked at, not followed.
    pub(crate) stays: bool,
}

impl Ask {
    /// A question without a body.
    pub(crate) fn new(method: reqwest::Method, path: impl Into<String>) -> Self {
        let (headers, from) = (Vec::new(), From::default());
        Self { method, path: path.into(), headers, body: None, from, stays: false }
    }

    /// A question to an endpoint, with a fresh key where it creates.
    pub(crate) fn to<E: Endpoint>(at: &E::At) -> Self {
        let method = match E::METHOD {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let ask = Self::new(method, E::path(at));
        if E::CREATES { ask.key(&fresh_key()) } else { ask }
    }

    /// The same with a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.with(header::CONTENT_TYPE.as_str(), "application/json").raw(body.to_string())
    }

    /// The same with a body as it is.
    pub(crate) fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same with a header, instead of another of that name.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// The same, looking at a redirect instead of following it.
    pub(crate) fn staying(mut self) -> Self {
        self.stays = true;
        self
    }

    /// The same with this key.
    pub(crate) fn key(self, key: &str) -> Self {
        self.with(headers::IDEMPOTENCY_KEY, key)
    }
}

/// A key that was never used: 128 random bits.
pub(crate) fn fresh_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}
