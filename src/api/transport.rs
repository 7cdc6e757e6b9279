//! Fetch: one request with its headers, a time limit, and an end with the task that asked.

use std::time::Duration;

use leptos::prelude::window;
use picklive_contract::{Method, events::STREAM, headers, problem::ProblemKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, Response};

use super::{ApiError, Refusal, server_time};
use crate::platform::{
    clock::{Asked, Sample, ServerClock, monotonic},
    document,
    stream::Pieces,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is taken, but of streams.
const JSON: &str = "application/json";
/// Longest body that is read, in characters; nothing in the contract comes near.
const BODY_MAX: usize = 4_000_000;

/// One request.
pub(super) struct Request {
    pub method: Method,
    pub url: String,
    pub body: Option<String>,
    pub key: Option<String>,
    pub secret: Option<String>,
    pub viewer: Option<String>,
    pub bearer: Option<String>,
    pub cross_origin: bool,
}

/// The base path without its trailing slash: where the API of the page's own origin begins.
pub(super) fn root() -> String {
    document::base_path().trim_end_matches('/').into()
}

/// Aborts the request when the task that waits for it is dropped, or when patience ends.
struct Patience {
    controller: AbortController,
    timer: Option<leptos::prelude::TimeoutHandle>,
    /// Whether the end of the wait is the end of the request.
    aborts: bool,
}

impl Patience {
    fn new() -> Result<Self, ApiError> {
        let controller = AbortController::new().map_err(|_| ApiError::Offline)?;
        let held = controller.clone();
        let timer = leptos::prelude::set_timeout_with_handle(move || held.abort(), PATIENCE).ok();
        Ok(Self { controller, timer, aborts: true })
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        if self.aborts {
            self.controller.abort();
        }
    }
}

/// A good answer.
pub(super) struct Good {
    /// Its body.
    pub text: String,
    /// Whether it comes from the server itself: no cache can have given it.
    pub fresh: bool,
}

/// Sends a request.
pub(super) async fn send(request: Request, clock: ServerClock) -> Result<Good, ApiError> {
    let (sent, asked) = (monotonic(), clock.asked());
    let patience = Patience::new()?;
    let response = fetch(&request, JSON, &patience.controller).await.map_err(|_| lost(sent))?;
    let fresh = is_fresh(&response);
    if fresh {
        learn_time(&response, sent, asked, clock);
    }
    let status = response.status();
    let body = body(&response, sent).await?;
    // The answer is whole: nothing is left to abort, but the timer must not outlive it.
    drop(patience);
    if response.ok() {
        let text = if status == 204 { "null".into() } else { body };
        return Ok(Good { text, fresh });
    }
    Err(problem(status, &body, &response))
}

/// Why an answer to what was sent then did not come.
fn lost(sent: f64) -> ApiError {
    if monotonic() - sent >= PATIENCE.as_millis() as f64 - 50.0 {
        ApiError::Slow
    } else {
        ApiError::Offline
    }
}

async fn body(response: &Response, sent: f64) -> Result<String, ApiError> {
    let text = response.text().map_err(|_| lost(sent))?;
    let body = JsFuture::from(text).await.map_err(|_| lost(sent))?;
    body.as_string().filter(|body| body.len() <= BODY_MAX).ok_or(ApiError::Unreadable)
}

/// Opens a stream; `None` when something else than a stream answers, [`ApiError::Slow`] when nothing does, not
/// even a header.
pub(super) async fn open(request: Request, clock: ServerClock) -> Result<Option<Pieces>, ApiError> {
    let (sent, asked) = (monotonic(), clock.asked());
    let mut patience = Patience::new()?;
    let answer = fetch(&request, STREAM, &patience.controller).await;
    let response = answer.map_err(|_| lost(sent))?;
    if is_fresh(&response) {
        learn_time(&response, sent, asked, clock);
    }
    if !response.ok() {
        let body = body(&response, sent).await?;
        return Err(problem(response.status(), &body, &response));
    }
    if !header(&response, "content-type").unwrap_or_default().starts_with(STREAM) {
        return Ok(None);
    }
    patience.aborts = false;
    Ok(Pieces::of(&response, patience.controller.clone()))
}

async fn fetch(
    request: &Request,
    accept: &str,
    controller: &AbortController,
) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    // What was true a few seconds ago may be kept by the browser; whoever asks again wants to know now.
    init.set_cache(RequestCache::NoCache);
    init.set_method(request.method.as_str());
    init.set_signal(Some(&controller.signal()));
    if request.cross_origin {
        init.set_credentials(RequestCredentials::Omit);
    }
    let header = web_sys::Headers::new()?;
    header.set("accept", accept)?;
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
        header.set("content-type", "application/json")?;
    }
    let bearer = request.bearer.as_ref().map(|token| format!("Bearer {token}"));
    let pairs = [
        ("authorization", &bearer),
        (headers::IDEMPOTENCY_KEY, &request.key),
        (headers::ORDER_SECRET, &request.secret),
        (headers::VIEWER, &request.viewer),
    ];
    for (name, value) in pairs {
        if let Some(value) = value {
            header.set(name, value)?;
        }
    }
    init.set_headers(&header);
    JsFuture::from(window().fetch_with_str_and_init(&request.url, &init)).await?.dyn_into()
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

/// Whether no cache can have given an answer: a browser's own gives the old headers without an `Age`.
fn is_fresh(response: &Response) -> bool {
    let control = header(response, "cache-control").unwrap_or_default();
    control.split(',').any(|word| word.trim().eq_ignore_ascii_case("no-store"))
        && header(response, "age").is_none_or(|age| age.trim() == "0")
}

/// Takes server time from a fresh answer.
fn learn_time(response: &Response, sent: f64, asked: Asked, clock: ServerClock) {
    if let Some(server) = header(response, headers::TIME).and_then(|text| server_time(&text)) {
        clock.measured(asked, Sample { sent, came: monotonic(), server });
    }
}

/// The problem a failed answer tells of; when it tells none, the status alone says what is known.
fn problem(status: u16, body: &str, response: &Response) -> ApiError {
    let mut refusal = match (Refusal::read(body), status) {
        (Some(told), _) => told,
        (None, 429) => Refusal::new(ProblemKind::TooMany, status),
        (None, 404) => Refusal::new(ProblemKind::NotFound, status),
        (None, 500..) => Refusal::new(ProblemKind::Unavailable, status),
        (None, 300..=399) => return ApiError::Unreadable,
        (None, _) => Refusal::new(ProblemKind::Other(String::new()), status),
    };
    refusal.status = status;
    // For the sentence that says how long to wait.
    if let Some(seconds) = header(response, "retry-after") {
        refusal.detail = Some(seconds);
    }
    ApiError::Problem(refusal.into())
}
