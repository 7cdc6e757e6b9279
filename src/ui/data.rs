//! Something a page shows that may change under it.

use std::sync::Arc;

use crate::signal::{Var, Vary};

/// A message of type `T` that is there; later ones take its place.
pub struct Data<T>(Var<T>);

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Data<T> {}

impl<T: Send + Sync + 'static> Data<T> {
    /// Data that starts with `value`.
    pub fn new(value: T) -> Self {
        Self(Var::new(value))
    }

    /// Data that starts with what is shared.
    pub fn shared(value: Arc<T>) -> Self {
        Self(Var::of(Vary::new(value)))
    }

    /// The data that is kept in `any`; what that holds of another type is never seen.
    pub(super) fn of(any: Vary) -> Self {
        Self(Var::of(any))
    }

    /// What is there now; tracked.
    pub fn get(&self) -> Option<Arc<T>> {
        self.0.shared()
    }

    /// Reads what is there now; tracked. The default when the page it belongs to is gone.
    pub fn with<R: Default>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.with(read)
    }

    /// Changes what is there; nothing while somebody has a hold of it.
    pub fn amend(&self, change: impl FnOnce(&mut T)) {
        self.0.amend(change);
    }

    /// Puts `value` in its place.
    pub fn set(&self, value: T) {
        self.0.set(value);
    }
}
