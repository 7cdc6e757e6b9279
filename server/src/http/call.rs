//! Calls: a request, read as the contract says.

use std::net::IpAddr;

use axum::{
    RequestExt, RequestPartsExt,
    body::{Body, Bytes, to_bytes},
    extract::{RawPathParams, Request},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use picklive_contract::{
    AddressId, BagId, CouponId, Date, DropId, Endpoint, OrderId, PaymentId, ProductId, ReturnId,
    RoomId, Slug, problem::ProblemKind,
};
use serde::de::DeserializeOwned;

use super::address;
use crate::{ApiError, AppState};

/// Largest body of a request, in bytes.
pub const BODY_MAX: usize = 1 << 20;

/// Longest id in an address, in bytes.
pub const ID_MAX: usize = 200;

/// A request to endpoint `E`.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    /// The server.
    pub state: AppState,
    /// What stood in the path.
    pub at: E::At,
    /// What is asked.
    pub ask: E::Ask,
    /// The method.
    pub method: Method,
    /// The path as it came.
    pub path: String,
    /// What stood behind it: the cursor of a list, or a number.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// Where it comes from: for flood guards only.
    pub address: IpAddr,
    /// The body as it came.
    pub body: Bytes,
}

impl<E: Endpoint> Call<E>
where
    E::At: FromPath,
{
    /// Reads a request.
    ///
    /// # Errors
    /// 400, 413, 415 or 422 for a body that is not what the endpoint asks; 404 for an id that cannot be.
    pub async fn read(state: AppState, request: Request) -> Result<Self, ApiError> {
        let (mut parts, body) = request.with_limited_body().into_parts();
        let at = segment(&mut parts).await;
        let at = E::At::from_path(at.as_deref()).ok_or_else(ApiError::not_found)?;
        let body = collect(body).await?;
        let ask = if size_of::<E::Ask>() == 0 {
            parse(b"null")?
        } else {
            says_json(&parts.headers)?;
            parse(&body)?
        };
        let address = address::of(&state.config, &parts.extensions, &parts.headers);
        let path = parts.uri.path().to_owned();
        let query = parts.uri.query().map(ToOwned::to_owned);
        let Parts { method, headers, .. } = parts;
        Ok(Self { state, at, ask, method, path, query, headers, address, body })
    }
}

/// The first (and only) parameter of the path, decoded.
async fn segment(parts: &mut Parts) -> Option<String> {
    let named = parts.extract::<RawPathParams>().await.ok()?;
    named.iter().next().map(|(_, value)| value.to_owned())
}

async fn collect(body: Body) -> Result<Bytes, ApiError> {
    to_bytes(body, BODY_MAX).await.map_err(|_| {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        ApiError::problem(ProblemKind::TooLarge, status, "The body is larger than 1 MiB")
    })
}

/// Only JSON is read: a form of another site, which needs no permission to be sent, never is.
fn says_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(ApiError::problem(ProblemKind::BadRequest, status, "The body is application/json"))
}

/// Reads JSON; what is well formed but not as asked is told by its field.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    use serde_path_to_error::Segment;
    // Also what is skipped has to be text.
    let body = core::str::from_utf8(body).map_err(|_| malformed())?;
    let reader = &mut serde_json::Deserializer::from_str(body);
    let error = match serde_path_to_error::deserialize(&mut *reader) {
        Ok(value) => match reader.end() {
            Ok(()) => return Ok(value),
            Err(_) => return Err(malformed()),
        },
        Err(error) => error,
    };
    if !error.inner().is_data() {
        return Err(malformed());
    }
    let text = error.inner().to_string();
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let steps = error.path().iter().filter_map(|step| match step {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let field = steps.chain(missing.map(ToOwned::to_owned)).collect::<Vec<_>>().join(".");
    Err(ApiError::invalid([(field, if missing.is_some() { "missing" } else { "malformed" })]))
}

fn malformed() -> ApiError {
    ApiError::problem(ProblemKind::BadRequest, StatusCode::BAD_REQUEST, "The body is not JSON")
}

/// What can be read from a path.
pub trait FromPath: Sized {
    /// Reads the decoded segment; `None` when it cannot be one.
    fn from_path(segment: Option<&str>) -> Option<Self>;
}

impl FromPath for () {
    fn from_path(_: Option<&str>) -> Option<Self> {
        Some(())
    }
}

impl FromPath for Date {
    fn from_path(segment: Option<&str>) -> Option<Self> {
        Self::parse(segment?)
    }
}

/// Whether a decoded segment can be an id: no database keeps the character zero.
pub fn can_be_id(segment: &str) -> bool {
    (1..=ID_MAX).contains(&segment.len()) && !segment.contains('\0')
}

macro_rules! ids_from_path {
    ($($name:ident),+) => {$(
        impl FromPath for $name {
            fn from_path(segment: Option<&str>) -> Option<Self> {
                segment.filter(|id| can_be_id(id)).map(Self::from)
            }
        }
    )+};
}
ids_from_path!(
    ProductId, DropId, OrderId, PaymentId, AddressId, ReturnId, RoomId, CouponId, BagId, Slug
);
