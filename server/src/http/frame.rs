//! The frame around all routes: what is outside the API, and the headers of every answer.

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};
use picklive_contract::{headers, problem::ProblemKind};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::{address, cors, files, media, security};
use crate::{ApiError, AppState, demo::stream, pages};

/// The widget's files, which any page may load; what it asks for is another matter.
const EMBED: &str = "/embed/";
/// The one page among them: where a window ends in which something was paid.
const BACK: &str = "/embed/back.html";

/// Longest time one request may take until its answer begins.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Puts pictures, files, pages and the health check around the API's routes, and the common headers on
/// every answer.
pub fn frame(api: Router<AppState>, state: AppState) -> Router {
    let mut router =
        api.route("/healthz", get(healthy)).merge(media::router()).merge(stream::router());
    router = router.method_not_allowed_fallback(wrong_method);
    let pages = (!state.config.api_only).then(|| pages::router().with_state(state.clone()));
    let outside = move |State(state): State<AppState>, request: Request| {
        let pages = pages.clone();
        async move { outside(state, pages, request).await }
    };
    let router = router
        .fallback(outside)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(state.clone(), cors::answer))
        .layer(from_fn_with_state(state.clone(), common_headers))
        .with_state(state.clone());
    if state.config.base() == "/" { router } else { below_base(state, router) }
}

/// The same addresses below the base as well: the proxy in front may take the base away, or not.
fn below_base(state: AppState, router: Router) -> Router {
    Router::new().fallback(any(move |mut request: Request| {
        let (router, state) = (router.clone(), state.clone());
        async move {
            let base = state.config.base();
            if request.uri().path() == base.trim_end_matches('/') {
                let query = request.uri().query().map(|query| format!("?{query}"));
                let whole = format!("{base}{}", query.unwrap_or_default());
                let mut response = Redirect::permanent(&whole).into_response();
                security::add(response.headers_mut(), state.config.is_secure());
                return response;
            }
            if let Some(inside) = address::without(base, request.uri()) {
                *request.uri_mut() = inside;
            }
            router.oneshot(request).await.into_response()
        }
    }))
}

/// Whether an address is the API's, where errors are problems and never pages.
fn is_api(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/")
}

async fn outside(state: AppState, pages: Option<Router>, request: Request) -> Response {
    let path = request.uri().path();
    let Some(pages) = pages.filter(|_| !is_api(path)) else {
        return ApiError::not_found().into_response();
    };
    if let Some(mut file) = files::find(&state.config.dist, path, request.headers()).await {
        if path.starts_with(EMBED) {
            cors::everybody(file.headers_mut());
        }
        if path == BACK {
            file.headers_mut().insert(header::CONTENT_SECURITY_POLICY, security::OWN_FILES);
        }
        return file;
    }
    pages.oneshot(request).await.into_response()
}

/// 200 while the database answers.
async fn healthy(State(state): State<AppState>) -> Response {
    match state.db.read.ping().await {
        Ok(()) => ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::problem(ProblemKind::Unavailable, status, "The database does not answer")
                .into_response()
        }
    }
}

async fn wrong_method() -> ApiError {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    ApiError::problem(ProblemKind::MethodNotAllowed, status, "This address has other methods")
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied().map(ToOwned::to_owned);
    let text = text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_default();
    ApiError::internal(format!("panic: {text}")).into_response()
}

async fn in_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(TIME_LIMIT, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let title = "This took too long; try again";
        ApiError::problem(ProblemKind::Unavailable, status, title).into_response()
    })
}

async fn common_headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let now = HeaderValue::from(state.clock.now().0);
    headers.insert(HeaderName::from_static(headers::TIME), now);
    security::add(headers, state.config.is_secure());
    response
}
