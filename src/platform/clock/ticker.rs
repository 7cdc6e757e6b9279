//! The one timer of the page, and when the server is asked for the time.

use std::time::Duration;

use leptos::prelude::*;

use super::{Sample, ServerClock};
use crate::platform::{
    random,
    task::{self, Wait},
    timer, visibility,
};

/// Longest pause between two failed questions, in milliseconds.
const PAUSE_MAX: u64 = 30_000;

/// Runs the clock until the calling component goes away. `ask` puts the question for the time once;
/// what it brings is taken, failure is tried again after a growing pause.
pub fn run(clock: ServerClock, ask: impl Fn() -> Wait<Option<Sample>> + Copy + 'static) {
    let asking = StoredValue::new(false);
    let measure = move || {
        if asking.try_get_value() != Some(false) {
            return;
        }
        asking.set_value(true);
        task::spawn(async move {
            let mut pause = 500;
            loop {
                match ask().await {
                    Some(sample) => break clock.measured(sample),
                    None => {
                        let spread = (pause as f64 * random::fraction()) as u64;
                        timer::sleep(Duration::from_millis(pause + spread)).await;
                        pause = (pause * 2).min(PAUSE_MAX);
                    }
                }
            }
            asking.try_set_value(false);
        });
    };
    let handle = StoredValue::new(None::<TimeoutHandle>);
    tick(clock, handle, measure);
    measure();
    visibility::on_change(move |visible| {
        clock.doubt();
        if visible {
            measure();
            tick(clock, handle, measure);
        }
    });
    on_cleanup(move || stop(handle));
}

fn stop(handle: StoredValue<Option<TimeoutHandle>>) {
    if let Some(Some(timer)) = handle.try_update_value(Option::take) {
        timer.clear();
    }
}

/// One tick, and the next one planned for the server's next full second; none while hidden.
fn tick(
    clock: ServerClock,
    handle: StoredValue<Option<TimeoutHandle>>,
    measure: impl Fn() + Copy + 'static,
) {
    stop(handle);
    let pause = clock.tick();
    if !clock.sure.try_get_untracked().unwrap_or(true) {
        measure();
    }
    if !visibility::visible() {
        return;
    }
    // A few milliseconds more, so that the timer never fires just before the second it waits for.
    let delay = Duration::from_millis(pause.max(0) as u64 + 4);
    if let Ok(timer) = set_timeout_with_handle(move || tick(clock, handle, measure), delay) {
        handle.try_set_value(Some(timer));
    }
}
