//! What a server, or something on the way to it, may do to an answer.

use serde_json::{Value, json};

use crate::{spoil, wire::Reply};

/// A misdeed, by the name that a failure tells.
#[derive(Clone, Copy, Debug)]
pub struct Misdeed {
    /// Its name.
    pub name: &'static str,
    pub(crate) does: Does,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    /// This is answered, and the shop is not asked.
    Says(fn() -> Reply),
    /// The shop's message is changed.
    Changes(fn(&mut Value)),
    /// All that the contract lets a server leave out is left out; with `true` it is null.
    Omits(bool),
    /// The answer says that it is this time at the server.
    Times(&'static str),
    /// The line breaks in the middle of the body.
    Cuts,
    /// The line breaks before anything is answered; the shop has heard the question.
    Resets,
    /// The answer comes after half a minute.
    Waits,
}

impl Misdeed {
    /// Whether it changes messages that come, and not whether they come.
    #[must_use]
    pub fn is_in_words(&self) -> bool {
        matches!(self.does, Does::Changes(_) | Does::Omits(_))
    }

    /// Whether the shop never hears of what it answers.
    #[must_use]
    pub fn says_by_itself(&self) -> bool {
        matches!(self.does, Does::Says(_))
    }
}

const fn says(name: &'static str, reply: fn() -> Reply) -> Misdeed {
    Misdeed { name, does: Does::Says(reply) }
}

const fn changes(name: &'static str, change: fn(&mut Value)) -> Misdeed {
    Misdeed { name, does: Does::Changes(change) }
}

/// A page of somebody else's.
const PORTAL: &str =
    "<!doctype html><title>Wi-Fi</title><h1>Log in</h1><script>window.hacked=1</script>";
const JSON: &str = "application/json";

/// All of them but [`WAITS`].
pub const MISDEEDS: &[Misdeed] = &[
    says("html-for-json", || Reply::of(200, "text/html", PORTAL)),
    says("captive-portal", || {
        let mut reply = Reply::of(302, "text/html", "");
        reply.headers.push(("location".into(), "/captive-portal".into()));
        reply
    }),
    says("empty-body", || Reply::of(200, JSON, "")),
    says("null", || Reply::of(200, JSON, "null")),
    says("list-for-object", || Reply::of(200, JSON, "[{}]")),
    says("without-end", || Reply::of(200, JSON, "[".repeat(300_000))),
    says("no-content", || Reply::of(204, JSON, "")),
    Misdeed { name: "cut-body", does: Does::Cuts },
    Misdeed { name: "reset", does: Does::Resets },
    changes("ten-megabytes", |message| {
        if let Value::Object(fields) = message {
            fields.insert("padding".into(), "x".repeat(10_000_000).into());
        }
    }),
    changes("wrong-types", spoil::wrong_types),
    Misdeed { name: "no-optional-parts", does: Does::Omits(false) },
    Misdeed { name: "null-optional-parts", does: Does::Omits(true) },
    changes("unknown-words", spoil::unknown_words),
    changes("negative-stock", |message| spoil::counts(message, -5)),
    changes("counts-of-billions", |message| spoil::counts(message, 4_294_967_295)),
    changes("largest-amounts", |message| spoil::amounts(message, 9_007_199_254_740_991)),
    changes("amounts-beyond-2^53", |message| spoil::amounts(message, 9_007_199_254_740_993)),
    changes("negative-amounts", |message| spoil::amounts(message, -9_007_199_254_740_991)),
    changes("past-deadlines", |message| spoil::times(message, "1970-01-01T00:00:00Z")),
    changes("deadlines-without-end", |message| spoil::times(message, "9999-12-31T23:59:59Z")),
    changes("scripts", spoil::scripts),
    Misdeed { name: "time-of-nonsense", does: Does::Times("half past nine") },
    Misdeed { name: "time-without-end", does: Does::Times("9223372036854775807") },
    Misdeed { name: "time-of-1970", does: Does::Times("0") },
    says("401", || refusal(401, "sign-in-needed")),
    says("403", || refusal(403, "forbidden")),
    says("404", || refusal(404, "not-found")),
    says("409", || refusal(409, "wrong-state")),
    says("422", || refusal(422, "invalid")),
    says("429", || refusal(429, "too-many")),
    says("500", || refusal(500, "internal")),
    says("503", || refusal(503, "unavailable")),
    says("403-of-a-stranger", || Reply::of(403, "text/html", PORTAL)),
    says("502-of-a-stranger", || Reply::of(502, "text/html", PORTAL)),
];

/// The one that takes half a minute.
pub const WAITS: Misdeed = Misdeed { name: "half-a-minute", does: Does::Waits };

fn refusal(status: u16, word: &str) -> Reply {
    let body = json!({
        "type": format!("urn:picklive:{word}"), "title": spoil::SCRIPT, "status": status,
        "detail": spoil::SCRIPT, "fields": [{ "field": "address.street", "reason": spoil::SCRIPT }],
    });
    let mut reply = Reply::of(status, "application/problem+json", body.to_string());
    if matches!(status, 429 | 503) {
        reply.headers.push(("retry-after".into(), "7".into()));
    }
    reply
}
