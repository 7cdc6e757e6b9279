//! The one way to the server: a typed call, and what can go wrong on the way.

mod asset;
mod error;
pub mod events;
mod kept;
mod refusal;
mod transport;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, Method, UnixMillis,
    storefront::{GetTime, ServerTime},
};

pub use asset::asset;
pub use error::{ApiError, reason};
pub use kept::Kept;
pub use refusal::Refusal;
use transport::{Good, Request};

use crate::{
    platform::{
        clock::{Sample, ServerClock, monotonic},
        json,
        storage::{self, Keep},
        stream::Pieces,
        task::Wait,
    },
    signal::Var,
};

/// Under which name the tab remembers the token.
const BEARER: &str = "bearer";

/// Where the API is and who is asking; there is one, provided as context by the app.
#[derive(Clone)]
pub struct Api {
    base: Arc<str>,
    bearer: Var<Option<String>>,
    kept: Var<kept::All>,
    turns: Var<u32>,
    clock: ServerClock,
}

/// What a call carries beside its question.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// The idempotency key of a writing call: one wish has one key, on every repeat.
    pub key: Option<String>,
    /// A guest's key to the order.
    pub secret: Option<String>,
    /// A viewer's ticket to the room.
    pub viewer: Option<String>,
}

impl Api {
    /// An API at `base` (no trailing slash; empty for the page's own origin).
    pub fn new(base: &str, clock: ServerClock) -> Self {
        let bearer = Var::new(storage::read(Keep::Tab, BEARER));
        let kept = Var::new(Vec::new());
        Self { base: base.trim_end_matches('/').into(), bearer, kept, turns: Var::new(0), clock }
    }

    /// The API of the app that draws.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// From now on asks with this token; for an API on another origin.
    pub fn sign_in_with(&self, token: Option<String>) {
        match &token {
            Some(token) => storage::write(Keep::Tab, BEARER, token),
            None => storage::remove(Keep::Tab, BEARER),
        }
        self.forget();
        self.bearer.set(token);
    }

    /// Forgets what was read: somebody else is signed in now, or nobody. What is still on its way is not kept.
    pub fn forget(&self) {
        self.kept.set(Vec::new());
        self.turns.update(|turns| *turns = turns.wrapping_add(1));
    }

    /// How often everything was forgotten.
    pub fn turn(&self) -> u32 {
        self.turns.get_untracked()
    }

    /// What was read last at `path` on this page's visit: drawn at once when one comes back to it, and asked
    /// for again.
    pub fn kept(&self, path: &str) -> Option<Kept> {
        self.kept.with_untracked(|all| kept::find(all, path))
    }

    /// Keeps what was read at `path` since a `turn`.
    pub fn keep(&self, turn: u32, path: &str, kept: Kept) {
        if turn == self.turn() {
            self.kept.update(|all| kept::put(all, path, kept));
        }
    }

    /// What is kept of `path` was read again `at` a time, and is the same.
    pub fn renew(&self, path: &str, at: f64) {
        self.kept.update(|all| kept::renew(all, path, at));
    }

    /// Calls an endpoint that needs no question and no place.
    pub async fn read<E: Endpoint<At = (), Ask = ()>>(&self) -> Result<E::Answer, ApiError> {
        self.put::<E>(&(), None, Extra::default()).await
    }

    /// Calls an endpoint. An answer with server time also sets the clock.
    pub async fn call<E: Endpoint>(
        &self,
        at: &E::At,
        ask: &E::Ask,
        extra: Extra,
    ) -> Result<E::Answer, ApiError> {
        let body = json::write(ask).filter(|body| body != "null");
        self.put::<E>(at, body, extra).await
    }

    /// Calls an endpoint with a question that is written already.
    pub async fn put<E: Endpoint>(
        &self,
        at: &E::At,
        body: Option<String>,
        extra: Extra,
    ) -> Result<E::Answer, ApiError> {
        let good = self.send(E::METHOD, &E::path(at), body, extra).await?;
        json::read(&good.text).ok_or(ApiError::Unreadable)
    }

    /// Reads what is at `path` as text, e.g. to see whether it is the same as before.
    pub fn text(&self, path: &str, secret: Option<String>) -> Wait<Result<String, ApiError>> {
        let good = self.send(Method::Get, path, None, Extra { secret, ..Extra::default() });
        Box::pin(async move { Ok(good.await?.text) })
    }

    /// Opens the stream of events at `path`; `None` when something else than a stream answers.
    async fn stream(&self, path: &str, extra: Extra) -> Result<Option<Pieces>, ApiError> {
        let request = self.request(Method::Get, path, None, extra);
        transport::open(request, self.clock).await
    }

    /// Makes a call and gives the text of its answer.
    pub fn text_of(
        &self,
        method: Method,
        path: String,
        body: Option<String>,
        extra: Extra,
    ) -> Wait<Result<String, ApiError>> {
        let good = self.send(method, &path, body, extra);
        Box::pin(async move { Ok(good.await?.text) })
    }

    /// One request, boxed: compiled once, not once an endpoint.
    fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        extra: Extra,
    ) -> Wait<Result<Good, ApiError>> {
        Box::pin(transport::send(self.request(method, path, body, extra), self.clock))
    }

    fn request(&self, method: Method, path: &str, body: Option<String>, extra: Extra) -> Request {
        Request {
            method,
            url: self.url(path),
            body,
            key: extra.key,
            secret: extra.secret,
            viewer: extra.viewer,
            bearer: self.bearer.get_untracked(),
            cross_origin: !self.base.is_empty(),
        }
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

    /// Puts the question for the time once; an answer that a cache may have given says nothing.
    pub async fn ask_time(&self) -> Option<Sample> {
        let sent = monotonic();
        let asked = self.send(Method::Get, &GetTime::path(&()), None, Extra::default());
        let good = asked.await.ok().filter(|good| good.fresh)?;
        let came = monotonic();
        let told: ServerTime = json::read(&good.text)?;
        Some(Sample { sent, came, server: told.now })
    }
}

/// Reads `Picklive-Time`.
fn server_time(text: &str) -> Option<UnixMillis> {
    text.trim().parse().ok().map(UnixMillis)
}
