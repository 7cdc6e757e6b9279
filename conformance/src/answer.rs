//! What comes back.

use std::time::{Duration, Instant};

use picklive_contract::{Problem, UnixMillis, headers, problem::ProblemKind};
use reqwest::header;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// `GET /v1/time`
    pub(crate) at: String,
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Vec<u8>,
    /// When it was there, whole.
    pub(crate) came: Instant,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Answer {
    /// Sends a request and reads the whole answer.
    pub(crate) async fn to(request: reqwest::RequestBuilder, at: String) -> Result<Self, String> {
        let asked = Instant::now();
        let response = request.send().await.map_err(|error| chain(&error))?;
        Self::whole(response, at, asked).await
    }

    /// Reads what is left of an answer that was asked for at `asked`.
    pub(crate) async fn whole(
        response: reqwest::Response,
        at: String,
        asked: Instant,
    ) -> Result<Self, String> {
        let begun = Self::begun(&response, at, asked);
        let body = response.bytes().await.map_err(|error| chain(&error))?.into();
        let came = Instant::now();
        Ok(Self { body, came, took: came - asked, ..begun })
    }

    /// The beginning of an answer, without its body.
    pub(crate) fn begun(response: &reqwest::Response, at: String, asked: Instant) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let came = Instant::now();
        Self { at, status, headers, body: Vec::new(), came, took: came - asked }
    }

    /// Whether it is a success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The media type, without parameters, in small letters.
    pub(crate) fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or("");
        value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
    }

    /// `Picklive-Time`, if it is one.
    pub(crate) fn time(&self) -> Option<UnixMillis> {
        self.header(headers::TIME)?.parse().ok().filter(|millis| *millis > 0).map(UnixMillis)
    }

    /// The body as `T`, if it can be read as one.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The refusal, if it is one.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.read().filter(|_| self.status >= 400)
    }

    /// Whether it is the refusal of this status and type.
    pub(crate) fn refuses(&self, status: u16, kind: &ProblemKind) -> bool {
        self.status == status && self.problem().is_some_and(|problem| problem.kind == *kind)
    }

    /// Status and the beginning of the body, for a report.
    pub(crate) fn brief(&self) -> String {
        let text: String = String::from_utf8_lossy(&self.body).chars().take(120).collect();
        format!("{} {text}", self.status)
    }
}

/// An error with its causes.
pub(crate) fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
