//! Randomness.

/// 128 random bits as 22 characters of base64url: an idempotency key.
pub fn key() -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0u8; 22];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // A browser that refuses gives zeros: the key is then not unique and the server answers 422,
        // which is said; it never leads to a second purchase.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 63)])).collect()
}

/// 128 random bits as 32 hexadecimal digits.
pub fn hex() -> String {
    let mut bytes = [0u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let digit = |digit: u8| char::from_digit(digit.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A fraction from 0 to 1, for spreading requests.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}
