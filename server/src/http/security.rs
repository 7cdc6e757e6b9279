//! Headers that keep a page to itself.

use axum::http::{HeaderMap, HeaderValue, header};

/// A content security policy for pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csp {
    scripts: Vec<String>,
    styles: Vec<String>,
    media: Vec<String>,
}

impl Csp {
    /// The policy of the app's pages: own files only, plus inline scripts whose hash is named, each as
    /// `sha256-…` in base64.
    pub fn with_script_hashes(hashes: &[String]) -> Self {
        Self { scripts: hashes.to_vec(), ..Self::default() }
    }

    /// The same with inline styles whose hash is named.
    #[must_use]
    pub fn with_style_hashes(mut self, hashes: &[String]) -> Self {
        self.styles = hashes.to_vec();
        self
    }

    /// The same for pages that also fetch streams from these origins, each as `scheme://host[:port]`.
    #[must_use]
    pub fn with_media(mut self, origins: &[String]) -> Self {
        self.media = origins.to_vec();
        self
    }

    /// The value of the header `Content-Security-Policy`.
    pub fn header(&self) -> HeaderValue {
        let quoted =
            |hashes: &[String]| hashes.iter().map(|h| format!(" '{h}'")).collect::<String>();
        let media: String = self.media.iter().map(|origin| format!(" {origin}")).collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'{}; \
             img-src 'self' data: https:; media-src 'self' blob: https:{media}; font-src 'self'; \
             connect-src 'self'{media}; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
             base-uri 'self'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types picklive-text picklive-worker",
            quoted(&self.scripts),
            quoted(&self.styles),
        );
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(NOTHING))
    }
}

/// The policy of a page that is a file: a script and a sheet of its own that lie beside it, and nothing else.
pub const OWN_FILES: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

/// The policy of everything that is not a page.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

const COMMON: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("content-security-policy", NOTHING),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// Adds the common headers; one that a handler set itself stays. `secure` when shoppers come by https:
/// then they shall never come otherwise.
pub fn add(headers: &mut HeaderMap, secure: bool) {
    if secure {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    for (name, value) in COMMON {
        headers.entry(*name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_come_only_from_where_it_is_said() {
        let policy = |csp: Csp| csp.header().to_str().unwrap().to_owned();
        let own = policy(Csp::default());
        assert!(own.contains("; connect-src 'self'; ") && own.contains(" blob: https:; "), "{own}");
        let origins = ["https://media.example".to_owned(), "http://localhost:8888".to_owned()];
        let wider = policy(Csp::default().with_media(&origins));
        for list in ["connect-src 'self'", "media-src 'self' blob: https:"] {
            let whole = format!("; {list} https://media.example http://localhost:8888; ");
            assert!(wider.contains(&whole), "{wider}");
        }
        assert_eq!(wider.replace(" https://media.example http://localhost:8888", ""), own);
    }
}
