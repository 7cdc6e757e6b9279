//! The desk's page: a shell that is the same for everybody. All that it shows is one person's, and asked for by them.

use axum::{
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Response},
};
use picklive_contract::Lang;

use super::{MISSING, language, respond, template::Slot};
use crate::AppState;

/// The folder of its files, in addresses and in the built app.
const FOLDER: &str = "desk";

/// Whether an address below the base is the desk's.
pub fn is_at(path: &str) -> bool {
    let rest = path.trim_start_matches('/').strip_prefix(FOLDER);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Sends the shell, in the language that was chosen before.
pub async fn page(state: &AppState, uri: &Uri, asked: &HeaderMap, shell: &Slot) -> Response {
    let base = state.config.base();
    let Some(shell) = shell.get(&state.config.dist.join(FOLDER), base).await else {
        tracing::error!(
            "the built desk is missing: no readable desk/index.html in the dist folder"
        );
        return (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response();
    };
    let query = uri.query().unwrap_or("");
    let lang = language::choose(query, asked, &Lang::ALL);
    let mut response = respond(StatusCode::OK, shell.in_lang(lang), asked, &shell.policy);
    language::remember(query, base, response.headers_mut());
    response
}
