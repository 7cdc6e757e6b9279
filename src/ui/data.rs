//! Something a page shows that may change under it. Erased inside: one signal type serves every message of
//! the contract, which keeps the app small.

use std::{any::Any, marker::PhantomData, sync::Arc};

use leptos::prelude::*;

/// A message, erased.
pub(super) type Value = Arc<dyn Any + Send + Sync>;

/// A message of type `T` that is there; later ones take its place.
pub struct Data<T>(RwSignal<Value>, PhantomData<fn() -> T>);

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Data<T> {}

impl<T: Send + Sync + 'static> Data<T> {
    /// Data that starts with `value`.
    pub fn new(value: T) -> Self {
        Self(RwSignal::new(Arc::new(value)), PhantomData)
    }

    /// The handle for a signal that holds a `T`; what else it holds is never seen.
    pub(super) fn of(signal: RwSignal<Value>) -> Self {
        Self(signal, PhantomData)
    }

    /// What is there now; tracked.
    pub fn get(&self) -> Option<Arc<T>> {
        self.0.try_get()?.downcast().ok()
    }

    /// Reads what is there now; tracked. Nothing when the page it belongs to is gone.
    pub fn with<R: Default>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.try_get().and_then(|value| value.downcast_ref().map(read)).unwrap_or_default()
    }

    /// Puts `value` in its place.
    pub fn set(&self, value: T) {
        self.0.try_set(Arc::new(value));
    }
}
