//! Random ids and secrets from the system's generator.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A secret of 256 random bits, 43 characters of base64url.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// An id of 128 random bits, 22 characters of base64url: guessing one finds nothing. None begins with `-`: on a
/// command line that would be an option.
pub fn id() -> String {
    loop {
        let id = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        if !id.starts_with('-') {
            return id;
        }
    }
}

/// A word that tells one copy of a shop from another, 8 characters of base64url.
pub fn epoch() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 6]>())
}

/// How a secret is kept: its SHA-256 in base64url. Only for secrets of full randomness, which need no
/// slow hash.
pub fn digest(secret: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_looks_like_an_option() {
        assert!((0..10_000).all(|_| !id().starts_with('-')));
    }
}
