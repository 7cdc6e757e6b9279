//! `WeChat`'s payment bridge, played by a script, for pages that are not in `WeChat`.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::page;
use crate::{ApiError, AppState};

const SCRIPT: &str = include_str!("bridge.js");

/// The script that puts `WeixinJSBridge` on a page.
pub async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, SCRIPT).into_response()
}

/// What was chosen in the script's dialog.
pub async fn decide(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    super::only_at_home(&headers)?;
    let sandbox = state.payments.sandbox.as_ref().ok_or_else(ApiError::not_found)?;
    let charge = sandbox.charge(&id).await?.ok_or_else(ApiError::not_found)?;
    page::apply(sandbox, &charge, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
