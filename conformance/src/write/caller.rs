//! Who asks.

use picklive_contract::headers;
use reqwest::header;

use crate::{
    answer::Answer,
    ask::{Ask, From},
};

/// Nobody, a person with a token or a cookie, a guest with the secret of an order, a viewer with a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) token: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) secret: Option<String>,
    /// A ticket to a room.
    pub(crate) viewer: Option<String>,
}

impl Caller {
    /// Somebody with a bearer token.
    pub(crate) fn bearer(token: &str) -> Self {
        Self { token: Some(token.into()), ..Self::default() }
    }

    /// Nobody, but for the secret of an order.
    pub(crate) fn guest(secret: &str) -> Self {
        Self { secret: Some(secret.into()), ..Self::default() }
    }

    /// Somebody with a ticket to a room, signed in or not.
    pub(crate) fn with_ticket(&self, viewer: &str) -> Self {
        Self { viewer: Some(viewer.into()), ..self.clone() }
    }

    /// Whether nobody is signed in.
    pub(crate) fn is_guest(&self) -> bool {
        self.token.is_none() && self.cookie.is_none()
    }

    /// The question, asked by this caller. A cookie is taken from the own origin only.
    pub(crate) fn asks(&self, mut ask: Ask) -> Ask {
        if let Some(token) = &self.token {
            ask = ask.with(header::AUTHORIZATION.as_str(), &format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            ask = ask.with(header::COOKIE.as_str(), cookie);
            ask.from = From::Home;
        }
        if let Some(viewer) = &self.viewer {
            ask = ask.with(headers::VIEWER, viewer);
        }
        match &self.secret {
            Some(secret) => ask.with(headers::ORDER_SECRET, secret),
            None => ask,
        }
    }
}

/// The `Set-Cookie` lines of an answer.
pub(crate) fn cookies(answer: &Answer) -> Vec<&str> {
    let lines = answer.headers.get_all(header::SET_COOKIE).iter();
    lines.filter_map(|line| line.to_str().ok()).collect()
}

/// What a browser sends back for them; nothing when none is set.
pub(crate) fn sent_back(lines: &[&str]) -> Option<String> {
    let pairs = lines.iter().filter_map(|line| line.split(';').next());
    let pairs: Vec<_> = pairs.map(str::trim).filter(|pair| !pair.ends_with('=')).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}
