//! What only the buyer knows, and numbers that tell nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::RngExt;
use sha2::Sha256;

/// A guest's key to an order: 256 bits derived from the idempotency key the order was placed with, which
/// only the guest's device knows. So a repeat after a lost answer tells it again, while the database
/// keeps nothing but its digest.
pub fn derive(key: &[u8], order: &str) -> String {
    derived(key, b"order secret of ", order)
}

/// A session's token for a sign-in that carries an idempotency key, derived from it and a random salt: a
/// repeat after a lost answer gets the same session, while the database keeps salt and digest only.
pub fn session(key: &[u8], salt: &str) -> String {
    derived(key, b"session token of ", salt)
}

fn derived(key: &[u8], what: &[u8], of: &str) -> String {
    // HMAC takes keys of any length, so the other arm is never reached.
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => Hmac::<Sha256>::new(&Default::default()),
    };
    mac.update(what);
    mac.update(of.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// An order's number for people: eight random digits, so that it does not tell how many orders there are.
pub fn number() -> String {
    rand::rng().random_range(10_000_000..100_000_000u32).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_follows_from_key_and_order_and_from_nothing_else() {
        let one = derive(b"key", "order");
        assert_eq!(one, derive(b"key", "order"));
        assert_eq!(one.len(), 43);
        assert_ne!(one, derive(b"kez", "order"));
        assert_ne!(one, derive(b"key", "ordes"));
        assert_ne!(one, session(b"key", "order"));
        assert_eq!(number().len(), 8);
    }
}
