//! Every wait and every failure has a screen, and it is this one.

mod erased;
mod screens;

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::Endpoint;
use serde::de::DeserializeOwned;

use erased::{Change, Core, Fetch, Value};
pub use screens::{empty, failure, load, load_around, load_or, stale, waiting};

use super::data::Data;
use crate::{
    api::{Api, ApiError},
    platform::{json, random, visibility},
};

/// For how many milliseconds the events are gathered by which a browser tells that a page wakes.
const WAKING: u64 = 100;

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

    /// Fetches again what has failed; until then that is forgotten.
    pub fn again(&self) {
        self.core.again();
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

    /// Takes away what is there: it is another person's.
    pub fn clear(&self) {
        self.core.there.change(false);
    }

    /// Fetches again within a second, at a moment of its own: something has happened that everybody is told of.
    pub fn reload_told(&self) {
        self.core.reload_in((random::fraction() * 1_000.0) as u64);
    }

    /// Changes what is there, unless `change` leaves it as it is; nothing while nothing is there. It is no newer
    /// for that. What is being fetched is changed when it comes.
    pub fn amend(&self, change: impl Fn(&T) -> Option<T> + Send + Sync + 'static) {
        let change: Change = Arc::new(move |there: &Value| {
            there.downcast_ref().and_then(&change).map(|changed| Arc::new(changed) as Value)
        });
        self.core.amend(&change);
    }

    /// Says that what is there was true at an earlier time, by the phone's own clock.
    pub fn is_of(&self, at: f64) {
        self.core.at.set(at);
    }

    /// When what is there was true, by the phone's own clock; tracked.
    pub fn at(&self) -> f64 {
        self.core.at.get()
    }

    /// Shows what was there at an earlier time, by the phone's own clock, in the place of what cannot be had now.
    /// `text` is the answer that it was; empty when it is not all that one said.
    pub fn stand_in(&self, value: T, text: String, at: f64) {
        self.core.stand_in(Arc::new(value), text, at);
    }

    /// The text of the last answer; empty when there was none, or what is there is not what it said.
    pub fn text(&self) -> String {
        self.core.last.get_untracked()
    }

    /// Takes an answer that came another way, e.g. with an order that was just changed.
    pub fn put(&self, value: T) {
        self.core.take(Ok(Some(Arc::new(value))));
    }

    /// Looks at what is there; the default when nothing is. Not tracked.
    pub fn peek<R: Default>(&self, look: impl FnOnce(&T) -> R) -> R {
        untrack(|| self.data().map(|data| data.with(look))).unwrap_or_default()
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
