//! The one way to ask: every answer passes the rules that hold for all answers.

use std::time::{Duration, Instant};

use picklive_contract::{Currency, UnixMillis, time::SECOND};
use reqwest::{Method, header, redirect::Policy};
use serde_json::Value;
use tokio::task::JoinSet;
use url::Url;

pub(crate) use crate::answer::Answer;
use crate::{
    Options, answers,
    ask::{Ask, From},
    report::Record,
    rules::{self, Rule},
};

/// Asks the API and notes what every answer must keep.
pub(crate) struct Client<'a> {
    http: reqwest::Client,
    /// The same, which follows no redirect.
    staying: reqwest::Client,
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
        let here = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let http = || {
            let http = reqwest::Client::builder().timeout(options.patience);
            if here { http.no_proxy() } else { http }
        };
        let origin = options.origin.clone();
        Ok(Self {
            http: http().build()?,
            staying: http().redirect(Policy::none()).build()?,
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

    /// Whether the API is asked over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// The foreign page that asks.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The API's own origin.
    pub(crate) fn home(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The server's time now, as the first answer told it.
    pub(crate) fn now(&self) -> Option<UnixMillis> {
        let (time, came, _) = self.first?;
        Some(time.plus(millis(came.elapsed())))
    }

    /// `GET` of a path of the API.
    pub(crate) async fn get(&mut self, path: &str) -> Option<Answer> {
        self.send(Ask::new(Method::GET, path)).await
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
        if !answer.is_success() {
            self.record.check(rule, &answer.at, false, "200", answer.brief());
            return None;
        }
        let read = serde_json::from_slice(&answer.body);
        let wrong = read.as_ref().err().map(ToString::to_string).unwrap_or_default();
        self.record.check(rule, &answer.at, wrong.is_empty(), rule.promise, wrong);
        read.ok()
    }

    /// A request with headers and a JSON body. `None` when no answer came, which is noted.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Option<Answer> {
        let mut ask = Ask::new(method, path);
        for (name, value) in headers {
            ask = ask.with(name, value);
        }
        self.send(if let Some(body) = body { ask.json(body) } else { ask }).await
    }

    /// Any request to the API. `None` when no answer came, which is noted.
    pub(crate) async fn send(&mut self, ask: Ask) -> Option<Answer> {
        let request = self.request(&ask)?;
        let at = place(&ask);
        self.note(&at, Answer::to(request, at.clone()).await)
    }

    /// Several requests at the same moment, answered in the order they are given.
    pub(crate) async fn together(&mut self, asks: Vec<Ask>) -> Vec<Option<Answer>> {
        let places: Vec<_> = asks.iter().map(place).collect();
        let answers = self.crowd(asks).await;
        let noted = places.iter().zip(answers).map(|(at, answer)| self.note(at, answer));
        noted.collect()
    }

    /// The same for a crowd, whose missing answers are not noted here.
    pub(crate) async fn crowd(&mut self, asks: Vec<Ask>) -> Vec<Result<Answer, String>> {
        let mut answers: Vec<_> = asks.iter().map(|_| Err("it was not sent".to_owned())).collect();
        let mut running = JoinSet::new();
        for (nth, ask) in asks.into_iter().enumerate() {
            let Some(request) = self.request(&ask) else { continue };
            running.spawn(async move { (nth, Answer::to(request, place(&ask)).await) });
        }
        while let Some(done) = running.join_next().await {
            if let Ok((nth, answer)) = done {
                answers[nth] = answer;
            }
        }
        answers
    }

    /// Fetches what an answer points to (pictures, calendars), which may lie elsewhere.
    pub(crate) async fn fetch(&mut self, url: Url) -> Result<Answer, String> {
        let at = format!("GET {url}");
        Answer::to(self.http.get(url), at).await
    }

    pub(crate) fn request(&self, ask: &Ask) -> Option<reqwest::RequestBuilder> {
        let url = self.base.join(ask.path.trim_start_matches('/')).ok()?;
        let origin = match ask.from {
            From::Elsewhere => self.origin.clone(),
            From::Home => self.home(),
        };
        let http = if ask.stays { &self.staying } else { &self.http };
        let mut request = http.request(ask.method.clone(), url).header(header::ORIGIN, origin);
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        Some(if let Some(body) = &ask.body { request.body(body.clone()) } else { request })
    }

    /// Notes an answer under the rules that hold for all, or that there was none.
    pub(crate) fn note(&mut self, at: &str, answer: Result<Answer, String>) -> Option<Answer> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.record.check(&rules::REACHABLE, at, false, "an answer", error);
                return None;
            }
        };
        self.came(&answer);
        answers::check(self.record, &answer, self.currency);
        Some(answer)
    }

    /// Notes that an answer came, and follows its clock.
    pub(crate) fn came(&mut self, answer: &Answer) {
        self.answered = true;
        self.record.check(&rules::REACHABLE, &answer.at, true, "", "");
        self.follow_clock(answer);
    }

    fn follow_clock(&mut self, answer: &Answer) {
        // What a cache answers is old by as much as `Age` says.
        let fresh = answer.header("age").is_none_or(|age| age.trim() == "0");
        let Some(time) = answer.time().filter(|_| fresh) else { return };
        let took = millis(answer.took);
        let (first, came, first_took) = *self.first.get_or_insert((time, answer.came, took));
        let since = millis(answer.came.saturating_duration_since(came));
        let off = time.since(first) - since;
        // A server writes the time somewhere between question and answer.
        let slack = SECOND + took + first_took;
        let got = format!("{off} ms away from where the first answer's clock would be");
        let expected = format!("at most {slack} ms off");
        self.record.check(&rules::TIME_STEADY, &answer.at, off.abs() <= slack, expected, got);
    }
}

fn place(ask: &Ask) -> String {
    format!("{} {}", ask.method, ask.path)
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(0)
}
