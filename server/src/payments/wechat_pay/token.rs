//! What this server writes for itself and takes back from a browser: who somebody is, and where they came
//! from while WeChat was asked. Signed with a key made of the API v3 key, so nobody else can write it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use picklive_contract::{
    UnixMillis,
    time::{DAY, MINUTE},
};
use sha2::Sha256;

use super::keys::ApiKey;

/// How long a page may use what was found out about its reader.
const OPENID_LASTS: i64 = 30 * DAY;
/// How long somebody may take at WeChat's.
pub const VISIT_LASTS: i64 = 10 * MINUTE;

/// The openid, as a page may carry it.
pub fn write_openid(key: &ApiKey, openid: &str, now: UnixMillis) -> Option<String> {
    write(key, "openid", openid, now.plus(OPENID_LASTS))
}

/// The openid of a token that this server wrote.
pub fn read_openid(key: &ApiKey, token: &str, now: UnixMillis) -> Option<String> {
    read(key, "openid", token, now)
}

/// A visit to WeChat's: a word that only this browser has, and where it goes afterwards.
pub fn write_visit(key: &ApiKey, state: &str, back: &str, now: UnixMillis) -> Option<String> {
    write(key, "visit", &format!("{state} {back}"), now.plus(VISIT_LASTS))
}

/// The word and the address of a visit that this server wrote.
pub fn read_visit(key: &ApiKey, token: &str, now: UnixMillis) -> Option<(String, String)> {
    let text = read(key, "visit", token, now)?;
    let (state, back) = text.split_once(' ')?;
    Some((state.to_owned(), back.to_owned()))
}

fn write(key: &ApiKey, what: &str, text: &str, until: UnixMillis) -> Option<String> {
    let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(text), until.0);
    let code = mac(key, what, &said)?.finalize().into_bytes();
    Some(format!("{said}.{}", URL_SAFE_NO_PAD.encode(code)))
}

fn read(key: &ApiKey, what: &str, token: &str, now: UnixMillis) -> Option<String> {
    let (said, code) = token.rsplit_once('.')?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?;
    mac(key, what, said)?.verify_slice(&code).ok()?;
    let (text, until) = said.split_once('.')?;
    if UnixMillis(until.parse().ok()?) <= now {
        return None;
    }
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn mac(key: &ApiKey, what: &str, said: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal()).ok()?;
    for part in ["picklive ", what, "\n", said] {
        mac.update(part.as_bytes());
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    #[test]
    fn only_what_this_server_wrote_is_taken_for_what_it_is_and_for_a_time() {
        let key = ApiKey::read("0123456789abcdef0123456789abcdef").unwrap();
        let other = ApiKey::read("0123456789abcdef0123456789abcdeF").unwrap();
        let token = write_openid(&key, "o-1", NOW).unwrap();
        assert_eq!(read_openid(&key, &token, NOW).as_deref(), Some("o-1"));
        assert_eq!(read_openid(&other, &token, NOW), None);
        assert_eq!(read_openid(&key, &token, NOW.plus(OPENID_LASTS)), None);
        assert_eq!(read_visit(&key, &token, NOW), None, "it is no visit");
        let visit = write_visit(&key, "word", "https://shop.example/o/1", NOW).unwrap();
        let back = "https://shop.example/o/1".to_owned();
        assert_eq!(read_visit(&key, &visit, NOW), Some(("word".into(), back)));
        for nonsense in ["", ".", "..", "o-1", &token[1..], &format!("{token}x")] {
            assert_eq!(read_openid(&key, nonsense, NOW), None, "{nonsense}");
        }
        assert!(ApiKey::read("short").is_err());
    }
}
