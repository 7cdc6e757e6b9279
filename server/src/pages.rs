//! What a browser gets for an address that is neither API nor file: the app's page, with the first screen
//! of public addresses already in it.

mod draw;
mod language;
mod template;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use picklive::address::{Bundle, Page};

use crate::{
    AppState,
    http::{answer, security::Csp},
};
use template::Templates;

/// The router of everything outside `/v1`, files and pictures.
pub fn router() -> Router<AppState> {
    let templates = Arc::new(Templates::default());
    Router::new().fallback(any(move |state, request| {
        let templates = templates.clone();
        async move { page(state, request, &templates).await }
    }))
}

async fn page(State(state): State<AppState>, request: Request, templates: &Templates) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let (uri, asked) = (request.uri(), request.headers());
    let query = uri.query().unwrap_or("");
    let Some(template) = templates.get(&state.config.dist, uri.path(), query).await else {
        tracing::error!("the built app is missing: no readable index.html in the dist folder");
        return (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response();
    };
    let (_, page) = Page::read(&template.base, uri.path(), query);
    let drawn = draw::page(&state, &template.base, &page, |offered| {
        language::choose(query, asked, offered)
    });
    let (status, html) = match drawn.await {
        Ok(drawn) => {
            let bridge = state.config.dev && page.bundle() == Bundle::Till;
            let extra = if bridge { BRIDGE } else { "" };
            (drawn.status, template.fill(&drawn, extra))
        }
        Err(error) => {
            // The app itself says what is wrong once it runs and asks the API.
            tracing::error!(%error, "the first screen could not be drawn");
            (StatusCode::SERVICE_UNAVAILABLE, template.bare())
        }
    };
    respond(status, html, asked, &template.policy, language::asked_for(query))
}

fn respond(
    status: StatusCode,
    html: String,
    asked: &HeaderMap,
    policy: &Csp,
    lang: Option<picklive_contract::Lang>,
) -> Response {
    let mut response = answer::packed(status, html, asked);
    let headers = response.headers_mut();
    let kept = HeaderValue::from_static("private, no-cache");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.header());
    if let Some(cookie) = lang.and_then(|lang| language::cookie(lang).parse().ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// The sandbox's stand-in for `WeChat`'s payment bridge, where somebody tries it out.
const BRIDGE: &str = "<script src=\"/sandbox/bridge.js\" defer></script>";

/// What is said when the app was not built.
const MISSING: &str = "<!doctype html><meta charset=utf-8><title>503</title>\
<h1>The app is not built</h1><p>Build it with <code>cargo xtask run</code>, or name its folder with \
<code>--dist</code>.</p>";
