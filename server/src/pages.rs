//! What a browser gets for an address that is neither API nor file: the app's page, with the first screen
//! of public addresses already in it.

mod desk;
mod draw;
pub mod language;
mod preview;
mod template;

pub use template::escape;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use picklive::address::Page;
use picklive_contract::Lang;
use url::Url;

use crate::{
    AppState,
    http::{answer, security::Csp},
    storefront,
};
use draw::Drawn;
use template::{Slot, Template};

/// The router of everything outside `/v1`, files and pictures.
pub fn router() -> Router<AppState> {
    let templates = Arc::new((Slot::default(), Slot::default()));
    Router::new().fallback(any(move |state, request| {
        let templates = templates.clone();
        async move { page(state, request, &templates.0, &templates.1).await }
    }))
}

async fn page(
    State(state): State<AppState>,
    request: Request,
    template: &Slot,
    desk: &Slot,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let (uri, asked) = (request.uri(), request.headers());
    if desk::is_at(uri.path()) {
        return desk::page(&state, uri, asked, desk).await;
    }
    let query = uri.query().unwrap_or("");
    let base = state.config.base();
    let Some(template) = template.get(&state.config.dist, base).await else {
        tracing::error!("the built app is missing: no readable index.html in the dist folder");
        return (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response();
    };
    if uri.path() == SHELL {
        return shell(&state, query, asked, &template).await;
    }
    // What comes here is below the base already.
    let (_, page) = Page::read("/", uri.path(), query);
    let drawn = draw::page(&state, base, &page, |offered| language::choose(query, asked, offered));
    let (status, html) = match drawn.await {
        Ok(drawn) => {
            let bridge = if state.config.dev { BRIDGE } else { "" };
            let public = state.config.public_url.as_ref();
            let whole = public.map(|public| whole_addresses(public, uri.path(), &drawn));
            let extra = whole.unwrap_or_default() + bridge;
            (drawn.status, template.fill(&drawn, &extra))
        }
        Err(error) => {
            // The app itself says what is wrong once it runs and asks the API.
            tracing::error!(%error, "the first screen could not be drawn");
            (StatusCode::SERVICE_UNAVAILABLE, template.bare())
        }
    };
    let policy = template.policy.clone().with_media(&state.config.media_origins);
    let mut response = respond(status, html, asked, &policy);
    language::remember(query, base, response.headers_mut());
    response
}

/// The page without content, from which `public/sw.js` starts the app where there is no line.
const SHELL: &str = "/shell.html";

/// In the language of the pages: the worker takes one in another for another build.
async fn shell(state: &AppState, query: &str, asked: &HeaderMap, template: &Template) -> Response {
    let shop = storefront::show::storefront(state).await;
    let offered = shop.map_or_else(|_| Lang::ALL.to_vec(), |shop| shop.langs());
    let lang = language::choose(query, asked, &offered);
    let policy = template.policy.clone().with_media(&state.config.media_origins);
    respond(StatusCode::OK, template.in_lang(lang), asked, &policy)
}

/// What a preview of the link shows and where it leads: chat apps want whole addresses, and only the
/// public one is the same for everybody who reads it.
fn whole_addresses(public: &Url, path: &str, drawn: &Drawn) -> String {
    let page = public.join(path.trim_start_matches('/')).ok();
    let picture = drawn.picture.as_deref().and_then(|picture| public.join(picture).ok());
    let one = |(name, url): (&str, Option<Url>)| {
        let url = escape(url?.as_str());
        Some(format!("<meta property=\"{name}\" content=\"{url}\">"))
    };
    [("og:url", page), ("og:image", picture)].into_iter().filter_map(one).collect()
}

fn respond(status: StatusCode, html: String, asked: &HeaderMap, policy: &Csp) -> Response {
    let mut response = answer::packed(status, html, asked);
    let headers = response.headers_mut();
    let kept = HeaderValue::from_static("private, no-cache");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.header());
    response
}

/// The sandbox's stand-in for `WeChat`'s payment bridge, where somebody tries it out. Nothing that is read
/// waits for it: the app's start fetches it at its end (`public/start.js`).
const BRIDGE: &str = "<link rel=\"late-script\" href=\"sandbox/bridge.js\">";

/// What is said when the app was not built.
const MISSING: &str = "<!doctype html><meta charset=utf-8><title>503</title>\
<h1>The app is not built</h1><p>Build it with <code>cargo xtask run</code>, or name its folder with \
<code>--dist</code>.</p>";
