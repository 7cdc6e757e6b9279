//! Headers of the contract.

/// Server time in milliseconds since 1970, on every answer; never taken from an answer with `Age` > 0.
pub const TIME: &str = "picklive-time";
/// A guest's key to one order: given once when it is placed, sent in this header, never in an address.
pub const ORDER_SECRET: &str = "picklive-order-secret";
/// A viewer's ticket to a room, as entering gave it; with what is done there, and with the event line.
pub const VIEWER: &str = "picklive-viewer";
/// At least 128 random bits, the same on every repeat of one wish; kept 24 hours.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// What a key looks like: 22 to 128 letters, digits, hyphens and underscores, so base64url of 128 bits, or
/// a UUID, fits.
pub const KEY_PATTERN: &str = "^[A-Za-z0-9_-]{22,128}$";
/// Whether a text can be a key: what [`KEY_PATTERN`] says.
pub fn can_be_key(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (22..=128).contains(&text.len()) && text.bytes().all(plain)
}
