//! Keys for a test, made once a process.

use std::sync::LazyLock;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::SystemRandom,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SerialNumber};
use serde_json::{Value, json};

use super::PUBLIC_ID;

/// An RSA key.
pub struct Key(KeyPair);

impl Key {
    fn make() -> Self {
        Self(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap())
    }

    pub fn sign(&self, text: &str) -> String {
        let pair = RsaKeyPair::from_pkcs8(&self.0.serialize_der()).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = SystemRandom::new();
        pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
        STANDARD.encode(signature)
    }

    pub fn signed(&self, text: &str, signature: &str) -> bool {
        let public = self.0.subject_public_key_info();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        key.verify(text.as_bytes(), &STANDARD.decode(signature).unwrap()).is_ok()
    }

    pub fn private_pem(&self) -> String {
        pem("PRIVATE KEY", &self.0.serialize_der())
    }

    pub fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.0.subject_public_key_info())
    }
}

/// A key that the platform signs with.
pub struct Platform {
    pub serial: String,
    pub key: Key,
    pub certificate: String,
}

impl Platform {
    fn make(serial: &str) -> Self {
        let key = Key::make();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        let bytes = (0..serial.len() / 2).map(|at| &serial[2 * at..2 * at + 2]);
        let bytes = bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap_or(1));
        params.serial_number = Some(SerialNumber::from(bytes.collect::<Vec<_>>()));
        let certificate = params.self_signed(&key.0).unwrap();
        let certificate = pem("CERTIFICATE", certificate.der());
        Self { serial: serial.into(), key, certificate }
    }
}

macro_rules! once {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $make:expr;)+) => {$(
        $(#[$doc])*
        pub fn $name() -> &'static $kind {
            static MADE: LazyLock<$kind> = LazyLock::new(|| $make);
            &MADE
        }
    )+};
}

once! {
    /// The merchant's.
    merchant: Key = Key::make();
    /// The platform's first certificate.
    platform: Platform = Platform::make("71321D72A03E93CDDF8C03BBD1F37EEDF0000001");
    /// The one that follows.
    next: Platform = Platform::make("71321D72A03E93CDDF8C03BBD1F37EEDF0000002");
    /// Somebody else's, who gives it the name of the first.
    other: Platform = Platform::make("71321D72A03E93CDDF8C03BBD1F37EEDF0000001");
    /// The platform's public key.
    public: Platform = Platform::make(PUBLIC_ID);
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Seals something with an API v3 key.
pub fn seal(key: &str, beside: &str, plain: &[u8]) -> Value {
    let nonce = &picklive_server::random::id()[..12];
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_bytes()).unwrap());
    let mut bytes = plain.to_vec();
    let once = Nonce::try_assume_unique_for_key(nonce.as_bytes()).unwrap();
    key.seal_in_place_append_tag(once, Aad::from(beside.as_bytes()), &mut bytes).unwrap();
    json!({"algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": beside,
        "ciphertext": STANDARD.encode(bytes)})
}
