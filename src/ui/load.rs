//! Every wait and every failure has a screen, and it is this one.

mod screens;

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use picklive_contract::Endpoint;
use serde::de::DeserializeOwned;

pub use screens::{empty, failure, load, load_or, waiting};

use super::data::Data;
use crate::{
    api::{Api, ApiError},
    platform::{
        events, json, random,
        task::{self, Wait},
        timer, visibility,
    },
    signal::{Erased, Var, Vary},
};

/// For how many milliseconds the events are gathered by which a browser tells that a page wakes.
const WAKING: u64 = 100;

/// A message, erased.
type Value = Erased;
/// What a fetch brings; `None` when it is what is there already.
type Brought = Result<Option<Value>, ApiError>;
type Fetch = Box<dyn Fn() -> Wait<Brought>>;

/// Something that comes from the server: waiting, there, or failed; and again.
pub struct Loader<T: 'static> {
    core: Core,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Loader<T> {}

/// The same for every type, so that it is compiled once.
#[derive(Clone, Copy)]
struct Core {
    value: Vary,
    there: Var<bool>,
    failed: Var<Option<ApiError>>,
    running: Var<bool>,
    /// Asked for while it was being fetched: what is on its way may be from before.
    missed: Var<bool>,
    /// A fetch that waits for its moment.
    due: Var<bool>,
    fetch: StoredValue<Fetch, LocalStorage>,
    owner: StoredValue<Owner>,
}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Starts with `first` when it is already there, else fetches at once.
    pub fn new<F>(first: Option<T>, fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let fetch: Fetch = Box::new(move || {
            let wait = fetch();
            Box::pin(async move { wait.await.map(|value| Some(Arc::new(value) as Value)) })
        });
        Self::of(Core::new(first.map(|value| Arc::new(value) as Value), fetch))
    }

    /// Reads an endpoint. An answer that is the same to the letter changes nothing on the page.
    pub fn get<E: Endpoint<Ask = (), Answer = T>>(
        first: Option<T>,
        api: Api,
        at: &E::At,
        secret: Option<String>,
    ) -> Self
    where
        T: DeserializeOwned,
    {
        Self::read::<E>(first, api, E::path(at), secret)
    }

    /// Reads an endpoint at a path of its own, e.g. of a later page.
    pub fn read<E: Endpoint<Ask = (), Answer = T>>(
        first: Option<T>,
        api: Api,
        path: String,
        secret: Option<String>,
    ) -> Self
    where
        T: DeserializeOwned,
    {
        let read: fn(&str) -> Option<Value> =
            |text| json::read::<E::Answer>(text).map(|value| Arc::new(value) as Value);
        Self::of(Core::get(first.map(|value| Arc::new(value) as Value), api, path, secret, read))
    }

    fn of(core: Core) -> Self {
        Self { core, kind: std::marker::PhantomData }
    }

    /// Fetches again; what is there stays until the answer comes, and also when it fails.
    pub fn reload(&self) {
        self.core.reload();
    }

    /// Fetches again unless that is being done: for what is looked at every few seconds.
    pub fn look_again(&self) {
        if !self.core.running.get_untracked() {
            self.core.reload();
        }
    }

    /// Fetches again within two seconds, at a moment of its own: what all pages do at the same second
    /// must not reach the server in the same millisecond.
    pub fn reload_soon(&self) {
        self.core.reload_in((random::fraction() * 2_000.0) as u64);
    }

    /// Fetches again whenever the page is looked at again: it may have slept.
    pub fn reload_when_seen(&self) {
        let core = self.core;
        visibility::on_change(move |visible| {
            if visible {
                core.reload_in(WAKING);
            }
        });
    }

    /// Takes an answer that came another way, e.g. with an order that was just changed.
    pub fn put(&self, value: T) {
        self.core.take(Ok(Some(Arc::new(value))));
    }

    /// What is there, or nothing yet; tracked.
    pub fn data(&self) -> Option<Data<T>> {
        self.core.there.get().then(|| Data::of(self.core.value))
    }

    /// Why the last fetch failed; tracked.
    pub fn error(&self) -> Option<ApiError> {
        self.core.failed.get()
    }
}

impl Core {
    fn new(first: Option<Value>, fetch: Fetch) -> Self {
        let there = first.is_some();
        let core = Self {
            value: Vary::new(first.unwrap_or_else(|| Arc::new(()))),
            there: Var::new(there),
            failed: Var::new(None),
            running: Var::new(false),
            missed: Var::new(false),
            due: Var::new(false),
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

    fn get(
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
        let (known, text) = known.unzip();
        let (first, last) = (first.or(known), Var::new(text.unwrap_or_default()));
        let fetch: Fetch = Box::new(move || {
            let (api, path, secret) = (api.clone(), path.clone(), secret.clone());
            Box::pin(async move {
                let text = api.text(&path, secret).await?;
                if last.with_untracked(|last| *last == text) {
                    return Ok(None);
                }
                let value = read(&text).ok_or(ApiError::Unreadable)?;
                if open {
                    api.keep(&path, value.clone(), text.clone());
                }
                last.set(text);
                Ok(Some(value))
            })
        });
        let core = Self::new(first, fetch);
        if again {
            core.reload();
        }
        core
    }

    fn reload(self) {
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
                if self.missed.take() {
                    self.reload();
                }
            });
        });
    }

    /// Fetches again after some milliseconds; once, however often that is wished until then.
    fn reload_in(self, millis: u64) {
        let Some(owner) = self.owner.try_get_value().filter(|_| !self.due.get_untracked()) else {
            return;
        };
        self.due.set(true);
        let reload = move || {
            self.due.set(false);
            self.reload();
        };
        owner.with(|| timer::after(Duration::from_millis(millis), reload));
    }

    fn take(self, brought: Brought) {
        match brought {
            Ok(value) => {
                if let Some(value) = value {
                    self.value.try_set(value);
                    self.there.change(true);
                }
                if self.failed.with_untracked(Option::is_some) {
                    self.failed.set(None);
                }
            }
            Err(error) => {
                // What is no longer to be seen, or no longer by whom is signed in now, does not stay.
                if error.is_not_found() {
                    self.there.change(false);
                }
                self.failed.set(Some(error));
            }
        }
    }

    fn again(self) {
        self.failed.set(None);
        self.reload();
    }
}
