//! Sign-in: a person is a verified contact.

use serde::{Deserialize, Serialize};

use crate::{DealId, Endpoint, Method, PersonId, UnixMillis, open_enum::open_enum};

open_enum! {
    /// Kinds of contacts that can be verified.
    ContactKind {
        /// Telephone, by a short message.
        Phone = "phone",
        /// E-mail.
        Email = "email",
    }
}

/// A contact to verify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The number or address as typed.
    pub value: String,
}

/// A code was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// Where to, partly hidden.
    pub to: String,
    /// Until when the code is good.
    pub expires_at: UnixMillis,
    /// When another one can be asked for.
    pub again_at: UnixMillis,
    /// The code itself: only a demonstration server on this very machine tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_code: Option<String>,
}

/// `POST /v1/session/codes`: sends a one-time code. 429 when asked too often. A repeat with the same key
/// sends none and tells of the first.
pub struct SendCode;
impl Endpoint for SendCode {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/session/codes";
    const MAY_REPEAT: bool = true;
    type At = ();
    type Ask = Contact;
    type Answer = CodeSent;
}

/// A code typed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInAsk {
    /// The contact the code was sent to.
    pub contact: Contact,
    /// Six digits.
    pub code: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The verified contact, partly hidden.
    pub contact: String,
    /// What it is.
    pub kind: ContactKind,
}

/// The state of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// Who is signed in; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// The bearer token, only in the answer to signing in from another origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Deals, on now or announced, of which the person holds or has bought all that one person may: their
    /// prices are no longer this person's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_up: Vec<DealId>,
}

/// `GET /v1/session`: who is signed in.
pub struct GetSession;
impl Endpoint for GetSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/session";
    type At = ();
    type Ask = ();
    type Answer = Session;
}

/// `POST /v1/session`: signs in with a code. 422 `wrong-code`. A repeat with the same key is the same session
/// (or the same refusal) again.
pub struct SignIn;
impl Endpoint for SignIn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/session";
    const MAY_REPEAT: bool = true;
    type At = ();
    type Ask = SignInAsk;
    type Answer = Session;
}

/// `DELETE /v1/session`: signs out.
pub struct SignOut;
impl Endpoint for SignOut {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/session";
    type At = ();
    type Ask = ();
    type Answer = Session;
}
