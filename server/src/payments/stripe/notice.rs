//! Stripe's webhooks: signed with HMAC-SHA256 over time and body.

use std::collections::HashMap;

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{UnixMillis, time::MINUTE};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::{
    refund::{REFUND, has_failed},
    session::Session,
};
use crate::payments::provider::{Notice, Outcome, Untrusted};

/// The header: `t=<seconds since 1970>,v1=<hex>`, with one `v1` a secret while one is replaced.
const HEADER: &str = "stripe-signature";
/// How far the time of sending may be from now.
const TOLERANCE: i64 = 5 * MINUTE;
/// Signatures looked at in one header.
const MOST: usize = 16;

/// Whether the headers sign the body with this secret, not more than five minutes from `now`.
pub fn is_signed(secret: &str, headers: &HeaderMap, body: &[u8], now: UnixMillis) -> bool {
    let value = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or("");
    let parts = || value.split(',').filter_map(|part| part.trim().split_once('='));
    let at = parts().find(|(name, _)| *name == "t").map(|(_, at)| at);
    let Some(seconds) = at.and_then(|at| at.parse::<i64>().ok()) else { return false };
    let Some(millis) = seconds.checked_mul(1_000) else { return false };
    let near = now.since(UnixMillis(millis)).checked_abs().is_some_and(|far| far <= TOLERANCE);
    let signed = |(_, code): (&str, &str)| {
        let Some(code) = bytes(code) else { return false };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
        mac.update(at.unwrap_or("").as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&code).is_ok()
    };
    near && parts().filter(|(name, _)| *name == "v1").take(MOST).any(signed)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || hex.len() != 64 {
        return None;
    }
    let byte = |pair: usize| u8::from_str_radix(hex.get(pair * 2..pair * 2 + 2)?, 16).ok();
    (0..32).map(byte).collect()
}

/// Reads a signed body. `live`: whether ours is real money; play money must not pay for real goods.
pub fn read(body: &[u8], live: bool) -> Result<Notice, Untrusted> {
    let event: Event = serde_json::from_slice(body).map_err(|_| Untrusted::Body)?;
    if event.livemode != live {
        return Err(Untrusted::Foreign);
    }
    let object = event.data.object;
    match event.kind.as_str() {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => charge(&event.kind, object),
        "refund.updated" | "refund.failed" | "charge.refund.updated" => refund(object),
        _ => Ok(Notice::Other),
    }
}

fn charge(kind: &str, object: Value) -> Result<Notice, Untrusted> {
    let session: Session = serde_json::from_value(object).map_err(|_| Untrusted::Body)?;
    let Some(payment) = session.payment() else {
        tracing::warn!(session = session.id, "a session of Stripe's is not of this shop");
        return Ok(Notice::Other);
    };
    let outcome = match kind {
        "checkout.session.async_payment_failed" => Outcome::Failed,
        _ => session.outcome().map_err(|error| {
            tracing::error!(session = session.id, %error, "a session of Stripe's is odd");
            Untrusted::Body
        })?,
    };
    Ok(Notice::Charge { payment: payment.into(), charge: Some(session.id), outcome })
}

fn refund(object: Value) -> Result<Notice, Untrusted> {
    let refund: Refund = serde_json::from_value(object).map_err(|_| Untrusted::Body)?;
    let ours = refund.metadata.as_ref().and_then(|kept| kept.get(REFUND));
    let Some(ours) = ours else {
        tracing::warn!(refund = refund.id, "a refund of Stripe's is not of this shop");
        return Ok(Notice::Other);
    };
    let failed = has_failed(refund.status.as_deref().unwrap_or(""));
    Ok(Notice::Refund { refund: ours.clone(), failed })
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[derive(Deserialize)]
struct Refund {
    id: String,
    status: Option<String>,
    metadata: Option<HashMap<String, String>>,
}
