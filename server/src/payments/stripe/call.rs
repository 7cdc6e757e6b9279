//! Calls of Stripe's API: forms out, JSON back, one version of it.

use std::time::Duration;

use axum::http::Method;
use reqwest::header;
use serde::{Deserialize, de::DeserializeOwned};
use url::form_urlencoded::Serializer;

use super::Stripe;
use crate::payments::{
    provider::ProviderError,
    wire::{Heard, Wire},
};

/// The version of the API that this code was written for; webhooks come in that of their endpoint.
const VERSION: &str = "2025-03-31.basil";
/// How long to wait before trying once more.
const PAUSE: Duration = Duration::from_millis(500);

/// Fields of a form.
pub type Form = Vec<(&'static str, String)>;

/// What is called.
struct Ask<'a> {
    method: Method,
    path: &'a str,
    form: Option<Form>,
    key: Option<&'a str>,
}

/// Why a call did not do what it was to do.
#[derive(Debug)]
pub enum Refused {
    /// No answer, or none that makes sense: it may have been done.
    Down(ProviderError),
    /// It was refused, and not done.
    No(String),
}

impl From<Refused> for ProviderError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Down(error) => error,
            Refused::No(why) => Self::Down(why),
        }
    }
}

impl Stripe {
    /// Reads something.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        self.twice(&Ask { method: Method::GET, path, form: None, key: None }).await
    }

    /// Does something, once a `key`.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: Form,
        key: &str,
    ) -> Result<T, Refused> {
        self.twice(&Ask { method: Method::POST, path, form: Some(form), key: Some(key) }).await
    }

    /// A lost answer is asked for again; with the same key nothing is done twice.
    async fn twice<T: DeserializeOwned>(&self, ask: &Ask<'_>) -> Result<T, Refused> {
        match self.once(ask).await {
            Err(Refused::Down(error)) => {
                tracing::debug!(%error, "Stripe is asked once more");
                tokio::time::sleep(PAUSE).await;
                self.once(ask).await
            }
            done => done,
        }
    }

    async fn once<T: DeserializeOwned>(&self, ask: &Ask<'_>) -> Result<T, Refused> {
        let wire: &Wire = &self.wire;
        let request = wire.request(ask.method.clone(), ask.path).map_err(Refused::Down)?;
        let mut request = request
            .bearer_auth(self.settings.key.reveal())
            .header("stripe-version", VERSION)
            .header(header::ACCEPT, "application/json");
        if let Some(key) = ask.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(form) = &ask.form {
            let text = Serializer::new(String::new()).extend_pairs(form).finish();
            let kind = "application/x-www-form-urlencoded";
            request = request.header(header::CONTENT_TYPE, kind).body(text);
        }
        let heard = wire.send(request).await.map_err(Refused::Down)?;
        if heard.status.is_success() {
            let nonsense = || ProviderError::Down("the answer cannot be read".into());
            return serde_json::from_slice(&heard.body).map_err(|_| Refused::Down(nonsense()));
        }
        Err(refused(&heard))
    }
}

/// What was refused, without Stripe's sentence about it, which may quote what was asked. A conflict is another
/// call with the same key that is still under way.
fn refused(heard: &Heard) -> Refused {
    let error = serde_json::from_slice::<Problem>(&heard.body).map(|problem| problem.error);
    let Ok(error) = error else {
        return Refused::Down(ProviderError::Down(format!("status {}", heard.status.as_u16())));
    };
    let words = [error.kind, error.code, error.param].into_iter().flatten();
    let words = words.collect::<Vec<_>>().join(" ");
    let why = format!("status {}: {words}", heard.status.as_u16());
    match heard.status.as_u16() {
        400..=404 => Refused::No(why),
        _ => Refused::Down(ProviderError::Down(why)),
    }
}

#[derive(Deserialize)]
struct Problem {
    error: Words,
}

#[derive(Deserialize)]
struct Words {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    param: Option<String>,
}
