//! Where this server is for devices and providers, and where a provider's page may send people back to.

use axum::http::{HeaderMap, header};
use url::Url;

use crate::{ApiError, config::Config};

/// Longest address to return to, in bytes.
const LONGEST: usize = 2_000;

/// Where devices reach this server, ending in `/`: the public address when there is one, else the host
/// that was asked.
pub fn base(config: &Config, headers: &HeaderMap) -> Result<Url, ApiError> {
    if let Some(public) = &config.public_url {
        return Ok(public.clone());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let url = Url::parse(&format!("http://{host}/")).ok();
    // A host that smuggles a path or a user in is no host.
    let plain =
        url.filter(|url| url.path() == "/" && url.username().is_empty() && !host.is_empty());
    plain.ok_or_else(|| ApiError::invalid([("host", "malformed")]))
}

/// The address to return to, if it is the shop's own or one of a site that may use the API: a provider's
/// page must not become a way to send people anywhere else.
pub fn back(config: &Config, base: &Url, asked: Option<&str>) -> Result<Option<Url>, ApiError> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
    let wrong = || ApiError::invalid([("return_url", "malformed")]);
    if asked.len() > LONGEST {
        return Err(ApiError::invalid([("return_url", "too-long")]));
    }
    let url = base.join(asked).map_err(|_| wrong())?;
    let known =
        url.origin() == base.origin() || config.allows_origin(&url.origin().ascii_serialization());
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    if known && plain { Ok(Some(url)) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_only_sent_back_to_the_shop() {
        let config =
            Config { allow_origins: vec!["https://blog.example".into()], ..Config::default() };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "127.0.0.1:4000".parse().unwrap());
        let base = base(&config, &headers).unwrap();
        let to = |asked| back(&config, &base, Some(asked)).ok().flatten().map(String::from);
        for good in ["http://127.0.0.1:4000/o/1#s=x", "https://blog.example/?room=1"] {
            assert_eq!(to(good).as_deref(), Some(good));
        }
        assert_eq!(to("/orders/1").as_deref(), Some("http://127.0.0.1:4000/orders/1"));
        for bad in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "http://127.0.0.1:4001/",
            "https://127.0.0.1:4000/",
            "http://x@127.0.0.1:4000/",
            "data:text/html,x",
        ] {
            assert_eq!(to(bad), None, "{bad}");
        }
        for host in ["", "a/b", "x@y", "a b"] {
            headers.insert(header::HOST, host.parse().unwrap());
            assert!(super::base(&Config::default(), &headers).is_err(), "{host}");
        }
    }
}
