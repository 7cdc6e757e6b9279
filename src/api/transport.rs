//! Fetch: one request with its headers, a time limit, and an end with the task that asked.

use std::time::Duration;

use leptos::prelude::window;
use picklive_contract::{Method, headers, problem::ProblemKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCredentials, RequestInit, Response};

use super::{ApiError, Refusal, server_time};
use crate::platform::{
    clock::{Asked, Sample, ServerClock, monotonic},
    document,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest body that is read, in characters; nothing in the contract comes near.
const BODY_MAX: usize = 4_000_000;

/// One request.
pub(super) struct Request {
    pub method: Method,
    pub url: String,
    pub body: Option<String>,
    pub key: Option<String>,
    pub secret: Option<String>,
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
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        self.controller.abort();
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
    let mut patience = Patience {
        controller: AbortController::new().map_err(|_| ApiError::Offline)?,
        timer: None,
    };
    let controller = patience.controller.clone();
    patience.timer =
        leptos::prelude::set_timeout_with_handle(move || controller.abort(), PATIENCE).ok();
    let failed = || {
        if monotonic() - sent >= PATIENCE.as_millis() as f64 - 50.0 {
            ApiError::Slow
        } else {
            ApiError::Offline
        }
    };

    let response = fetch(&request, &patience.controller).await.map_err(|_| failed())?;
    let fresh = is_fresh(&response);
    if fresh {
        learn_time(&response, sent, asked, clock);
    }
    let status = response.status();
    let text = response.text().map_err(|_| failed())?;
    let body = JsFuture::from(text).await.map_err(|_| failed())?;
    let body =
        body.as_string().filter(|body| body.len() <= BODY_MAX).ok_or(ApiError::Unreadable)?;
    // The answer is whole: nothing is left to abort, but the timer must not outlive it.
    drop(patience);
    if response.ok() {
        let text = if status == 204 { "null".into() } else { body };
        return Ok(Good { text, fresh });
    }
    Err(problem(status, &body, &response))
}

async fn fetch(request: &Request, controller: &AbortController) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_signal(Some(&controller.signal()));
    if request.cross_origin {
        init.set_credentials(RequestCredentials::Omit);
    }
    let header = web_sys::Headers::new()?;
    header.set("accept", "application/json")?;
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
        header.set("content-type", "application/json")?;
    }
    let bearer = request.bearer.as_ref().map(|token| format!("Bearer {token}"));
    let pairs = [
        ("authorization", &bearer),
        (headers::IDEMPOTENCY_KEY, &request.key),
        (headers::ORDER_SECRET, &request.secret),
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
