//! Signatures of webhooks: HMAC-SHA256 over the time of sending and the body.

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{UnixMillis, time::MINUTE};
use sha2::Sha256;

/// The header: `t=<milliseconds since 1970>,v1=<hex>`.
pub const HEADER: &str = "picklive-signature";
/// How far the time of sending may be from now.
const TOLERANCE: i64 = 5 * MINUTE;

/// The value of the header for a body sent at `at`.
pub fn sign(key: &[u8], at: UnixMillis, body: &[u8]) -> String {
    let code = mac(key, at, body).finalize().into_bytes();
    let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={},v1={hex}", at.0)
}

/// Whether the headers sign the body with this key, not more than five minutes from `now`.
pub fn is_signed(key: &[u8], headers: &HeaderMap, body: &[u8], now: UnixMillis) -> bool {
    let value = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let Some((at, code)) = value.and_then(read) else { return false };
    let near = now.since(at).checked_abs().is_some_and(|distance| distance <= TOLERANCE);
    near && mac(key, at, body).verify_slice(&code).is_ok()
}

fn mac(key: &[u8], at: UnixMillis, body: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length, so the other arm is never reached.
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => Hmac::<Sha256>::new(&Default::default()),
    };
    mac.update(at.0.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn read(value: &str) -> Option<(UnixMillis, Vec<u8>)> {
    let (at, code) = value.split_once(',')?;
    let at = at.strip_prefix("t=")?.parse().ok()?;
    let hex = code.strip_prefix("v1=")?;
    if !hex.is_ascii() || hex.len() != 64 {
        return None;
    }
    let byte = |pair: usize| u8::from_str_radix(hex.get(pair * 2..pair * 2 + 2)?, 16).ok();
    Some((UnixMillis(at), (0..32).map(byte).collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn signed(value: &str, body: &[u8], now: UnixMillis) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, value.parse().unwrap());
        is_signed(b"key", &headers, body, now)
    }

    #[test]
    fn only_the_same_body_with_the_same_key_and_about_now_is_believed() {
        let value = sign(b"key", NOW, b"body");
        assert!(signed(&value, b"body", NOW));
        assert!(signed(&value, b"body", NOW.plus(TOLERANCE)));
        assert!(!signed(&value, b"body", NOW.plus(TOLERANCE + 1)));
        assert!(!signed(&value, b"body", NOW.plus(-TOLERANCE - 1)));
        assert!(!signed(&value, b"Body", NOW));
        assert!(!signed(&sign(b"other", NOW, b"body"), b"body", NOW));
        let moved = value.replace(&NOW.0.to_string(), &NOW.plus(1).0.to_string());
        assert!(!signed(&moved, b"body", NOW));
        for nonsense in ["", "t=,v1=", "t=1,v1=00", "v1=x,t=1", "t=99999999999999999999,v1=00"] {
            assert!(!signed(nonsense, b"body", NOW), "{nonsense}");
        }
        assert!(!is_signed(b"key", &HeaderMap::new(), b"body", NOW));
    }
}
