//! Somebody who listens to the event stream.

use std::time::Duration;

use picklive_contract::events::{Event, EventKind, STREAM};
use reqwest::{RequestBuilder, Response};

use super::Client;

/// A stream that is open.
pub struct Listener {
    answer: Response,
    text: String,
    /// The cursor after the last event.
    pub cursor: String,
}

impl Listener {
    /// Opens a stream with these parameters after the topic, and takes its greeting.
    pub async fn open(client: &Client, parameters: &str) -> (Self, Event) {
        let path = format!("/v1/events?topics=shop{parameters}");
        let mut listener = Self::asking(client.request("GET", &path)).await;
        let first = listener.next().await.unwrap();
        (listener, first)
    }

    /// Opens a stream by this request.
    pub async fn asking(request: RequestBuilder) -> Self {
        let answer = request.header("accept", STREAM).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], STREAM);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self { answer, text: String::new(), cursor: String::new() }
    }

    /// The next event; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let mut lines = block.lines();
                    lines.find_map(|line| line.strip_prefix(name)).map(str::trim_start)
                };
                let Some(data) = field("data:") else { continue };
                self.cursor = field("id:").unwrap().into();
                return Some(serde_json::from_str(data).unwrap());
            }
            let limit = Duration::from_secs(20);
            let piece = tokio::time::timeout(limit, self.answer.chunk()).await.unwrap();
            self.text += std::str::from_utf8(&piece.unwrap()?).unwrap();
        }
    }

    /// Events until one of this kind, which is the last of them.
    pub async fn until(&mut self, kind: &EventKind) -> Vec<Event> {
        let mut all: Vec<Event> = Vec::new();
        while all.last().is_none_or(|event| event.kind != *kind) {
            all.push(self.next().await.unwrap());
        }
        all
    }
}
