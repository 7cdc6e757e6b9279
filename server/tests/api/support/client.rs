//! A caller that speaks the contract.

use picklive_contract::{
    Endpoint, Method, Problem,
    account::{Contact, ContactKind, SendCode, SignIn, SignInAsk},
    headers,
};
use reqwest::{RequestBuilder, Response, header};

/// One caller: a browser on the shop's own page, unless told otherwise.
#[derive(Clone, Debug)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    /// Sent as `Origin`.
    pub origin: Option<String>,
    /// Sent as `Cookie`.
    pub cookie: Option<String>,
    /// Sent as bearer.
    pub token: Option<String>,
    /// Sent as order secret.
    pub secret: Option<String>,
    /// Sent as a viewer's ticket.
    pub viewer: Option<String>,
    /// Where a proxy says the caller is.
    pub forwarded: Option<String>,
}

impl Client {
    pub fn new(base: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            base: base.into(),
            origin: Some(base.into()),
            cookie: None,
            token: None,
            secret: None,
            viewer: None,
            forwarded: None,
        }
    }

    /// This caller at an address, as a proxy says it.
    pub fn from(&self, address: &str) -> Self {
        Self { forwarded: Some(address.into()), ..self.clone() }
    }

    /// A request to any address, with what this caller always sends.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        let token = self.token.as_ref().map(|token| format!("Bearer {token}"));
        for (name, value) in [
            (header::ORIGIN.as_str(), &self.origin),
            (header::COOKIE.as_str(), &self.cookie),
            (header::AUTHORIZATION.as_str(), &token),
            (headers::ORDER_SECRET, &self.secret),
            (headers::VIEWER, &self.viewer),
            ("x-forwarded-for", &self.forwarded),
        ] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request
    }

    /// A GET of any address.
    pub async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    /// Calls an endpoint, with a fresh key where it wants one.
    pub async fn call<E: Endpoint>(&self, at: &E::At, ask: &E::Ask) -> Result<E::Answer, Problem> {
        let key = if E::CREATES { fresh_key() } else { String::new() };
        self.call_with_key::<E>(at, ask, &key).await
    }

    /// Calls an endpoint with this key.
    pub async fn call_with_key<E: Endpoint>(
        &self,
        at: &E::At,
        ask: &E::Ask,
        key: &str,
    ) -> Result<E::Answer, Problem> {
        read::<E>(self.raw::<E>(at, ask, key).await).await
    }

    /// Calls an endpoint and returns the answer unread.
    pub async fn raw<E: Endpoint>(&self, at: &E::At, ask: &E::Ask, key: &str) -> Response {
        let mut request = self.request(E::METHOD.as_str(), &E::path(at));
        if E::METHOD == Method::Post {
            request = request.json(ask);
        }
        if E::CREATES || (E::MAY_REPEAT && !key.is_empty()) {
            request = request.header(headers::IDEMPOTENCY_KEY, key);
        }
        request.send().await.unwrap()
    }

    /// This caller, signed in by a code sent to `email`.
    pub async fn signed_in(&self, email: &str) -> Self {
        let contact = Contact { kind: ContactKind::Email, value: email.into() };
        let sent = self.call::<SendCode>(&(), &contact).await.unwrap();
        let ask = SignInAsk { contact, code: sent.demo_code.unwrap() };
        let answer = self.raw::<SignIn>(&(), &ask, "").await;
        assert!(answer.status().is_success());
        Self { cookie: Some(cookie(&answer)), ..self.clone() }
    }
}

/// The cookie an answer sets, as it is sent back.
pub fn cookie(answer: &Response) -> String {
    let set = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

/// Reads an answer as the endpoint's, or as a problem whose status must be that of the answer.
pub async fn read<E: Endpoint>(answer: Response) -> Result<E::Answer, Problem> {
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let body = answer.text().await.unwrap();
    if status.is_success() {
        return Ok(serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}")));
    }
    let problem: Problem =
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{status} {error}: {body}"));
    assert_eq!(problem.status, status.as_u16());
    assert_eq!(kind.unwrap(), picklive_contract::problem::MEDIA_TYPE);
    Err(problem)
}

/// A key that was never used.
pub fn fresh_key() -> String {
    picklive_server::random::id()
}
