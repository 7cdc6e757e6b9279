//! The keys: the merchant's that signs, WeChat Pay's that is checked, the API v3 key that opens.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer, pem::PemObject};
use serde::Deserialize;
use webpki::{EndEntityCert, RawPublicKeyEntity, aws_lc_rs::RSA_PKCS1_2048_8192_SHA256};

/// The merchant's private key.
#[derive(Clone)]
pub struct MerchantKey(Arc<RsaKeyPair>);

impl MerchantKey {
    /// Reads PEM.
    ///
    /// # Errors
    /// The end of a sentence that begins with where it stands.
    pub fn read(pem: &str) -> Result<Self, &'static str> {
        let wrong = "is no RSA private key in PEM";
        let pair = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| wrong)? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(wrong),
        };
        Ok(Self(Arc::new(pair.map_err(|_| wrong)?)))
    }

    /// The signature of a text, in base64; `None` when the machine cannot.
    pub fn sign(&self, text: &str) -> Option<String> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        self.0.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }
}

impl fmt::Debug for MerchantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MerchantKey(…)")
    }
}

/// A key of WeChat Pay's, in its bare form or in a certificate.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// Bare.
    Bare(SubjectPublicKeyInfoDer<'static>),
    /// In a certificate.
    Certified(CertificateDer<'static>),
}

impl PublicKey {
    /// Reads a bare key, PEM.
    ///
    /// # Errors
    /// The end of a sentence that begins with where it stands.
    pub fn read(pem: &str) -> Result<Self, &'static str> {
        let wrong = "is no public key in PEM";
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| wrong)?;
        RawPublicKeyEntity::try_from(&der).map_err(|_| wrong)?;
        Ok(Self::Bare(der))
    }

    /// Reads a certificate, PEM; `None` when it is none.
    pub fn of_certificate(pem: &[u8]) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem).ok()?;
        EndEntityCert::try_from(&der).ok()?;
        Some(Self::Certified(der))
    }

    /// Whether it signed a text.
    pub fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        let how = RSA_PKCS1_2048_8192_SHA256;
        match self {
            Self::Bare(der) => RawPublicKeyEntity::try_from(der)
                .is_ok_and(|key| key.verify_signature(how, text, signature).is_ok()),
            Self::Certified(der) => EndEntityCert::try_from(der)
                .is_ok_and(|key| key.verify_signature(how, text, signature).is_ok()),
        }
    }
}

/// The API v3 key: 32 characters that the merchant chose.
#[derive(Clone)]
pub struct ApiKey {
    key: Arc<LessSafeKey>,
    text: Arc<str>,
}

/// Something sealed with the API v3 key.
#[derive(Debug, Deserialize)]
pub struct Sealed {
    algorithm: String,
    nonce: String,
    ciphertext: String,
    #[serde(default)]
    associated_data: Option<String>,
}

impl ApiKey {
    /// Reads it.
    ///
    /// # Errors
    /// The end of a sentence that begins with where it stands.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let key = UnboundKey::new(&AES_256_GCM, text.as_bytes());
        let key = key.map_err(|_| "is not 32 characters long")?;
        Ok(Self { key: Arc::new(LessSafeKey::new(key)), text: text.into() })
    }

    /// Opens what WeChat Pay sealed; `None` when it was not sealed with this key.
    pub fn open(&self, sealed: &Sealed) -> Option<Vec<u8>> {
        if sealed.algorithm != "AEAD_AES_256_GCM" {
            return None;
        }
        let nonce = Nonce::try_assume_unique_for_key(sealed.nonce.as_bytes()).ok()?;
        let beside = Aad::from(sealed.associated_data.as_deref().unwrap_or("").as_bytes());
        let mut bytes = STANDARD.decode(&sealed.ciphertext).ok()?;
        let length = self.key.open_in_place(nonce, beside, &mut bytes).ok()?.len();
        bytes.truncate(length);
        Some(bytes)
    }

    /// The key's own text, from which others are made.
    pub fn reveal(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
