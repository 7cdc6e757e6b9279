//! Acts that are not answered yet. They are sent one after the other, in the order in which they were done, each with
//! one key for all its tries, so that none is done twice and none overtakes another.

use picklive_contract::host::{Act, ActKind, Acted};
use serde::{Deserialize, Serialize};

use crate::api::ApiError;

/// For how long what has no opposite is held back, in milliseconds, so that it can be undone.
pub const HELD: i64 = 5_000;

/// An act on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// What is done.
    pub act: Act,
    /// Its idempotency key.
    pub key: String,
    /// Not to be sent before, by the phone's own clock, in milliseconds.
    #[serde(default)]
    pub from: i64,
    /// Whether it was sent at least once: it may have happened.
    #[serde(default)]
    pub tried: bool,
}

/// All that wait.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// To be sent, in order.
    #[serde(default)]
    pub acts: Vec<Waiting>,
    /// Of the page before this one: it is for the host to say whether they are still meant.
    #[serde(default)]
    pub left: Vec<Waiting>,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// It is done.
    Done(Acted),
    /// Nobody knows; it is tried again, as it is.
    Again(ApiError),
    /// The shop says no, for good.
    Refused(ApiError),
    /// Nobody is signed in any more.
    SignedOut,
}

impl Ending {
    /// How a try ended that was answered so.
    pub fn of(answer: Result<Acted, ApiError>) -> Self {
        match answer {
            Ok(acted) => Self::Done(acted),
            Err(error) if error.is_told() && error.status() == Some(401) => Self::SignedOut,
            // A gateway on the way knows nothing of rooms: what it says is said of this moment.
            Err(error) if error.is_passing() || !error.is_told() => Self::Again(error),
            Err(error) => Self::Refused(error),
        }
    }
}

impl Queue {
    /// What a page that is loaded anew finds: nothing of it is sent by itself.
    #[must_use]
    pub fn found(self) -> Self {
        Self { left: [self.left, self.acts].concat(), acts: Vec::new() }
    }

    /// Adds an act at `now`.
    pub fn put(&mut self, act: Act, key: String, now: i64) {
        let from = if act.kind == ActKind::RemoveComment { now.saturating_add(HELD) } else { 0 };
        self.acts.push(Waiting { act, key, from, tried: false });
    }

    /// The act to send at `now`. What is held back holds nothing else up.
    pub fn due(&self, now: i64) -> Option<&Waiting> {
        self.acts.iter().find(|waiting| waiting.from <= now)
    }

    /// In how many milliseconds one is due that is not yet.
    pub fn due_in(&self, now: i64) -> Option<i64> {
        self.acts.iter().map(|waiting| waiting.from.saturating_sub(now).max(0)).min()
    }

    /// It is being sent.
    pub fn tried(&mut self, key: &str) {
        self.acts.iter_mut().filter(|it| it.key == key).for_each(|it| it.tried = true);
    }

    /// It was answered for good.
    pub fn ended(&mut self, key: &str) {
        self.acts.retain(|waiting| waiting.key != key);
    }

    /// Takes an act back that nobody has heard of; whether it could be.
    pub fn take_back(&mut self, key: &str) -> bool {
        let before = self.acts.len();
        self.acts.retain(|waiting| waiting.tried || waiting.key != key);
        self.acts.len() < before
    }

    /// Holds nothing back any more.
    pub fn let_go(&mut self) {
        self.acts.iter_mut().for_each(|waiting| waiting.from = 0);
    }

    /// Sends after all what an earlier page has left, or forgets it.
    pub fn settle_left(&mut self, send: bool) {
        let left = core::mem::take(&mut self.left);
        if send {
            self.acts.extend(left.into_iter().map(|waiting| Waiting { from: 0, ..waiting }));
        }
    }

    /// Whether an act like this waits.
    pub fn has(&self, like: impl Fn(&Act) -> bool) -> bool {
        self.acts.iter().any(|waiting| like(&waiting.act))
    }

    /// The key of the held act that takes a comment away.
    pub fn removal(&self, comment: &picklive_contract::CommentId) -> Option<&Waiting> {
        let of = |it: &&Waiting| it.act.comment.as_ref() == Some(comment);
        self.acts.iter().filter(of).find(|it| it.act.kind == ActKind::RemoveComment)
    }
}

/// How long is waited after `failed` tries in a row, in milliseconds.
pub fn pause(failed: u32) -> u64 {
    (500_u64 << failed.min(5)).min(10_000)
}

#[cfg(test)]
mod tests;
