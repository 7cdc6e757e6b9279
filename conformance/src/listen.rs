//! Streams of events, read piece by piece since they do not end.

use std::time::{Duration, Instant};

use picklive_contract::events::{Event, STREAM};
use reqwest::{Method, header};

use crate::{
    answer::{Answer, chain},
    answers,
    ask::Ask,
    client::Client,
};

/// An event, with the cursor after it.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) id: String,
    pub(crate) event: Event,
}

/// A stream that was opened.
#[derive(Debug)]
pub(crate) struct Listener {
    /// How the answer begins.
    pub(crate) begun: Answer,
    response: reqwest::Response,
    text: Vec<u8>,
}

impl Client<'_> {
    /// Opens a stream. An answer that is none is noted like any other; `Err` has its beginning.
    pub(crate) async fn listen(&mut self, path: &str) -> Result<Listener, String> {
        self.listen_by(Ask::new(Method::GET, path)).await
    }

    /// The same with whatever else the question carries.
    pub(crate) async fn listen_by(&mut self, ask: Ask) -> Result<Listener, String> {
        let ask = ask.with(header::ACCEPT.as_str(), STREAM);
        let (at, asked) = (format!("GET {}", ask.path), Instant::now());
        let request = self.request(&ask).ok_or("an address")?;
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                self.note(&at, Err(chain(&error)));
                return Err("no answer".into());
            }
        };
        if !response.status().is_success() {
            let answer = Answer::whole(response, at.clone(), asked).await;
            let noted = self.note(&at, answer);
            return Err(noted.map_or("no answer".into(), |answer| answer.brief()));
        }
        let begun = Answer::begun(&response, at, asked);
        self.came(&begun);
        answers::begun(self.record, &begun);
        Ok(Listener { begun, response, text: Vec::new() })
    }
}

impl Listener {
    /// The next event, if it comes in time.
    pub(crate) async fn next(&mut self, within: Duration) -> Result<Heard, String> {
        let end = Instant::now() + within;
        loop {
            while let Some(block) = self.block() {
                if let Some(heard) = read(&block) {
                    return heard;
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.response.chunk()).await {
                Err(_) => return Err(format!("nothing within {} ms", within.as_millis())),
                Ok(Err(error)) => return Err(chain(&error)),
                Ok(Ok(None)) => return Err("the stream ended".into()),
                // Lines may end in CR LF; a CR alone nobody writes.
                Ok(Ok(Some(bytes))) => self.text.extend(bytes.iter().filter(|b| **b != b'\r')),
            }
        }
    }

    /// The lines up to the next empty one.
    fn block(&mut self) -> Option<String> {
        let end = self.text.windows(2).position(|pair| pair == b"\n\n")?;
        let block: Vec<u8> = self.text.drain(..end + 2).collect();
        Some(String::from_utf8_lossy(&block).into_owned())
    }
}

/// Reads the lines of one event; nothing when they are comments.
fn read(block: &str) -> Option<Result<Heard, String>> {
    let (mut id, mut data) = (String::new(), Vec::new());
    for line in block.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => id = value.into(),
            "data" => data.push(value),
            _ => {}
        }
    }
    let data = (!data.is_empty()).then(|| data.join("\n"))?;
    let event = serde_json::from_str(&data).map_err(|error| format!("{error}: {data}"));
    Some(event.map(|event| Heard { id, event }))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_event_is_read_and_a_comment_is_not() {
        assert!(read(":\n\n").is_none() && read(": id: 7\n\n").is_none());
        let told = r#"{"topic":"shop","seq":7,"at":"2026-11-24T07:00:00Z","kind":"ready"}"#;
        let heard = read(&format!("id: shop@7\nretry:9\ndata:{told}\n\n")).unwrap().unwrap();
        assert_eq!((heard.id.as_str(), heard.event.seq), ("shop@7", 7));
        assert!(read("data: {}\n\n").unwrap().is_err());
    }
}
