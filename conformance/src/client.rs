//! The one way to ask: every answer passes the rules that hold for all answers.

use std::time::Instant;

use picklive_contract::{Currency, UnixMillis, headers, time::SECOND};
use reqwest::{Method, header};
use serde_json::Value;
use url::Url;

use crate::{
    Options, answers,
    report::Record,
    rules::{self, Rule},
};

/// What came back.
pub(crate) struct Answer {
    /// `GET /v1/time`
    pub(crate) at: String,
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The media type, without parameters, in small letters.
    pub(crate) fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or("");
        value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
    }

    /// `Picklive-Time`, if it is one.
    pub(crate) fn time(&self) -> Option<UnixMillis> {
        self.header(headers::TIME)?.parse().ok().filter(|millis| *millis > 0).map(UnixMillis)
    }

    /// Status and the beginning of the body, for a report.
    pub(crate) fn brief(&self) -> String {
        let text: String = String::from_utf8_lossy(&self.body).chars().take(120).collect();
        format!("{} {text}", self.status)
    }
}

/// Asks the API and notes what every answer must keep.
pub(crate) struct Client<'a> {
    http: reqwest::Client,
    base: Url,
    origin: String,
    pub(crate) record: &'a mut Record,
    /// The storefront's currency, once known.
    pub(crate) currency: Option<Currency>,
    /// Whether any answer came.
    pub(crate) answered: bool,
    /// Server time of the first answer, when it came, and how long it took in milliseconds.
    first: Option<(UnixMillis, Instant, i64)>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(
        base: Url,
        options: &Options,
        record: &'a mut Record,
    ) -> anyhow::Result<Self> {
        let mut http = reqwest::Client::builder().timeout(options.patience);
        if matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")) {
            http = http.no_proxy();
        }
        let origin = options.origin.clone();
        Ok(Self {
            http: http.build()?,
            base,
            origin,
            record,
            currency: None,
            answered: false,
            first: None,
        })
    }

    /// Where an address of an answer leads: relative ones start at the API's base.
    pub(crate) fn locate(&self, address: &str) -> Option<Url> {
        self.base.join(address).ok()
    }

    /// The server's time now, as the first answer told it.
    pub(crate) fn now(&self) -> Option<UnixMillis> {
        let (time, came, _) = self.first?;
        Some(time.plus(i64::try_from(came.elapsed().as_millis()).ok()?))
    }

    /// `GET` of a path of the API.
    pub(crate) async fn get(&mut self, path: &str) -> Option<Answer> {
        self.ask(Method::GET, path, &[], None).await
    }

    /// `GET` of a path, read as `T`; whether it can be read is noted under `rule`.
    pub(crate) async fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        path: &str,
        rule: &Rule,
    ) -> Option<(T, Answer)> {
        let answer = self.get(path).await?;
        self.parse(&answer, rule).map(|read| (read, answer))
    }

    /// Reads a successful answer as `T`.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(
        &mut self,
        answer: &Answer,
        rule: &Rule,
    ) -> Option<T> {
        if !(200..300).contains(&answer.status) {
            self.record.check(rule, &answer.at, false, "200", answer.brief());
            return None;
        }
        let read = serde_json::from_slice(&answer.body);
        let wrong = read.as_ref().err().map(ToString::to_string).unwrap_or_default();
        self.record.check(rule, &answer.at, wrong.is_empty(), rule.promise, wrong);
        read.ok()
    }

    /// Any request to the API. `None` when no answer came, which is noted.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Option<Answer> {
        let at = format!("{method} {path}");
        let url = self.base.join(path.trim_start_matches('/')).ok()?;
        let mut request = self.http.request(method, url).header(header::ORIGIN, &self.origin);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let asked = Instant::now();
        let answer = match Self::send(request, at.clone()).await {
            Ok(answer) => answer,
            Err(error) => {
                self.record.check(&rules::REACHABLE, &at, false, "an answer", chain(&error));
                return None;
            }
        };
        self.answered = true;
        self.record.check(&rules::REACHABLE, &at, true, "", "");
        self.follow_clock(&answer, asked);
        answers::check(self.record, &answer, self.currency);
        Some(answer)
    }

    /// Fetches what an answer points to (pictures, calendars), which may lie elsewhere.
    pub(crate) async fn fetch(&mut self, url: Url) -> Result<Answer, String> {
        let at = format!("GET {url}");
        Self::send(self.http.get(url), at).await.map_err(|error| chain(&error))
    }

    async fn send(request: reqwest::RequestBuilder, at: String) -> reqwest::Result<Answer> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Answer { at, status, headers, body: answer.bytes().await?.into() })
    }

    fn follow_clock(&mut self, answer: &Answer, asked: Instant) {
        // What a cache answers is old by as much as `Age` says.
        let fresh = answer.header("age").is_none_or(|age| age.trim() == "0");
        let Some(time) = answer.time().filter(|_| fresh) else { return };
        let millis = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(0);
        let took = millis(asked.elapsed());
        let (first, came, first_took) = *self.first.get_or_insert((time, Instant::now(), took));
        let off = time.since(first) - millis(came.elapsed());
        // A server writes the time somewhere between question and answer.
        let slack = SECOND + took + first_took;
        let got = format!("{off} ms away from where the first answer's clock would be");
        let expected = format!("at most {slack} ms off");
        self.record.check(&rules::TIME_STEADY, &answer.at, off.abs() <= slack, expected, got);
    }
}

/// An error with its causes.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
