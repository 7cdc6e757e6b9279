//! Where and for whom a page is drawn.

use std::sync::Arc;

use crate::signal::Var;
use picklive_contract::{Lang, Slug, UnixMillis};

/// Server time as a page sees it.
#[derive(Clone, Copy)]
pub struct Now {
    at: Var<Option<UnixMillis>>,
    sure: Var<bool>,
}

impl Now {
    /// Follows a clock: `at` is its best estimate, `sure` whether it was measured since it last could
    /// have slept.
    pub fn new(at: Var<Option<UnixMillis>>, sure: Var<bool>) -> Self {
        Self { at, sure }
    }

    /// Stands still at `at`: for HTML drawn by the server. Never sure, so nothing counts down or opens.
    pub fn fixed(at: Option<UnixMillis>) -> Self {
        Self { at: Var::new(at), sure: Var::new(false) }
    }

    /// The best estimate, for choosing prices; tracked.
    pub fn at(&self) -> UnixMillis {
        self.at.get().unwrap_or(UnixMillis(0))
    }

    /// Whether the time is certain; tracked, and unlike the time itself quiet.
    pub fn is_certain(&self) -> bool {
        self.sure.get()
    }

    /// The time when it is certain, for countdowns and for opening a button; tracked.
    pub fn certain(&self) -> Option<UnixMillis> {
        if self.sure.get() { self.at.get() } else { None }
    }
}

/// Where and for whom a page is drawn: passed to every view, never global.
#[derive(Clone)]
pub struct Site {
    /// Base path of the installation; starts and ends with `/`.
    pub base: Arc<str>,
    /// The shop whose link was opened; links carry it on.
    pub shop: Option<Slug>,
    /// The reader's language.
    pub lang: Lang,
    /// Server time.
    pub now: Now,
}
