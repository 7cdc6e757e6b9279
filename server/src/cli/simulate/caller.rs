//! A client of the contract.

use std::{net::IpAddr, time::Duration};

use picklive_contract::{
    Endpoint, Method, Problem,
    events::{self, STREAM, Start},
    headers,
    problem::ProblemKind,
};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use url::Url;

use crate::{cli::orders::print::one_line, random};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may take, also when a thousand are made at once.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long a stream may be silent: servers write something every 15 seconds.
const SILENCE: Duration = Duration::from_secs(45);

/// One that calls from this address, or from whichever the system chooses.
///
/// # Errors
/// A sentence when it cannot be made.
pub fn client(from: Option<IpAddr>) -> Result<Client, String> {
    let builder = Client::builder().no_proxy().connect_timeout(CONNECTING).read_timeout(SILENCE);
    let made = builder.local_address(from).build();
    made.map_err(|error| format!("no client can be made: {}", chain(&error)))
}

/// Somebody who calls; cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Without a slash at its end.
    api: String,
    /// As browsers send it.
    origin: String,
    http: Client,
    /// A viewer's ticket.
    ticket: Option<String>,
    /// The token of a session.
    pub bearer: Option<String>,
    /// A guest's key to an order.
    pub secret: Option<String>,
}

/// Why something was not done, in words.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// A sentence.
    pub words: String,
    /// What kind of problem it was, when the server answered with one.
    pub kind: Option<ProblemKind>,
    /// For how long to leave it.
    pub wait: Option<Duration>,
}

impl From<String> for Refusal {
    fn from(words: String) -> Self {
        Self { words, kind: None, wait: None }
    }
}

impl Caller {
    /// A guest.
    pub fn new(api: &Url, http: Client) -> Self {
        let (origin, api) = (api.origin().ascii_serialization(), api.as_str());
        let api = api.trim_end_matches('/').to_owned();
        Self { api, origin, http, ticket: None, bearer: None, secret: None }
    }

    /// Whether they hold a viewer's ticket.
    pub fn is_in(&self) -> bool {
        self.ticket.is_some()
    }

    /// The same with a viewer's ticket.
    #[must_use]
    pub fn holding(mut self, ticket: String) -> Self {
        self.ticket = Some(ticket);
        self
    }

    /// Calls an endpoint, with a fresh key where it wants one.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn call<E: Endpoint>(&self, at: &E::At, ask: &E::Ask) -> Result<E::Answer, Refusal> {
        let answer = self.asked::<E>(at, ask).await?;
        read::<E>(answer).await
    }

    /// The same, with the answer unread.
    ///
    /// # Errors
    /// When there is none.
    pub async fn asked<E: Endpoint>(&self, at: &E::At, ask: &E::Ask) -> Result<Response, Refusal> {
        let method = match E::METHOD {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.request(method, &E::path(at)).timeout(PATIENCE);
        if E::METHOD == Method::Post {
            request = request.json(ask);
        }
        if E::CREATES {
            request = request.header(headers::IDEMPOTENCY_KEY, random::id());
        }
        request.send().await.map_err(|error| chain(&error).into())
    }

    /// Opens the stream of these topics after a cursor.
    ///
    /// # Errors
    /// Why it does not open.
    pub async fn listen(&self, topics: &[&str], after: &str) -> Result<Response, Refusal> {
        let path = events::path(topics, &Start::after(after), None);
        let request = self.request(reqwest::Method::GET, &path).header(header::ACCEPT, STREAM);
        let answer = request.send().await.map_err(|error| Refusal::from(chain(&error)))?;
        if answer.status() == StatusCode::OK { Ok(answer) } else { Err(refusal(answer).await) }
    }

    fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.api));
        request = request.header(header::ORIGIN, &self.origin);
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        for (name, value) in
            [(headers::VIEWER, &self.ticket), (headers::ORDER_SECRET, &self.secret)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request
    }
}

/// Reads an answer as the endpoint's.
///
/// # Errors
/// What it says in place of one.
pub async fn read<E: Endpoint>(answer: Response) -> Result<E::Answer, Refusal> {
    if !answer.status().is_success() {
        return Err(refusal(answer).await);
    }
    answer.json().await.map_err(|error| chain(&error).into())
}

async fn refusal(answer: Response) -> Refusal {
    let (status, after) = (answer.status(), answer.headers().get(header::RETRY_AFTER));
    let wait = after.and_then(|value| value.to_str().ok()?.parse().ok()).map(Duration::from_secs);
    match answer.json::<Problem>().await {
        Ok(problem) => {
            let fields: Vec<_> =
                problem.fields.iter().map(|it| format!("{} {}", it.field, it.reason)).collect();
            let words = [one_line(&problem.title), one_line(&fields.join(", "))];
            let words = words.into_iter().filter(|part| !part.is_empty());
            Refusal { words: words.collect::<Vec<_>>().join(": "), kind: Some(problem.kind), wait }
        }
        Err(_) => Refusal { words: format!("the answer {status}"), kind: None, wait },
    }
}

/// An error with its causes, without the address that was called.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut words = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        words.push(error.to_string());
        next = error.source();
    }
    // The outermost says no more than that something failed, and where.
    let words = if words.len() > 1 { &words[1..] } else { &words[..] };
    one_line(&words.join(": "))
}
