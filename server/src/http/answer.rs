//! Answers: a body of the endpoint's type with what HTTP adds to it.

use std::{io::Write, marker::PhantomData};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use picklive_contract::Endpoint;

use crate::{ApiError, random};

/// Smallest body that is packed, in bytes.
const PACKED_FROM: usize = 1_024;

/// Who may keep an answer, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Nobody: it is one person's, or true for this moment only.
    NoStore,
    /// Anybody, but to be asked about each time (with its `ETag`).
    Revalidate,
    /// Anybody, for so many seconds, and for so many more while a fresh one is fetched.
    Shared {
        /// Seconds it is fresh.
        fresh: u32,
        /// Further seconds it may be shown while it is renewed.
        stale: u32,
    },
}

impl Cache {
    fn header(self) -> HeaderValue {
        let text = match self {
            Self::NoStore => "no-store".into(),
            Self::Revalidate => "public, no-cache".into(),
            Self::Shared { fresh, stale } => {
                format!("public, max-age={fresh}, stale-while-revalidate={stale}")
            }
        };
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("no-store"))
    }
}

/// The answer to endpoint `E`.
#[derive(Debug)]
pub struct Answer<E> {
    /// HTTP status.
    pub status: StatusCode,
    /// The body, written.
    pub json: String,
    cache: Cache,
    headers: HeaderMap,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Endpoint> Answer<E> {
    /// An answer for the caller alone, 200.
    ///
    /// # Errors
    /// If the body cannot be written as JSON.
    pub fn private(body: &E::Answer) -> Result<Self, ApiError> {
        Ok(Self::written(StatusCode::OK, serde_json::to_string(body)?))
    }

    /// An answer that is the same for everybody, 200.
    ///
    /// # Errors
    /// If the body cannot be written as JSON.
    pub fn shared(body: &E::Answer, cache: Cache) -> Result<Self, ApiError> {
        Ok(Self { cache, ..Self::private(body)? })
    }

    /// An answer for the caller alone whose body was written before.
    pub fn written(status: StatusCode, json: String) -> Self {
        let headers = HeaderMap::new();
        Self { status, json, cache: Cache::NoStore, headers, endpoint: PhantomData }
    }

    /// The same with another status, e.g. 201.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same with a header more.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The HTTP response to a request with these headers: 304 when the caller has this very body, packed
    /// where the caller takes that. Private answers, which may carry secrets, are never packed.
    pub fn respond(self, asked: &HeaderMap) -> Response {
        let mut response = if self.cache == Cache::NoStore {
            (self.status, self.json).into_response()
        } else {
            packed(self.status, self.json, asked)
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, self.cache.header());
        headers.extend(self.headers);
        response
    }
}

/// A body with its tag, packed where the caller takes that; 304 when the caller has it.
pub fn packed(status: StatusCode, json: String, asked: &HeaderMap) -> Response {
    let packs = json.len() >= PACKED_FROM && accepts(asked, "gzip");
    let tag = etag(json.as_bytes(), if packs { "-gzip" } else { "" });
    let packed = if packs && !is_known(asked, &tag) { gzip(json.as_bytes()) } else { None };
    let mut response = match packed {
        _ if is_known(asked, &tag) => StatusCode::NOT_MODIFIED.into_response(),
        Some(packed) => ([(header::CONTENT_ENCODING, "gzip")], (status, packed)).into_response(),
        None => (status, json).into_response(),
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, tag);
    response
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

/// Whether `Accept-Encoding` names the encoding without refusing it (`;q=0`).
pub fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    named.flat_map(|line| line.split(',')).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let same = words.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = words.find_map(|word| word.strip_prefix("q=")?.parse::<f32>().ok());
        same && weight != Some(0.0)
    })
}

/// A strong tag: the same bytes in the same `form` (e.g. `-gzip`), the same tag.
pub fn etag(body: &[u8], form: &str) -> HeaderValue {
    let digest = random::digest(body);
    HeaderValue::from_str(&format!("\"{}{form}\"", &digest[..22]))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether `If-None-Match` names the tag.
pub fn is_known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.as_bytes();
    let named = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    named.flat_map(|line| line.split(',')).any(|name| {
        let name = name.trim();
        name == "*" || name.strip_prefix("W/").unwrap_or(name).as_bytes() == tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_can_be_refused() {
        let mut asked = HeaderMap::new();
        asked.insert(header::ACCEPT_ENCODING, "gzip, br;q=0".parse().unwrap());
        assert!(accepts(&asked, "gzip") && !accepts(&asked, "br"));
    }

    #[test]
    fn a_tag_is_known_among_others_and_in_its_weak_form() {
        let tag = etag(b"body", "");
        let mut asked = HeaderMap::new();
        let line = format!("\"x\", W/{}", tag.to_str().unwrap());
        asked.insert(header::IF_NONE_MATCH, line.parse().unwrap());
        assert!(is_known(&asked, &tag) && !is_known(&asked, &etag(b"body", "-gzip")));
    }
}
