//! Something to call that can be copied into any closure.

use super::Var;

type Act<A, R> = Box<dyn Fn(A) -> R + Send + Sync>;

/// A function given to a component; it ends with the component that made it.
pub struct Call<A, R = ()>(Var<Act<A, R>>);

impl<A, R> Clone for Call<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A, R> Copy for Call<A, R> {}

impl<A: 'static, R: Default + 'static> Call<A, R> {
    /// Calls `act`.
    pub fn new(act: impl Fn(A) -> R + Send + Sync + 'static) -> Self {
        Self(Var::new(Box::new(act)))
    }

    /// Whether its component is gone.
    pub fn is_gone(&self) -> bool {
        self.0.is_gone()
    }

    /// What is called, for work that goes on when its component is gone.
    pub fn held(&self) -> impl Fn(A) -> R + use<A, R> {
        let act = leptos::prelude::untrack(|| self.0.shared());
        move |given| act.as_ref().map(|act| act(given)).unwrap_or_default()
    }

    /// Calls it; the default comes back when its component is gone.
    pub fn run(&self, given: A) -> R {
        let act = leptos::prelude::untrack(|| self.0.shared());
        act.map(|act| act(given)).unwrap_or_default()
    }
}
