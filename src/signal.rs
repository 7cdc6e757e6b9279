//! Leptos's signals behind one erased type, so that the reactive graph is compiled once and not once for
//! every type that is kept in it (`docs/decisions/0004-small-wasm.md`).
//!
//! Whatever belonged to a page that is gone reads as its type's default and takes no more values: nothing
//! that comes late can stop the app.

mod call;
mod derived;

use std::{any::Any, marker::PhantomData, sync::Arc};

use leptos::prelude::*;

pub use call::Call;
pub use derived::Derived;

/// A value, erased.
pub type Erased = Arc<dyn Any + Send + Sync>;

/// A variable that is not yet known to be of one type.
pub type Vary = RwSignal<Erased>;

/// A value that is read and written; who reads it is told when it changes.
pub struct Var<T>(Vary, PhantomData<fn() -> T>);

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Var<T> {}

impl<T: Send + Sync + 'static> Var<T> {
    /// A variable that holds `value`.
    pub fn new(value: T) -> Self {
        Self(Vary::new(Arc::new(value)), PhantomData)
    }

    /// The variable that is kept in `signal`; what it holds of another type is never seen.
    pub fn of(signal: Vary) -> Self {
        Self(signal, PhantomData)
    }

    /// What it holds, shared; tracked.
    pub fn shared(&self) -> Option<Arc<T>> {
        read(self.0)?.downcast().ok()
    }

    /// Reads it; tracked.
    pub fn with<R: Default>(&self, look: impl FnOnce(&T) -> R) -> R {
        read(self.0).and_then(|value| value.downcast_ref().map(look)).unwrap_or_default()
    }

    /// Reads it; not tracked.
    pub fn with_untracked<R: Default>(&self, look: impl FnOnce(&T) -> R) -> R {
        untrack(|| self.with(look))
    }

    /// Tells the caller when it changes, without reading it.
    pub fn track(&self) {
        self.with(|_| ());
    }

    /// Puts `value` in its place and tells who reads it.
    pub fn set(&self, value: T) {
        write(self.0, Arc::new(value));
    }

    /// Changes what it holds, where it is, and tells who reads it; nothing while somebody has a hold of it.
    pub fn amend(&self, change: impl FnOnce(&mut T)) {
        self.0.try_update(|value| {
            if let Some(value) = Arc::get_mut(value).and_then(|value| value.downcast_mut()) {
                change(value);
            }
        });
    }

    /// Whether it belongs to something that is gone.
    pub fn is_gone(&self) -> bool {
        self.0.is_disposed()
    }
}

impl<T: Default + Send + Sync + 'static> Var<T> {
    /// Takes what it holds and leaves the default; the default while somebody has a hold of it.
    pub fn take(&self) -> T {
        let held = swap(self.0, Arc::new(T::default()));
        held.and_then(|held| Arc::into_inner(held.downcast().ok()?)).unwrap_or_default()
    }
}

impl<T: Clone + Default + Send + Sync + 'static> Var<T> {
    /// A copy of what it holds; tracked.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of what it holds; not tracked.
    pub fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }

    /// Changes it and tells who reads it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        let mut value = self.get_untracked();
        change(&mut value);
        self.set(value);
    }
}

impl<T: Clone + Default + PartialEq + Send + Sync + 'static> Var<T> {
    /// Puts `value` in its place unless it is there already.
    pub fn change(&self, value: T) {
        if self.get_untracked() != value {
            self.set(value);
        }
    }
}

#[inline(never)]
fn read(signal: Vary) -> Option<Erased> {
    signal.try_get()
}

#[inline(never)]
fn swap(signal: Vary, value: Erased) -> Option<Erased> {
    signal.try_update(|held| std::mem::replace(held, value))
}

#[inline(never)]
fn write(signal: Vary, value: Erased) {
    signal.try_set(value);
}

/// Runs `act` once soon, and again whenever something it read has changed, until the calling component
/// goes away.
pub fn effect(act: impl FnMut() + 'static) {
    run(Box::new(act));
}

#[inline(never)]
fn run(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}

/// Calls `act(before, now)` whenever `value` has changed, until the calling component goes away.
pub fn watch<T>(value: Derived<T>, mut act: impl FnMut(T, T) + 'static)
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
{
    let mut before = None;
    effect(move || {
        let now = value.get();
        if let Some(before) = before.replace(now.clone()) {
            untrack(|| act(before, now));
        }
    });
}
