//! Events as a stream: `text/event-stream`, as the HTML standard writes it (section "Server-sent events").

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::unfold;
use picklive_contract::events::{EventKind, STREAM};
use tokio::sync::broadcast::error::RecvError;

use super::{
    hub::{Handed, Place, ended},
    told::{Missed, cursor, here},
};
use crate::AppState;

/// How often a silent line is used, so that both sides notice when it is dead.
const BEAT: Duration = Duration::from_secs(15);

struct Listener {
    state: AppState,
    place: Place,
    missed: Missed,
    greeted: bool,
}

/// The answer that goes on until either side ends it.
pub fn stream(state: AppState, place: Place, missed: Missed) -> Response {
    let listener = Listener { state, place, missed, greeted: false };
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
        if !self.greeted {
            self.greeted = true;
            let resync = self.missed.resync;
            return self.say(if resync { EventKind::Resync } else { EventKind::Ready });
        }
        if let Some(event) = self.missed.events.pop_front() {
            return Some(self.hand(&event));
        }
        loop {
            let place = &mut self.place;
            let event = tokio::select! {
                () = ended(&mut place.ending) => return None,
                () = tokio::time::sleep(BEAT) => return Some(":\n\n".into()),
                event = place.events.recv() => event,
            };
            match event {
                Ok(event) if event.seq > self.missed.known => return Some(self.hand(&event)),
                Ok(_) => {}
                // Too slow. The next one that waits for it says where it is then.
                Err(RecvError::Lagged(_)) => {
                    self.missed.known = self.place.events.recv().await.ok()?.seq;
                    return self.say(EventKind::Resync);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn hand(&mut self, event: &Handed) -> String {
        self.missed.known = event.seq;
        self.written(event.seq, &event.body)
    }

    fn say(&self, kind: EventKind) -> Option<String> {
        let event = here(kind, self.missed.known, self.state.clock.now());
        Some(self.written(event.seq, &serde_json::to_string(&event).ok()?))
    }

    fn written(&self, seq: i64, body: &str) -> String {
        format!("id: {}\ndata: {body}\n\n", cursor(&self.place.epoch, seq))
    }
}
