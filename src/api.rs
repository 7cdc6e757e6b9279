//! The one way to the server: a typed call, and what can go wrong on the way.

mod error;
mod refusal;
mod transport;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Endpoint, Method, UnixMillis, storefront::GetTime};

pub use error::{ApiError, reason};
pub use refusal::Refusal;
use transport::Request;

use crate::{
    address::Site,
    platform::{
        clock::{Sample, ServerClock},
        json,
    },
};

/// Where the API is and who is asking; there is one, provided as context by the app.
#[derive(Clone)]
pub struct Api {
    base: Arc<str>,
    bearer: RwSignal<Option<String>>,
    clock: ServerClock,
}

/// What a call carries beside its question.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// The idempotency key of a writing call: one wish has one key, on every repeat.
    pub key: Option<String>,
    /// A guest's key to the order.
    pub secret: Option<String>,
}

impl Api {
    /// An API at `base` (no trailing slash; empty for the page's own origin).
    pub fn new(base: &str, clock: ServerClock) -> Self {
        Self { base: base.trim_end_matches('/').into(), bearer: RwSignal::new(None), clock }
    }

    /// The API of the app that draws.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// From now on asks with this token; for an API on another origin.
    pub fn sign_in_with(&self, token: Option<String>) {
        self.bearer.try_set(token);
    }

    /// Asks for what needs no question and no place.
    pub async fn read<E: Endpoint<At = (), Ask = ()>>(&self) -> Result<E::Answer, ApiError> {
        self.call::<E>(&(), &(), Extra::default()).await
    }

    /// Calls an endpoint. An answer with server time also sets the clock.
    pub async fn call<E: Endpoint>(
        &self,
        at: &E::At,
        ask: &E::Ask,
        extra: Extra,
    ) -> Result<E::Answer, ApiError> {
        let body = json::write(ask).ok_or(ApiError::Unreadable)?;
        let request = Request {
            method: E::METHOD,
            url: self.url(&E::path(at)),
            body: (body != "null").then_some(body),
            key: extra.key,
            secret: extra.secret,
            bearer: self.bearer.try_get_untracked().flatten(),
            cross_origin: !self.base.is_empty(),
        };
        let reply = transport::send(request, self.clock).await?;
        json::read(&reply).ok_or(ApiError::Unreadable)
    }

    /// Reads what is at `path` as text, e.g. to see whether it is the same as before.
    pub async fn text(&self, path: &str, secret: Option<String>) -> Result<String, ApiError> {
        let request = Request {
            method: Method::Get,
            url: self.url(path),
            body: None,
            key: None,
            secret,
            bearer: self.bearer.try_get_untracked().flatten(),
            cross_origin: !self.base.is_empty(),
        };
        transport::send(request, self.clock).await
    }

    /// The address of something the API names relative to its base.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with('/') && !path.starts_with("//") {
            format!(
                "{}{}{path}",
                self.base,
                if self.base.is_empty() { transport::root() } else { String::new() }
            )
        } else {
            path.into()
        }
    }

    /// Puts the question for the time once.
    pub async fn ask_time(&self) -> Option<Sample> {
        let sent = crate::platform::clock::monotonic();
        let answer = self.read::<GetTime>().await.ok()?;
        let came = crate::platform::clock::monotonic();
        Some(Sample { sent, came, server: answer.now })
    }
}

/// How the addresses of pictures are written: those relative to the API get its base. While the server
/// draws, the API is the installation itself.
pub fn asset(site: &Site) -> impl Fn(&str) -> String + use<> {
    let base = match use_context::<Api>() {
        Some(api) if !api.base.is_empty() => api.base.to_string(),
        _ => site.base.trim_end_matches('/').into(),
    };
    move |path| {
        if path.starts_with('/') && !path.starts_with("//") {
            format!("{base}{path}")
        } else {
            path.into()
        }
    }
}

/// Reads `Picklive-Time`.
fn server_time(text: &str) -> Option<UnixMillis> {
    text.trim().parse().ok().map(UnixMillis)
}
