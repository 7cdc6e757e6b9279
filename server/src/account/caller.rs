//! Who is calling.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, StatusCode, header};
use picklive_contract::{Endpoint, PersonId, problem::ProblemKind};

use super::session;
use crate::{
    ApiError,
    config::Config,
    http::{
        Call,
        cors::{Site, site},
    },
};

/// The scope of everybody who is not signed in.
const GUEST: &str = "guest";

/// Who is calling, as far as is known.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The signed-in person.
    pub person: Option<PersonId>,
    /// Whose keys and limits count: `person:ID`, or `guest` for everybody who is not signed in. What a
    /// guest may see or repeat hangs on a secret they hold (an idempotency key, an order's secret).
    pub scope: String,
    /// Where they call from: for flood guards only.
    pub address: IpAddr,
}

impl Caller {
    /// Somebody whose session, if there is one, makes no difference.
    pub fn nobody(address: IpAddr) -> Self {
        Self { person: None, scope: GUEST.into(), address }
    }

    /// Reads who sent `call`. A session that ended counts as a guest.
    ///
    /// # Errors
    /// 403 when a cookie comes with a write that the shop's own pages did not send.
    pub async fn of<E: Endpoint>(call: &Call<E>) -> Result<Self, ApiError> {
        let person = match token(&call.state.config, &call.method, &call.headers)? {
            Some(token) => session::person(&call.state, &token).await?,
            None => None,
        };
        let id = person.map(|person| PersonId(person.id));
        let scope = id.as_ref().map_or_else(|| GUEST.into(), |id| format!("person:{id}"));
        Ok(Self { person: id, scope, address: call.address })
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// 401 `sign-in-needed` for a guest.
    pub fn person(&self) -> Result<&PersonId, ApiError> {
        let status = StatusCode::UNAUTHORIZED;
        let needed = || ApiError::problem(ProblemKind::SignInNeeded, status, "Nobody is signed in");
        self.person.as_ref().ok_or_else(needed)
    }
}

/// The session token a request carries: a bearer's, else the cookie's.
///
/// # Errors
/// 403 for a cookie on a write that comes from another site.
pub fn token(
    config: &Config,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<String>, ApiError> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        return Ok(Some(token.trim().to_owned()));
    }
    let Some(token) = cookie(headers, session::cookie_name(config)) else { return Ok(None) };
    if !method.is_safe() && site(config, headers) != Site::Own {
        let title = "A write with a cookie must come from the shop's own pages";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    }
    Ok(Some(token))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}
