//! Values that follow from others.

use std::{marker::PhantomData, sync::Arc};

use leptos::prelude::*;

use super::{Erased, Var};

/// A value computed from others when they have changed; who reads it is told only when it differs.
pub struct Derived<T>(Memo<Kept>, PhantomData<fn() -> T>);

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Derived<T> {}

/// What was computed, with how to tell whether two of its kind are the same.
#[derive(Clone)]
struct Kept {
    value: Erased,
    same: fn(&Erased, &Erased) -> bool,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.value, &other.value)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// A value that `compute` gives.
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let compute = move || Kept { value: Arc::new(compute()), same: same::<T> };
        Self(memo(Box::new(compute)), PhantomData)
    }

    /// Reads it; tracked.
    pub fn with<R: Default>(&self, look: impl FnOnce(&T) -> R) -> R {
        read(self.0).and_then(|value| value.downcast_ref().map(look)).unwrap_or_default()
    }

    /// Tells the caller when it changes, without reading it.
    pub fn track(&self) {
        self.with(|_| ());
    }
}

impl<T: Clone + Default + PartialEq + Send + Sync + 'static> Derived<T> {
    /// A copy of it; tracked.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of it; not tracked.
    pub fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }
}

impl<T: Clone + Default + PartialEq + Send + Sync + 'static> From<Var<T>> for Derived<T> {
    fn from(var: Var<T>) -> Self {
        Self::new(move || var.get())
    }
}

fn same<T: PartialEq + 'static>(one: &Erased, other: &Erased) -> bool {
    matches!((one.downcast_ref::<T>(), other.downcast_ref()), (Some(one), Some(other)) if one == other)
}

#[inline(never)]
fn memo(compute: Box<dyn Fn() -> Kept + Send + Sync>) -> Memo<Kept> {
    Memo::new(move |_| compute())
}

#[inline(never)]
fn read(memo: Memo<Kept>) -> Option<Erased> {
    memo.try_get().map(|kept| kept.value)
}
