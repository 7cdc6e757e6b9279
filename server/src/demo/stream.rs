//! The demo's stream: a short clip that is shown again and again, as if it were live (HLS, with program date time).
//!
//! Only with `--demo`. `live/morning-tea.m3u8` is about a second behind the server's clock, or `?delay=` seconds;
//! `live/morning-tea/recording.m3u8?begin=&end=` is what it showed between two times of the server, in milliseconds.

pub mod playlist;

use std::sync::LazyLock;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use include_dir::{Dir, include_dir};
use picklive_contract::{UnixMillis, problem::ProblemKind, time::SECOND};
use url::form_urlencoded;

use crate::{ApiError, AppState, http::files::inside, random};

/// Where the stream is found.
pub const LIVE: &str = "/demo/live/morning-tea.m3u8";
const RECORDING: &str = "/demo/live/morning-tea/recording.m3u8";

/// How far a live playlist is behind the clock when nothing is said, in seconds.
const DELAY: i64 = 1;
/// Farthest it can be, in seconds.
const DELAY_MAX: i64 = 60;

/// The clip, cut into segments (`server/demo/live/make.sh`).
static CLIP: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo/live/morning-tea");
/// Stands in the segments' addresses: another clip has other addresses, so segments may be kept for ever.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut files: Vec<_> = CLIP.files().collect();
    files.sort_by_key(|file| file.path());
    let all: Vec<u8> = files.iter().flat_map(|file| file.contents()).copied().collect();
    random::digest(&all)[..10].to_owned()
});

/// The routes of the stream.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(LIVE, get(live))
        .route(RECORDING, get(recording))
        .route("/demo/live/morning-tea/{file}", get(segment))
}

/// Address of what the stream showed from `begin` to `end`.
pub fn recorded(begin: UnixMillis, end: UnixMillis) -> String {
    format!("{RECORDING}?begin={}&end={}", begin.0, end.0)
}

fn file(index: i64) -> String {
    format!("{index:02}.ts?v={}", *VERSION)
}

async fn live(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    only_demo(&state)?;
    let delay = number(&request, "delay")?.unwrap_or(DELAY);
    if !(0..=DELAY_MAX).contains(&delay) {
        return Err(wrong(&format!("`delay` is 0 to {DELAY_MAX} seconds")));
    }
    let name = |index| format!("morning-tea/{}", file(index));
    let text = playlist::live(state.clock.now(), delay * SECOND, name);
    Ok(answer(text, "application/vnd.apple.mpegurl", "no-store"))
}

async fn recording(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    only_demo(&state)?;
    let time = |name| number(&request, name).map(|at| at.map(UnixMillis));
    let (Some(begin), Some(end)) = (time("begin")?, time("end")?) else {
        return Err(wrong("`begin` and `end` are needed"));
    };
    // What has not been shown yet is not recorded yet.
    let now = state.clock.now();
    let text = playlist::recording(begin, end.min(now), file).ok_or_else(ApiError::not_found)?;
    // While it is being recorded it grows.
    let keep = if end <= now { "public, max-age=3600" } else { "no-store" };
    Ok(answer(text, "application/vnd.apple.mpegurl", keep))
}

async fn segment(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    only_demo(&state)?;
    let file = inside(request.uri().path().trim_start_matches("/demo/live/morning-tea"));
    let file = file.and_then(|path| CLIP.get_file(path)).ok_or_else(ApiError::not_found)?;
    Ok(answer(file.contents(), "video/mp2t", "public, max-age=31536000, immutable"))
}

fn only_demo(state: &AppState) -> Result<(), ApiError> {
    if state.config.demo { Ok(()) } else { Err(ApiError::not_found()) }
}

/// A whole number of the query.
fn number(request: &Request, name: &str) -> Result<Option<i64>, ApiError> {
    let query = request.uri().query().unwrap_or("");
    let mut given = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let value = given.next().map(|(_, value)| value.parse());
    value.transpose().map_err(|_| wrong(&format!("`{name}` is a whole number")))
}

fn wrong(title: &str) -> ApiError {
    ApiError::problem(ProblemKind::BadRequest, StatusCode::BAD_REQUEST, title)
}

fn answer(body: impl IntoResponse, kind: &'static str, keep: &'static str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
