//! Asking again and again how something stands: each second at first, then more slowly, never while the
//! page is hidden, and at once when it comes back.

use std::{future::Future, time::Duration};

use crate::signal::{Derived, Var, effect};
use leptos::prelude::*;

use crate::platform::{
    task::{self, Wait},
    visibility,
};

/// The first pause, in milliseconds.
const FIRST: u32 = 1_000;

type Ask = Box<dyn Fn() -> Wait<()>>;

/// Asks while it is wanted and the page is visible; ends with the component that made it.
#[derive(Clone, Copy)]
pub struct Poll {
    ask: StoredValue<Ask, LocalStorage>,
    /// The longest pause in milliseconds; 0 while nothing is to be asked.
    longest: Derived<u32>,
    pause: Var<u32>,
    asking: Var<bool>,
    timer: Var<Option<TimeoutHandle>>,
    owner: StoredValue<Owner>,
}

impl Poll {
    /// Asks by `ask`, with pauses of up to `longest` milliseconds, while that is more than 0.
    pub fn new<F>(longest: Derived<u32>, ask: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = ()> + 'static,
    {
        let ask: Ask = Box::new(move || Box::pin(ask()));
        let this = Self {
            ask: StoredValue::new_local(ask),
            longest,
            pause: Var::new(FIRST),
            asking: Var::new(false),
            timer: Var::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        effect(move || {
            longest.get();
            this.pause.set(FIRST);
            this.plan();
        });
        visibility::on_change(move |visible| if visible { this.soon() } else { this.stop() });
        on_cleanup(move || this.stop());
        this
    }

    /// Asks at once, and begins again with short pauses.
    pub fn soon(&self) {
        self.pause.set(FIRST);
        self.run();
    }

    fn run(&self) {
        self.stop();
        let wanted = self.longest.get_untracked() > 0;
        if !wanted || self.asking.get_untracked() {
            return;
        }
        let (Some(future), Some(owner)) =
            (self.ask.try_with_value(|ask| ask()), self.owner.try_get_value())
        else {
            return;
        };
        self.asking.set(true);
        let this = *self;
        owner.with(|| {
            task::spawn(async move {
                future.await;
                this.asking.set(false);
                this.plan();
            });
        });
    }

    fn plan(&self) {
        self.stop();
        let longest = self.longest.get_untracked();
        if longest == 0 || !visibility::visible() {
            return;
        }
        let pause = self.pause.get_untracked().max(FIRST).min(longest);
        self.pause.set(slower(pause));
        let this = *self;
        if let Ok(timer) =
            set_timeout_with_handle(move || this.run(), Duration::from_millis(pause.into()))
        {
            self.timer.set(Some(timer));
        }
    }

    fn stop(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

/// The pause after this one.
fn slower(pause: u32) -> u32 {
    pause + pause / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_slows_down_to_five_seconds_within_half_a_minute() {
        let (mut pause, mut passed) = (FIRST, 0);
        while pause < 5_000 {
            passed += pause;
            pause = slower(pause);
        }
        assert!((10_000..30_000).contains(&passed), "{passed}");
    }
}
