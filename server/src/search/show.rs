//! `GET /v1/products?q=…`, page by page.

use std::cmp::Reverse;

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::{
    Endpoint, List, UnixMillis,
    list::AFTER,
    problem::ProblemKind,
    product::Product,
    search::{QUERY_MAX, SearchProducts},
};

use super::{
    entry::Entry,
    words::{folded, words},
};
use crate::{
    ApiError, AppState,
    http::{Answer, Cache},
    product::{Detail, load},
    storefront::settings,
};

/// Products on one page.
const PAGE: usize = 20;

/// The route.
pub fn router() -> Router<AppState> {
    Router::new().route(SearchProducts::PATH, get(show))
}

async fn show(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let answer = async {
        let found = find(&state, &parts.uri).await?;
        Answer::<SearchProducts>::shared(&found, Cache::Revalidate)
    };
    match answer.await {
        Ok(answer) => answer.respond(&parts.headers),
        Err(error) => error.into_response(),
    }
}

async fn find(state: &AppState, uri: &Uri) -> Result<List<Product>, ApiError> {
    let (mut text, mut skip) = (String::new(), 0);
    let query = uri.query().unwrap_or_default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "q" => text = value.chars().take(QUERY_MAX).collect(),
            AFTER => skip = value.parse().map_err(|_| wrong())?,
            _ => {}
        }
    }
    let (now, entries) = (state.clock.now(), state.search.get(state).await?);
    let ids = ranked(&entries, &text, now);
    let page: Vec<&str> = ids.iter().copied().skip(skip).take(PAGE).collect();
    let shop = settings::get(state).await?;
    let mut known = load(&state.db.read, &shop, &page, Detail::Card, now).await?;
    let items = page.iter().filter_map(|id| known.remove(*id)).collect();
    let next = skip.saturating_add(PAGE);
    Ok(List { items, next: (next < ids.len()).then(|| next.to_string()) })
}

fn wrong() -> ApiError {
    let title = "The cursor is none of this list";
    ApiError::problem(ProblemKind::BadRequest, StatusCode::BAD_REQUEST, title)
}

/// What is found for a text, best first; of equal ones what is left before what is sold out, then the newest.
/// Only when nothing is found, what would be if a word was mistyped.
fn ranked<'a>(entries: &'a [Entry], text: &str, now: UnixMillis) -> Vec<&'a str> {
    let folded = folded(text);
    let asked = words(&folded);
    if asked.is_empty() && !text.trim().is_empty() {
        // Signs alone are no word of any product.
        return Vec::new();
    }
    let shown = || entries.iter().filter(|entry| entry.from.is_none_or(|from| from <= now));
    let mut found: Vec<_> =
        shown().filter_map(|entry| Some((entry.fits(&asked)?, entry))).collect();
    if found.is_empty() {
        found = shown().filter_map(|entry| Some((entry.nearly_fits(&asked)?, entry))).collect();
    }
    found.sort_by_key(|(fits, entry)| {
        (Reverse(*fits), Reverse(entry.left), Reverse(entry.created_at), entry.id.as_str())
    });
    found.into_iter().map(|(_, entry)| entry.id.as_str()).collect()
}
