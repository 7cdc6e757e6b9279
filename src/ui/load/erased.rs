//! What every loader does, whatever it brings: fetching, again, and what is kept of it.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use crate::{
    api::{Api, ApiError, Kept},
    platform::{
        clock::{monotonic, wall},
        events,
        task::{self, Wait},
        timer,
    },
    signal::{Erased, Var, Vary},
};

/// A message, erased.
pub(super) type Value = Erased;
/// What a fetch brings; `None` when it is what is there already.
pub(super) type Brought = Result<Option<Value>, ApiError>;
pub(super) type Fetch = Box<dyn Fn() -> Wait<Brought>>;
/// What somebody told of the message; `None` when that changes nothing.
pub(super) type Change = Arc<dyn Fn(&Value) -> Option<Value> + Send + Sync>;

/// The same for every type, so that it is compiled once.
#[derive(Clone, Copy)]
pub(super) struct Core {
    pub(super) value: Vary,
    pub(super) there: Var<bool>,
    pub(super) failed: Var<Option<ApiError>>,
    pub(super) running: Var<bool>,
    /// Asked for while it was being fetched: what is on its way may be from before.
    missed: Var<bool>,
    /// What was told while it was being fetched: the answer may be from before.
    meanwhile: Var<Vec<Change>>,
    /// The moment of a fetch that waits for it, by the monotonic clock; none is endlessly far.
    due: Var<f64>,
    /// Whether what is there may cease to be, for everybody or for who is signed in now.
    pub(super) may_go: Var<bool>,
    /// When what is there was true, by the phone's own clock.
    pub(super) at: Var<f64>,
    /// The text of the last answer; empty when what is there is not what it said.
    pub(super) last: Var<String>,
    fetch: StoredValue<Fetch, LocalStorage>,
    owner: StoredValue<Owner>,
}

impl Core {
    pub(super) fn new(first: Option<Value>, fetch: Fetch) -> Self {
        Self::with(first, wall(), fetch, Var::new(String::new()))
    }

    fn with(first: Option<Value>, at: f64, fetch: Fetch, last: Var<String>) -> Self {
        let there = first.is_some();
        let core = Self {
            value: Vary::new(first.unwrap_or_else(|| Arc::new(()))),
            there: Var::new(there),
            failed: Var::new(None),
            running: Var::new(false),
            missed: Var::new(false),
            meanwhile: Var::new(Vec::new()),
            due: Var::new(f64::INFINITY),
            may_go: Var::new(false),
            at: Var::new(at),
            last,
            fetch: StoredValue::new_local(fetch),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        if !there {
            core.reload();
        }
        // What failed for want of a line is true again as soon as there is one.
        events::on_window("online", move |_| {
            if core.failed.with_untracked(Option::is_some) {
                core.again();
            }
        });
        core
    }

    pub(super) fn get(
        first: Option<Value>,
        api: Api,
        path: String,
        secret: Option<String>,
        read: fn(&str) -> Option<Value>,
    ) -> Self {
        // Going back shows at once what was there. What needs a key is not kept, what a person sees only as
        // long as they are signed in, and nothing that came in the HTML, which may be a part.
        let open = secret.is_none();
        let known = if first.is_none() && open { api.kept(&path) } else { None };
        let again = known.is_some();
        let (first, text, at) = match known {
            Some(Kept { value, text, at }) => (Some(value), text, at),
            None => (first, String::new(), wall()),
        };
        let last = Var::new(text);
        let fetch: Fetch = Box::new(move || {
            let (api, path, secret) = (api.clone(), path.clone(), secret.clone());
            Box::pin(async move {
                let turn = api.turn();
                let text = api.text(&path, secret).await?;
                // Nothing was ever an answer: an empty one is none that is there already.
                if !text.is_empty() && last.with_untracked(|last| *last == text) {
                    api.renew(&path, wall());
                    return Ok(None);
                }
                let value = read(&text).ok_or(ApiError::Unreadable)?;
                if open {
                    let kept = Kept { value: value.clone(), text: text.clone(), at: wall() };
                    api.keep(turn, &path, kept);
                }
                last.set(text);
                Ok(Some(value))
            })
        });
        let core = Self::with(first, at, fetch, last);
        if again {
            core.reload();
        }
        core
    }

    pub(super) fn reload(self) {
        if self.running.get_untracked() || self.running.is_gone() {
            return self.missed.set(true);
        }
        self.running.set(true);
        let wait = self.fetch.try_with_value(|fetch| fetch());
        let (Some(wait), Some(owner)) = (wait, self.owner.try_get_value()) else { return };
        owner.with(|| {
            task::spawn(async move {
                let brought = wait.await;
                self.running.set(false);
                self.take(brought);
                for change in self.meanwhile.take() {
                    self.amend(&change);
                }
                if self.missed.take() {
                    self.reload();
                }
            });
        });
    }

    /// Fetches again after some milliseconds; once, however often that is wished until then: at the earliest of
    /// these moments.
    pub(super) fn reload_in(self, millis: u64) {
        let at = monotonic() + millis as f64;
        let Some(owner) = self.owner.try_get_value().filter(|_| at < self.due.get_untracked())
        else {
            return;
        };
        self.due.set(at);
        let reload = move || {
            // An earlier one than this was done, or will be.
            if self.due.get_untracked() == at {
                self.due.set(f64::INFINITY);
                self.reload();
            }
        };
        owner.with(|| timer::after(Duration::from_millis(millis), reload));
    }

    pub(super) fn take(self, brought: Brought) {
        match brought {
            Ok(value) => {
                self.at.set(wall());
                if let Some(value) = value {
                    self.value.try_set(value);
                }
                self.there.change(true);
                if self.failed.with_untracked(Option::is_some) {
                    self.failed.set(None);
                }
            }
            Err(error) => {
                // What is no longer to be seen, or no longer by whom is signed in now, does not stay. A gateway
                // knows nothing of that.
                if error.is_not_found() && error.is_told() && self.may_go.get_untracked() {
                    self.there.change(false);
                }
                error.tell(self.failed);
            }
        }
    }

    /// Changes what is there, as somebody told it: how old the rest of it is, and that it could not be read
    /// again, is as true as before. An answer on its way may be from before, so it is changed as well.
    pub(super) fn amend(self, change: &Change) {
        if self.running.get_untracked() {
            self.meanwhile.amend(|told| told.push(Arc::clone(change)));
        }
        if !self.there.get_untracked() {
            return;
        }
        let changed = self.value.try_with_untracked(|value| change(value)).flatten();
        if let Some(value) = changed {
            self.last.set(String::new());
            self.value.try_set(value);
        }
    }

    /// How old what is there is, in milliseconds; tracks when it was true, and not the time.
    pub(super) fn age(self) -> i64 {
        (wall() - self.at.get()) as i64
    }

    /// Puts what was there at an earlier time in the place of what cannot be had now; the same `text` as answer
    /// changes nothing of it then.
    pub(super) fn stand_in(self, value: Value, text: String, at: f64) {
        self.value.try_set(value);
        self.last.set(text);
        self.at.set(at);
        self.there.change(true);
    }

    pub(super) fn again(self) {
        self.failed.set(None);
        self.reload();
    }
}
