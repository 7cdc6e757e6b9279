//! Every refusal of the API is a problem, also one that a library makes: a body that is too large for an
//! extractor, a path that is no text, a method that a router does not know.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use picklive_contract::problem::{MEDIA_TYPE, ProblemKind};

use crate::ApiError;

/// Turns a refusal that is not a problem into one; its headers, such as `Allow`, stay.
pub async fn as_problems(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/v1/");
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !is_api || !refused || is_problem(response.headers()) {
        return response;
    }
    let mut problem = ApiError::problem(kind(status), status, title(status)).into_response();
    for (name, value) in response.headers() {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            problem.headers_mut().entry(name).or_insert(value.clone());
        }
    }
    problem
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE)
}

fn kind(status: StatusCode) -> ProblemKind {
    match status {
        StatusCode::UNAUTHORIZED => ProblemKind::SignInNeeded,
        StatusCode::FORBIDDEN => ProblemKind::Forbidden,
        StatusCode::NOT_FOUND => ProblemKind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemKind::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
        StatusCode::UNPROCESSABLE_ENTITY => ProblemKind::Invalid,
        StatusCode::TOO_MANY_REQUESTS => ProblemKind::TooMany,
        StatusCode::SERVICE_UNAVAILABLE => ProblemKind::Unavailable,
        status if status.is_server_error() => ProblemKind::Internal,
        _ => ProblemKind::BadRequest,
    }
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("The request was refused")
}
