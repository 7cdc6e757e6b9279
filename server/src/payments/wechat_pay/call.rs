//! Calls of WeChat Pay's API: signed by the merchant, answers signed by WeChat Pay.

use std::time::Duration;

use axum::http::Method;
use reqwest::header;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::WechatPay;
use crate::{
    payments::{provider::ProviderError, wire::Heard},
    random,
};

/// How requests are signed.
const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";
/// How long to wait before trying once more.
const PAUSE: Duration = Duration::from_millis(500);

/// Why a call did not do what it was to do.
#[derive(Debug)]
pub enum Refused {
    /// No answer, or none that is to be believed: it may have been done.
    Down(ProviderError),
    /// There is no such thing.
    Absent,
    /// It was refused, and not done: the status and WeChat Pay's word for why.
    No(u16, String),
}

impl From<ProviderError> for Refused {
    fn from(error: ProviderError) -> Self {
        Self::Down(error)
    }
}

impl From<Refused> for ProviderError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Down(error) => error,
            Refused::Absent => Self::Down("there is no such thing".into()),
            Refused::No(status, code) => Self::Down(format!("status {status}: {code}")),
        }
    }
}

impl WechatPay {
    /// Reads something.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        read(&self.twice(Method::GET, path, None).await?)
    }

    /// Does something. All that we do is done once, however often it is asked for.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<T, Refused> {
        read(&self.twice(Method::POST, path, Some(body.to_string())).await?)
    }

    /// The same where nothing is answered.
    pub(super) async fn tell(&self, path: &str, body: &Value) -> Result<(), Refused> {
        self.twice(Method::POST, path, Some(body.to_string())).await.map(|_| ())
    }

    /// A lost answer is asked for again.
    async fn twice(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Heard, Refused> {
        match self.once(method.clone(), path, body.clone()).await {
            Err(Refused::Down(error)) => {
                tracing::debug!(%error, "WeChat Pay is asked once more");
                tokio::time::sleep(PAUSE).await;
                self.once(method, path, body).await
            }
            done => done,
        }
    }

    async fn once(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Heard, Refused> {
        let heard = self.signed(method, path, body).await.map_err(Refused::Down)?;
        if !heard.status.is_success() {
            return Err(refused(&heard));
        }
        match self.check(&heard.headers, &heard.body).await {
            Ok(()) => Ok(heard),
            Err(_) => {
                let why = "the answer is not signed by WeChat Pay";
                Err(Refused::Down(ProviderError::Down(why.into())))
            }
        }
    }

    /// Sends a signed request; the answer is not checked yet.
    pub(super) async fn signed(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Heard, ProviderError> {
        let mut request = self
            .wire
            .request(method.clone(), path)?
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, self.authorization(&method, path, body.as_deref())?);
        if let Some((id, _)) = &self.settings.public_key {
            request = request.header("wechatpay-serial", id);
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        self.wire.send(request).await
    }

    fn authorization(
        &self,
        method: &Method,
        path: &str,
        body: Option<&str>,
    ) -> Result<String, ProviderError> {
        let (at, nonce) = (self.clock.now().0 / 1_000, random::id());
        let text = format!("{method}\n{path}\n{at}\n{nonce}\n{}\n", body.unwrap_or(""));
        let (mchid, serial) = (&self.settings.mchid, &self.settings.serial);
        let signature = self.sign(&text)?;
        Ok(format!(
            "{SCHEME} mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{at}\",serial_no=\"{serial}\""
        ))
    }

    /// The merchant's signature of a text.
    pub(super) fn sign(&self, text: &str) -> Result<String, ProviderError> {
        let cannot = || ProviderError::Down("the merchant's key cannot sign".into());
        self.settings.key.sign(text).ok_or_else(cannot)
    }
}

fn read<T: DeserializeOwned>(heard: &Heard) -> Result<T, Refused> {
    let nonsense = || Refused::Down(ProviderError::Down("the answer cannot be read".into()));
    serde_json::from_slice(&heard.body).map_err(|_| nonsense())
}

/// What was refused: WeChat Pay's word, without its sentence, which may quote what was asked.
fn refused(heard: &Heard) -> Refused {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    let status = heard.status.as_u16();
    let Ok(Problem { code }) = serde_json::from_slice(&heard.body) else {
        return Refused::Down(ProviderError::Down(format!("status {status}")));
    };
    match (status, code.as_str()) {
        (404, "ORDER_NOT_EXIST" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS") => Refused::Absent,
        (400..=428, _) => Refused::No(status, code),
        _ => Refused::Down(ProviderError::Down(format!("status {status}: {code}"))),
    }
}
