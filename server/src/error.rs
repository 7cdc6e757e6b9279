//! Errors. A handler returns [`ApiError`]; what the caller sees of it is a [`Problem`], and nothing else.
//!
//! [`problem`](ApiError::problem) and its shorthands are for what the caller can do something about.
//! Everything unexpected turns into [`ApiError::Internal`] by `?`: its detail goes to the log only.

use std::fmt;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use picklive_contract::{
    Problem, UnixMillis,
    problem::{FieldProblem, MEDIA_TYPE, ProblemKind},
};
use sea_orm::DbErr;

/// Seconds after which a server that cannot answer now may be asked again.
const RETRY_SOON: u64 = 5;

/// Why a request is not answered as asked.
#[derive(Debug)]
pub enum ApiError {
    /// The caller is told.
    Problem(Box<Problem>, Option<u64>),
    /// The database failed.
    Db(DbErr),
    /// The server is at fault; the text is for the log.
    Internal(String),
}

impl ApiError {
    /// A problem with its status and a sentence for developers.
    pub fn problem(kind: ProblemKind, status: StatusCode, title: &str) -> Self {
        Problem::new(kind, status.as_u16(), title).into()
    }

    /// 404: there is no such thing, or nobody may know.
    pub fn not_found() -> Self {
        Self::problem(ProblemKind::NotFound, StatusCode::NOT_FOUND, "There is no such thing")
    }

    /// 422 with the fields that are wrong, as (path, reason).
    pub fn invalid<F: Into<String>>(fields: impl IntoIterator<Item = (F, &'static str)>) -> Self {
        let wrong = fields
            .into_iter()
            .map(|(field, reason)| FieldProblem { field: field.into(), reason: reason.into() });
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let mut problem =
            Problem::new(ProblemKind::Invalid, status.as_u16(), "Some fields are wrong");
        problem.fields = wrong.collect();
        problem.into()
    }

    /// 429, to be tried again at `retry_at`.
    pub fn too_many(now: UnixMillis, retry_at: UnixMillis) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS.as_u16();
        let mut problem = Problem::new(ProblemKind::TooMany, status, "Too many in a short time");
        problem.retry_at = Some(retry_at);
        let seconds = u64::try_from(retry_at.since(now)).unwrap_or(0).div_ceil(1_000).max(1);
        Self::Problem(Box::new(problem), Some(seconds))
    }

    /// 500 with a text for the log.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::Internal(detail.to_string())
    }

    /// Whether a purchase was refused because of what is left, what it costs or who had it before.
    pub fn is_refused_purchase(&self) -> bool {
        matches!(self, Self::Problem(problem, _) if problem.quote.is_some())
    }

    /// Whether a row holds what cannot be read, rather than that nothing could be read at all.
    pub fn is_unreadable(&self) -> bool {
        use sea_orm::{RuntimeErr, sqlx};
        match self {
            Self::Internal(_) => true,
            Self::Db(DbErr::Query(RuntimeErr::SqlxError(error))) => {
                matches!(&**error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_))
            }
            Self::Db(DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. }) => true,
            Self::Db(_) | Self::Problem(..) => false,
        }
    }

    /// Whether the same write may succeed when it is tried again.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Db(error) if crate::db::is_conflict(error))
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem), None)
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        Self::Db(error)
    }
}

/// Why JSON could not be read, for the log: the error's own text may quote what stands there, a buyer's
/// address among it.
pub fn unread(error: &serde_json::Error) -> String {
    format!("json: {:?}, line {} column {}", error.classify(), error.line(), error.column())
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(unread(&error))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem, _) => f.write_str(&problem.title),
            Self::Db(error) => write!(f, "database: {error}"),
            Self::Internal(detail) => f.write_str(detail),
        }
    }
}

impl std::error::Error for ApiError {}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (problem, retry_after) = match self {
            Self::Problem(problem, retry_after) => (problem, retry_after),
            other => {
                tracing::error!(error = %other, "request failed");
                let title = "The server could not do this";
                (Box::new(Problem::new(ProblemKind::Internal, 500, title)), None)
            }
        };
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let soon = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_SOON);
        if let Some(seconds) = retry_after.or(soon) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
