//! Whose signature is WeChat Pay's: its public key, or its certificates, which change and are fetched.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use picklive_contract::{
    UnixMillis,
    time::{HOUR, MINUTE, SECOND},
};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    WechatPay,
    keys::{ApiKey, PublicKey, Sealed},
};
use crate::payments::provider::Untrusted;

/// How far the time of signing may be from now.
const TOLERANCE: i64 = 5 * MINUTE;
/// After so long the certificates are fetched anew.
const FRESH: i64 = 12 * HOUR;
/// They are not fetched more often than this, whoever names one that is not known.
const PAUSE: i64 = 30 * SECOND;

/// The certificates that are known.
#[derive(Debug, Default)]
pub struct Trust {
    known: RwLock<HashMap<String, Certificate>>,
    fetched: Mutex<Fetched>,
}

/// When they were fetched.
#[derive(Debug, Default)]
struct Fetched {
    tried_at: Option<UnixMillis>,
    done_at: Option<UnixMillis>,
}

#[derive(Clone, Debug)]
struct Certificate {
    key: PublicKey,
    from: UnixMillis,
    until: UnixMillis,
}

/// What the headers say about a signature.
struct Signature<'a> {
    serial: &'a str,
    text: Vec<u8>,
    bytes: Vec<u8>,
}

impl<'a> Signature<'a> {
    /// Reads the headers over a body; `None` without a signature of about now.
    fn read(headers: &'a HeaderMap, body: &[u8], now: UnixMillis) -> Option<Self> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let (at, nonce) = (header("wechatpay-timestamp")?, header("wechatpay-nonce")?);
        let millis = UnixMillis(at.parse::<i64>().ok()?.checked_mul(1_000)?);
        if now.since(millis).checked_abs()? > TOLERANCE {
            return None;
        }
        // What WeChat Pay sends to try us out is signed WECHATPAY/SIGNTEST/…, which is not base64 of anything.
        let bytes = STANDARD.decode(header("wechatpay-signature")?).ok()?;
        let text = [at.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
        Some(Self { serial: header("wechatpay-serial")?, text, bytes })
    }
}

impl WechatPay {
    /// Whether WeChat Pay signed this, not more than five minutes from now.
    pub(super) async fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Untrusted> {
        let now = self.clock.now();
        let signature = Signature::read(headers, body, now).ok_or(Untrusted::Signature)?;
        let good = |key: &PublicKey| {
            let signed = key.signed(&signature.text, &signature.bytes);
            signed.then_some(()).ok_or(Untrusted::Signature)
        };
        if let Some((id, key)) = &self.settings.public_key
            && id == signature.serial
        {
            return good(key);
        }
        let needed = self.known(signature.serial, now).is_none();
        let renewed = self.renew(needed, now).await;
        // What is known may have changed: one that is no longer told is no longer believed.
        match (self.known(signature.serial, now), renewed) {
            (Some(key), _) => good(&key),
            (None, true) => Err(Untrusted::Signature),
            (None, false) => Err(Untrusted::Unsure),
        }
    }

    fn known(&self, serial: &str, now: UnixMillis) -> Option<PublicKey> {
        let known = self.trust.known.read().unwrap_or_else(PoisonError::into_inner);
        let certificate = known.get(serial)?;
        let valid = certificate.from <= now && now < certificate.until;
        valid.then(|| certificate.key.clone())
    }

    /// Fetches the certificates when they are old, or at once when one is `needed` that is not known. Whether
    /// what is known is all that there is.
    async fn renew(&self, needed: bool, now: UnixMillis) -> bool {
        let mut fetched = self.trust.fetched.lock().await;
        let since = |at: Option<UnixMillis>| at.map(|at| now.since(at));
        let fresh = since(fetched.done_at).is_some_and(|age| age < FRESH);
        let tried = since(fetched.tried_at).is_some_and(|age| age < PAUSE);
        if (fresh && !needed) || tried {
            return fetched.tried_at == fetched.done_at;
        }
        fetched.tried_at = Some(now);
        match self.fetch(now).await {
            Ok(certificates) => {
                tracing::info!(count = certificates.len(), "certificates of WeChat Pay are known");
                *self.trust.known.write().unwrap_or_else(PoisonError::into_inner) = certificates;
                fetched.done_at = Some(now);
                true
            }
            Err(why) => {
                tracing::warn!(why, "certificates of WeChat Pay could not be fetched");
                false
            }
        }
    }

    /// Asks for the certificates. The answer is signed with one of those in it, which only the API v3 key opens.
    async fn fetch(&self, now: UnixMillis) -> Result<HashMap<String, Certificate>, String> {
        let heard = self.signed(axum::http::Method::GET, "/v3/certificates", None).await;
        let heard = heard.map_err(|error| error.to_string())?;
        if !heard.status.is_success() {
            return Err(format!("status {}", heard.status.as_u16()));
        }
        let list: List = serde_json::from_slice(&heard.body).map_err(|_| "it is no list")?;
        let opened = list.data.iter().map(|listed| listed.open(&self.settings.api_key));
        let opened = opened.collect::<Option<HashMap<_, _>>>();
        let opened = opened.ok_or("one of them cannot be opened with the APIv3 key")?;
        let signature = Signature::read(&heard.headers, &heard.body, now);
        let signature = signature.ok_or("the answer is not signed")?;
        let signer = opened.get(signature.serial).ok_or("the answer's signer is not in it")?;
        if !signer.key.signed(&signature.text, &signature.bytes) {
            return Err("the answer's signature is wrong".into());
        }
        Ok(opened)
    }
}

#[derive(Deserialize)]
struct List {
    data: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    serial_no: String,
    effective_time: String,
    expire_time: String,
    encrypt_certificate: Sealed,
}

impl Listed {
    fn open(&self, api_key: &ApiKey) -> Option<(String, Certificate)> {
        let key = PublicKey::of_certificate(&api_key.open(&self.encrypt_certificate)?)?;
        let from = UnixMillis::parse(&self.effective_time)?;
        let until = UnixMillis::parse(&self.expire_time)?;
        Some((self.serial_no.clone(), Certificate { key, from, until }))
    }
}
