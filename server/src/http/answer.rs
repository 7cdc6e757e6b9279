//! Answers: a body of the endpoint's type with what HTTP adds to it.

use std::marker::PhantomData;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use picklive_contract::Endpoint;

use super::packing::Packing;
use crate::{ApiError, random};

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

    /// An answer that is the same for everybody whose body was written before, 200.
    pub fn shared_written(json: String, cache: Cache) -> Self {
        Self { cache, ..Self::written(StatusCode::OK, json) }
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
pub fn packed(status: StatusCode, body: String, asked: &HeaderMap) -> Response {
    let packing = Packing::for_body(&body, asked);
    let tag = etag(body.as_bytes(), packing.map_or("", Packing::mark));
    let mut response = if is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match packing.and_then(|packing| Some((packing, packing.pack(body.as_bytes())?))) {
            Some((packing, packed)) => {
                ([(header::CONTENT_ENCODING, packing.name())], (status, packed)).into_response()
            }
            None => (status, body).into_response(),
        }
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, tag);
    response
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
    fn a_tag_is_known_among_others_and_in_its_weak_form() {
        let tag = etag(b"body", "");
        let mut asked = HeaderMap::new();
        let line = format!("\"x\", W/{}", tag.to_str().unwrap());
        asked.insert(header::IF_NONE_MATCH, line.parse().unwrap());
        assert!(is_known(&asked, &tag) && !is_known(&asked, &etag(b"body", "-gzip")));
    }
}
