//! The one error body: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

use crate::{open_enum::open_enum, quotes::Quote, time::UnixMillis};

/// Media type of an error body.
pub const MEDIA_TYPE: &str = "application/problem+json";

open_enum! {
    /// The stable `type` of a problem: what the app decides by. Texts may change, these never do.
    ProblemKind {
        /// The body or a parameter could not be read.
        BadRequest = "urn:picklive:bad-request",
        /// A field is missing or wrong; `fields` says which.
        Invalid = "urn:picklive:invalid",
        /// Nobody is signed in, or the session ended.
        SignInNeeded = "urn:picklive:sign-in-needed",
        /// The thing is not theirs, or the shop does not do this.
        Forbidden = "urn:picklive:forbidden",
        /// There is no such thing, or nobody may know that there is.
        NotFound = "urn:picklive:not-found",
        /// The method is not offered at this address.
        MethodNotAllowed = "urn:picklive:method-not-allowed",
        /// The same key came with another body.
        KeyReused = "urn:picklive:idempotency-key-reused",
        /// A writing request came without an idempotency key.
        KeyMissing = "urn:picklive:idempotency-key-missing",
        /// Fewer units are left than asked for; `quote` says how many.
        SoldOut = "urn:picklive:sold-out",
        /// The prices are no longer those the shopper agreed to; `quote` has the new ones.
        PriceChanged = "urn:picklive:price-changed",
        /// The person has bought as many of this deal as one may.
        LimitReached = "urn:picklive:limit-reached",
        /// The deal is for verified contacts.
        ContactNeeded = "urn:picklive:contact-needed",
        /// Parcels do not go there.
        NoShipping = "urn:picklive:no-shipping",
        /// The order is no longer in a state that allows this.
        WrongState = "urn:picklive:wrong-state",
        /// The code is wrong, used or too old.
        WrongCode = "urn:picklive:wrong-code",
        /// Too many in a short time; `Retry-After` says how long to wait.
        TooMany = "urn:picklive:too-many",
        /// The body is larger than the server takes.
        TooLarge = "urn:picklive:too-large",
        /// The payment provider did not answer.
        PaymentDown = "urn:picklive:payment-provider-down",
        /// The server is at fault.
        Internal = "urn:picklive:internal",
        /// The server cannot answer now; try again.
        Unavailable = "urn:picklive:unavailable",
    }
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldProblem {
    /// Path of the field, e.g. `address.postcode` or `lines.0.quantity`.
    pub field: String,
    /// Why, as a stable word: `missing`, `too-long`, `malformed`, `out-of-range`.
    pub reason: String,
}

/// An error, as the API says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// What kind of problem it is.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// A short sentence for developers; the app shows its own words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// More about this one case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// What is true now, when a purchase was refused because something changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Box<Quote>>,
    /// When trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<UnixMillis>,
}

impl Problem {
    /// A problem of a kind with its status and a sentence for developers.
    pub fn new(kind: ProblemKind, status: u16, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            status,
            detail: None,
            fields: Vec::new(),
            quote: None,
            retry_at: None,
        }
    }
}
