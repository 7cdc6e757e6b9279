//! Short messages through an HTTP gateway: sign-in codes, and news of orders for buyers who left only a
//! telephone number.
//!
//! The gateway is any service that takes `POST` of `{to, text, kind, id, params}` as JSON with a bearer token
//! and answers 2xx with a JSON object, or with nothing at all (see `docs/operations.md`). Anything else means
//! that it did not take the message. `id` stands in `Idempotency-Key`, too: a message that is tried again has
//! the same one.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use picklive_contract::{UnixMillis, headers::IDEMPOTENCY_KEY, time::HOUR};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde::Serialize;
use url::Url;

use crate::config::is_loopback;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the gateway may take for a message.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest answer that is read, in bytes.
const ANSWER_MOST: usize = 64 * 1024;
/// Messages within an hour unless it is said otherwise.
pub const PER_HOUR: u64 = 1_000;

/// A short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Short<'a> {
    /// The number, with `+` and its country where it names it.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// `code`, or what an order's news is: a word of `letters::Kind` as gateways know it.
    pub kind: &'a str,
    /// Names the message for good.
    pub id: &'a str,
    /// What the text was made of, for gateways that send by templates of their own.
    pub params: serde_json::Value,
}

/// Sends short messages through one gateway. Its token is never shown.
#[derive(Clone)]
pub struct Gateway {
    http: Client,
    url: Url,
    token: Arc<str>,
    per_hour: u64,
    patience: Duration,
    /// When it was last said that the hour's messages are used up.
    warned: Arc<AtomicI64>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

impl Gateway {
    /// A gateway at `url` that knows this shop by `token`.
    ///
    /// # Errors
    /// A sentence, when one of them cannot be used, or the way to another machine is not encrypted.
    pub fn new(url: &str, token: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|_| "--sms-url is no address".to_owned())?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err("--sms-url: a gateway on another machine is https://…".into()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("--sms-url holds no password; the token has a place of its own".into());
        }
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the gateway's token is letters, digits and signs, without blanks".into());
        }
        let http = Client::builder()
            .user_agent(concat!("picklive-server/", env!("CARGO_PKG_VERSION")))
            // The token is for this address and no other, also no proxy.
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .build()
            .map_err(|error| format!("cannot reach a gateway: {}", error.without_url()))?;
        let warned = Arc::new(AtomicI64::new(i64::MIN));
        let token = token.into();
        Ok(Self { http, url, token, per_hour: PER_HOUR, patience: PATIENCE, warned })
    }

    /// The same with at most so many messages within an hour.
    #[must_use]
    pub fn at_most(self, per_hour: u64) -> Self {
        Self { per_hour, ..self }
    }

    /// The same with this patience for a message.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Messages within an hour, all together.
    pub fn per_hour(&self) -> u64 {
        self.per_hour
    }

    /// Says in the log that the hour's messages are used up, once an hour.
    pub fn used_up(&self, now: UnixMillis) {
        let last = self.warned.load(Ordering::Relaxed);
        if last <= now.0.saturating_sub(HOUR)
            && self
                .warned
                .compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            let most = self.per_hour;
            tracing::warn!(most, "the short messages of this hour are used up (--sms-per-hour)");
        }
    }

    /// Hands a message over, once.
    ///
    /// # Errors
    /// A sentence for the log, without anything of the message or of the gateway's own words.
    pub async fn send(&self, short: &Short<'_>) -> Result<(), String> {
        let late = || format!("the gateway takes longer than {} s", self.patience.as_secs_f32());
        tokio::time::timeout(self.patience, self.post(short)).await.map_err(|_| late())?
    }

    async fn post(&self, short: &Short<'_>) -> Result<(), String> {
        let lost = |error: reqwest::Error| match error.is_connect() {
            true => "no line to the gateway".to_owned(),
            false => "the gateway does not speak HTTP".to_owned(),
        };
        let request = self.http.post(self.url.clone()).bearer_auth(&self.token);
        let request = request.header(IDEMPOTENCY_KEY, short.id).json(short);
        let answer = request.send().await.map_err(lost)?;
        let status = answer.status();
        let kind = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "the gateway refuses the token",
            StatusCode::TOO_MANY_REQUESTS => "the gateway puts it off",
            _ if status.is_success() => return understood(answer).await,
            _ if status.is_server_error() => "the gateway is out of order",
            _ if status.is_redirection() => "the gateway sends elsewhere",
            _ => "the gateway refuses the message",
        };
        Err(format!("{kind}: {}", status.as_u16()))
    }
}

/// Whether a success is the gateway's own: a page of HTML is somebody else's.
async fn understood(mut answer: Response) -> Result<(), String> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| "the gateway's answer breaks off")? {
        if body.len() + part.len() > ANSWER_MOST {
            return Err("the gateway's answer is too long".into());
        }
        body.extend_from_slice(&part);
    }
    let read: Result<serde_json::Map<_, _>, _> = serde_json::from_slice(&body);
    if body.is_empty() || read.is_ok() {
        return Ok(());
    }
    Err("the gateway answers something else than JSON".into())
}

/// A number in its one spelling as gateways want it: with `+` and its country.
pub fn number(normal: &str) -> String {
    let mainland = normal.len() == 11 && normal.starts_with('1');
    if mainland { format!("+86{normal}") } else { normal.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_on_another_machine_is_encrypted_and_keeps_its_token_to_itself() {
        for good in ["https://sms.example/send", "http://127.0.0.1:9/x", "http://[::1]/"] {
            let gateway = Gateway::new(good, "t0ken").unwrap();
            assert!(!format!("{gateway:?}").contains("t0ken"));
        }
        for bad in ["http://sms.example/", "ftp://127.0.0.1/", "x", "https://a:b@sms.example/"] {
            let error = Gateway::new(bad, "t0ken").unwrap_err();
            assert!(error.starts_with("--sms-url"), "{error}");
        }
        for bad in ["", " ", "a b", "a\nb"] {
            assert!(Gateway::new("https://sms.example/", bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_number_names_its_country_where_it_is_known() {
        assert_eq!(number("13800138000"), "+8613800138000");
        assert_eq!(number("+6561234567"), "+6561234567");
    }
}
