//! The server's clock on a phone whose own clock may be a day off and whose page may sleep.
//!
//! One timer serves the whole page: it ticks at the server's full seconds while the page is visible.
//! After anything that can have been a sleep the time is unsure until the server was asked again.

mod model;
mod ticker;

use leptos::prelude::*;
use picklive_contract::UnixMillis;

use crate::address::Now;
pub use model::{Model, Sample};
pub use ticker::run;

/// The page's clock; there is one, provided as context by the app.
#[derive(Clone, Copy)]
pub struct ServerClock {
    model: StoredValue<Model>,
    at: RwSignal<Option<UnixMillis>>,
    sure: RwSignal<bool>,
}

impl ServerClock {
    /// A clock that knows at best what the page was sent with.
    pub fn new(sent_with: Option<UnixMillis>) -> Self {
        let mut model = Model::default();
        if let Some(at) = sent_with {
            model.hint(at, monotonic());
        }
        Self {
            model: StoredValue::new(model),
            at: RwSignal::new(sent_with),
            sure: RwSignal::new(false),
        }
    }

    /// The time as views see it.
    pub fn now(&self) -> Now {
        Now::new(self.at.into(), self.sure.into())
    }

    /// Takes a measurement: an answer with server time, when it was asked for and when it came.
    pub fn measured(&self, sample: Sample) {
        self.model.try_update_value(|model| model.measured(sample, wall()));
        self.tick();
    }

    /// From now on the time is unsure until it is measured again.
    pub fn doubt(&self) {
        self.model.try_update_value(Model::doubt);
        self.tick();
    }

    /// Brings the signals up to date; says in how many milliseconds the server's next full second is.
    fn tick(&self) -> i32 {
        let (mono, wall) = (monotonic(), wall());
        let seen = self.model.try_update_value(|model| {
            model.watch(mono, wall);
            (model.now(mono), model.sure())
        });
        let Some((at, sure)) = seen else { return 1_000 };
        if self.sure.try_get_untracked() != Some(sure) {
            self.sure.try_set(sure);
        }
        if at.is_some() && self.at.try_get_untracked() != Some(at) {
            self.at.try_set(at);
        }
        at.map_or(1_000, |at| 1_000 - at.0.rem_euclid(1_000) as i32)
    }
}

/// Milliseconds of a clock that never jumps, but stands still in sleep on most phones.
pub fn monotonic() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// The phone's own idea of the time, in milliseconds; only ever compared with itself.
fn wall() -> f64 {
    js_sys::Date::now()
}
