//! Calls from other sites: by bearer token, never with cookies, and only from origins the shop names.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{AppState, config::Config};

const ALLOWED_HEADERS: &str = "authorization, content-type, idempotency-key, if-none-match, \
     picklive-order-secret, picklive-viewer";
const EXPOSED_HEADERS: &str = "picklive-time, etag, retry-after, age";

/// Where a request comes from, as far as the browser says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The shop's own pages.
    Own,
    /// A site that `--allow-origin` names.
    Allowed,
    /// Any other site.
    Foreign,
    /// The request does not say: no browser, or a plain navigation.
    Unsaid,
}

/// Reads where a request comes from: by `Origin`, else by `Sec-Fetch-Site`.
pub fn site(config: &Config, headers: &HeaderMap) -> Site {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text("origin"), text("sec-fetch-site")) {
        (Some(origin), _) if is_own(config, headers, origin) => Site::Own,
        (Some(origin), _) if config.allows_origin(origin) => Site::Allowed,
        (Some(_), _) => Site::Foreign,
        (None, Some("same-origin")) => Site::Own,
        (None, Some("none") | None) => Site::Unsaid,
        (None, Some(_)) => Site::Foreign,
    }
}

/// Whether `origin` is where this request was sent to. Proxies may change the scheme and the host that
/// arrive here, so the public address counts as well.
fn is_own(config: &Config, headers: &HeaderMap, origin: &str) -> bool {
    let public = config.public_url.as_ref().map(|url| url.origin().ascii_serialization());
    if public.as_deref() == Some(origin) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    host.is_some() && host == authority
}

/// Marks a file as one that pages of every origin may load: it is the same for everybody and holds no secret.
pub fn everybody(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
}

/// Answers preflights of allowed origins, and marks answers as readable for them.
pub async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.config.allow_origins.is_empty() {
        return next.run(request).await;
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let allowed = origin.filter(|_| site(&state.config, request.headers()) == Site::Allowed);
    let asks = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let preflight = request.method() == Method::OPTIONS && asks && allowed.is_some();
    let mut response = if preflight {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
        put(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE");
        put(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
        put(header::ACCESS_CONTROL_MAX_AGE, "7200");
        response
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        let everywhere = HeaderValue::from_static("cross-origin");
        headers.insert("cross-origin-resource-policy", everywhere);
    }
    response
}
