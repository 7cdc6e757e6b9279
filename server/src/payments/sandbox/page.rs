//! The sandbox's page: works without a script, says the sum, and has a button for each ending.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use picklive_contract::{Currency, Money};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use crate::pages::escape;

use super::{
    Sandbox,
    book::Choice,
    bridge,
    words::{Words, words},
};
use crate::{ApiError, AppState, db::entities::sandbox_charge};

const STYLE: &str = include_str!("page.css");
/// Largest form, in bytes.
const FORM_MAX: usize = 4 << 10;

/// The sandbox's own addresses.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/pay/{charge}", get(show).post(decide))
        .route("/sandbox/bridge.js", get(bridge::script))
        .route("/sandbox/bridge/{charge}", post(bridge::decide))
        .layer(DefaultBodyLimit::max(FORM_MAX))
}

async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    super::only_at_home(&headers)?;
    let sandbox = state.payments.sandbox.as_ref().ok_or_else(ApiError::not_found)?;
    let charge = sandbox.charge(&id).await?;
    Ok(page(charge.as_ref(), words(accepted(&headers))))
}

async fn decide(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    super::only_at_home(&headers)?;
    let sandbox = state.payments.sandbox.as_ref().ok_or_else(ApiError::not_found)?;
    let Some(charge) = sandbox.charge(&id).await? else {
        return Ok(page(None, words(accepted(&headers))));
    };
    apply(sandbox, &charge, &body).await?;
    // Without one back to this page, relative to itself: the shop may lie below a path.
    let to = charge.return_url.unwrap_or(charge.id);
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}

/// Does what a form says, if it carries the charge's token.
pub(super) async fn apply(
    sandbox: &Sandbox,
    charge: &sandbox_charge::Model,
    form: &[u8],
) -> Result<(), ApiError> {
    let field = |wanted: &str| {
        let found = url::form_urlencoded::parse(form).find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let token: bool = charge.token.as_bytes().ct_eq(field("token").as_bytes()).into();
    if !token {
        let kind = picklive_contract::problem::ProblemKind::Forbidden;
        return Err(ApiError::problem(kind, StatusCode::FORBIDDEN, "The form is not from here"));
    }
    let choice = Choice::parse(&field("do"));
    let choice = choice.ok_or_else(|| ApiError::invalid([("do", "malformed")]))?;
    sandbox.choose(charge, choice, field("webhook") == "lost").await
}

fn accepted(headers: &HeaderMap) -> &str {
    let value = headers.get(header::ACCEPT_LANGUAGE);
    value.and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn page(charge: Option<&sandbox_charge::Model>, words: &Words) -> Response {
    let inside = charge.map_or_else(
        || format!("<p class=\"state\">{}</p>", words.unknown),
        |charge| about(charge, words),
    );
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover\">\
         <meta name=\"robots\" content=\"noindex\"><title>{}</title><style>{STYLE}</style></head>\
         <body><main><h1>{}</h1>{inside}<p class=\"about\">{}</p></main></body></html>",
        words.lang, words.title, words.title, words.about,
    );
    let status = if charge.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(charge));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// Nothing but the page's own style and its form. Browsers hold the address a form leads on to against
/// `form-action` as well, so the shop's origin is named.
fn policy(charge: Option<&sandbox_charge::Model>) -> HeaderValue {
    let back = charge.and_then(|charge| Url::parse(charge.return_url.as_deref()?).ok());
    let back = back.map_or(String::new(), |url| format!(" {}", url.origin().ascii_serialization()));
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{back}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn about(charge: &sandbox_charge::Model, words: &Words) -> String {
    let head = format!(
        "<p class=\"sum\">{}</p><p class=\"order\">{} {}</p>",
        escape(&sum(charge.amount, &charge.currency)),
        words.order,
        escape(&charge.number),
    );
    let state = match charge.state.as_str() {
        "open" => return head + &form(charge, words),
        "paid" => words.paid,
        "late" => words.waiting,
        _ => words.failed,
    };
    let on = match &charge.return_url {
        Some(url) => format!("<a class=\"back\" href=\"{}\">{}</a>", escape(url), words.back),
        None => format!("<p class=\"close\">{}</p>", words.close),
    };
    format!("{head}<p class=\"state\" role=\"status\">{state}</p>{on}")
}

fn form(charge: &sandbox_charge::Model, words: &Words) -> String {
    format!(
        "<form method=\"post\"><input type=\"hidden\" name=\"token\" value=\"{}\">\
         <button class=\"main\" name=\"do\" value=\"pay\">{}</button>\
         <button name=\"do\" value=\"fail\">{}</button>\
         <button name=\"do\" value=\"late\">{}<small>{}</small></button>\
         <details><summary>{}</summary><label>\
         <input type=\"checkbox\" name=\"webhook\" value=\"lost\">{}</label></details></form>",
        escape(&charge.token),
        words.pay,
        words.fail,
        words.late,
        words.late_hint,
        words.more,
        words.lose,
    )
}

/// A sum as people write it, e.g. `¥49.90`.
pub(super) fn sum(amount: i64, currency: &str) -> String {
    match Currency::parse(currency) {
        Some(currency) => picklive::text::money(Money { amount, currency }),
        None => format!("{currency} {amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_texts_are_written_safely() {
        assert_eq!(sum(4_990, "CNY"), "¥49.90");
        assert_eq!(sum(4_990, "JPY"), "¥4,990");
        assert_eq!(sum(5, "KWD"), "KWD\u{a0}0.005");
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }
}
