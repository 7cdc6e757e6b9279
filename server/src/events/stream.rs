//! Events as a stream: `text/event-stream`, as the HTML standard writes it (section "Server-sent events").

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::unfold;
use picklive_contract::events::STREAM;
use tokio::time::Instant;

use super::{
    hub::ended,
    line::{Line, PIECE},
};
use crate::{ApiError, AppState};

/// How often a silent line is used, so that both sides notice when it is dead.
const BEAT: Duration = Duration::from_secs(15);
/// What comes within this time after a piece goes in the next one: ten pieces a second at most.
const PACE: Duration = Duration::from_millis(100);

struct Listener {
    state: AppState,
    line: Line,
    greeted: bool,
    /// When the next piece may be written.
    free: Instant,
}

/// The answer that goes on until either side ends it.
pub fn stream(state: AppState, line: Line) -> Response {
    let listener = Listener { state, line, greeted: false, free: Instant::now() };
    let body = Body::from_stream(unfold(listener, |mut listener| async move {
        let text = listener.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), listener))
    }));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(STREAM));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers before they pass them on leave one alone that says so.
    let buffering = HeaderName::from_static("x-accel-buffering");
    headers.insert(buffering, HeaderValue::from_static("no"));
    response
}

impl Listener {
    /// The next piece of the stream; `None` when the server ends.
    async fn next(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                () = ended(&mut self.line.place.ending) => return None,
                () = tokio::time::sleep_until(self.free) => {}
            }
            let piece = match self.piece() {
                Ok(piece) => piece,
                Err(error) => {
                    tracing::error!(%error, "an event could not be written; the line ends");
                    return None;
                }
            };
            if !piece.is_empty() {
                self.free = Instant::now() + PACE;
                return Some(piece);
            }
            let place = &mut self.line.place;
            tokio::select! {
                () = ended(&mut place.ending) => return None,
                () = tokio::time::sleep(BEAT) => return Some(":\n\n".into()),
                () = place.bell.notified() => {}
            }
        }
    }

    /// What there is to tell; nothing when nothing has come.
    fn piece(&mut self) -> Result<String, ApiError> {
        let (now, mut text) = (self.state.clock.now(), String::new());
        let mut write = |cursor: &str, body: &str| {
            for part in ["id: ", cursor, "\ndata: ", body, "\n\n"] {
                text.push_str(part);
            }
            text.len()
        };
        if !self.greeted {
            self.greeted = true;
            for (event, cursor) in self.line.greetings(now) {
                write(&cursor, &serde_json::to_string(&event)?);
            }
        }
        self.line.fetch();
        while let Some(body) = self.line.next(now)? {
            if write(&self.line.cursor(), &body) > PIECE {
                break;
            }
        }
        Ok(text)
    }
}
