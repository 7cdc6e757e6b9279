//! The one timer of the page: it ticks, and asks for the time when the model says so.

use std::time::Duration;

use leptos::prelude::*;

use super::{Sample, ServerClock};
use crate::{
    platform::{
        task::{self, Wait},
        visibility,
    },
    signal::Var,
};

type Timer = Var<Option<TimeoutHandle>>;

/// Runs the clock until the calling component goes away. `ask` puts the question for the time once;
/// what it brings is taken, failure is tried again after a growing pause. Nothing runs while the page is
/// hidden.
pub fn run(clock: ServerClock, ask: impl Fn() -> Wait<Option<Sample>> + Copy + 'static) {
    let timer = Timer::new(None);
    tick(clock, timer, ask);
    visibility::on_change(move |visible| {
        clock.doubt();
        stop(timer);
        if visible {
            // By the timer, not here: a phone that wakes fires several events at once, and one question
            // answers them all.
            plan(clock, timer, ask, 0);
        }
    });
    on_cleanup(move || _ = stop(timer));
}

/// Forgets the planned tick; false when the component is gone and nothing is to be planned any more.
fn stop(timer: Timer) -> bool {
    if let Some(planned) = timer.take() {
        planned.clear();
    }
    !timer.is_gone()
}

fn plan(
    clock: ServerClock,
    timer: Timer,
    ask: impl Fn() -> Wait<Option<Sample>> + Copy + 'static,
    millis: u64,
) {
    let delay = Duration::from_millis(millis);
    if let Ok(planned) = set_timeout_with_handle(move || tick(clock, timer, ask), delay) {
        timer.set(Some(planned));
    }
}

/// One tick, the question if it is due, and the next tick planned; none of it while hidden.
fn tick(clock: ServerClock, timer: Timer, ask: impl Fn() -> Wait<Option<Sample>> + Copy + 'static) {
    if !stop(timer) || !visibility::visible() || !clock.tick() {
        return;
    }
    if let Some(asked) = clock.ask() {
        task::spawn(async move {
            let sample = ask().await;
            clock.ended(asked, sample);
            tick(clock, timer, ask);
        });
    }
    // A few milliseconds more, so that the timer never fires just before the second it waits for.
    plan(clock, timer, ask, clock.pause() + 4);
}
