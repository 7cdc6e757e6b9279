//! The way out to a provider: one origin, in limited time, with answers of limited size, and errors that show
//! no address and no key.

use std::{error::Error, time::Duration};

use axum::http::{HeaderMap, Method, StatusCode};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use url::Url;

use super::provider::ProviderError;
use crate::config::is_loopback;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(4);
/// How long a whole answer may take. A start is tried twice, and asked about after half a minute.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 << 10;

/// A provider's origin.
#[derive(Clone, Debug)]
pub struct Wire {
    http: Client,
    origin: Url,
}

/// What a provider answered.
#[derive(Debug)]
pub struct Heard {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, whole.
    pub body: Vec<u8>,
}

impl Wire {
    /// The way to an origin.
    ///
    /// # Errors
    /// A sentence, when TLS cannot be set up.
    pub fn new(origin: Url) -> Result<Self, String> {
        let mut http = Client::builder()
            .user_agent(concat!("picklive-server/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(PATIENCE);
        if is_loopback(&origin) {
            http = http.no_proxy();
        } else {
            http = http.https_only(true);
        }
        let http = http.build().map_err(|error| format!("cannot call {origin}: {error}"))?;
        Ok(Self { http, origin })
    }

    /// A request to a path of the origin, with its query.
    ///
    /// # Errors
    /// If it is no path.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, ProviderError> {
        let url = self.origin.join(path).ok();
        let url = url.filter(|url| url.origin() == self.origin.origin());
        let url = url.ok_or_else(|| ProviderError::Down("an address leads elsewhere".into()))?;
        Ok(self.http.request(method, url))
    }

    /// Sends a request and reads the answer, whatever its status.
    ///
    /// # Errors
    /// If none came in time, or one that is too large.
    pub async fn send(&self, request: RequestBuilder) -> Result<Heard, ProviderError> {
        let mut answer = request.send().await.map_err(silent)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = read(&mut answer).await?;
        Ok(Heard { status, headers, body })
    }
}

async fn read(answer: &mut Response) -> Result<Vec<u8>, ProviderError> {
    let too_large = || ProviderError::Down("the answer is too large".into());
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    if answer.content_length().is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(silent)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > LARGEST {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

/// Why nothing came: the last cause, which says most and names no address.
fn silent(error: reqwest::Error) -> ProviderError {
    if error.is_timeout() {
        return ProviderError::Down("no answer in time".into());
    }
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    ProviderError::Down(cause.to_string())
}
