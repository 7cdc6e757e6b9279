//! The server's clock on a phone whose own clock may be a day off and whose page may sleep.
//!
//! One timer serves the whole page: it ticks at the server's full seconds while the page is visible.
//! After anything that can have been a sleep the time is unsure until the server was asked again, and an
//! answer to a question from before does not count.

mod model;
mod question;
mod ticker;

use leptos::prelude::*;
use picklive_contract::UnixMillis;

use crate::{address::Now, platform::random, signal::Var};
pub use model::{Asked, Model, Sample};
pub use ticker::run;

/// The page's clock; there is one, provided as context by the app.
#[derive(Clone, Copy)]
pub struct ServerClock {
    model: StoredValue<Model>,
    at: Var<Option<UnixMillis>>,
    sure: Var<bool>,
}

impl ServerClock {
    /// A clock that knows at best what the page was sent with.
    pub fn new(sent_with: Option<UnixMillis>) -> Self {
        let mut model = Model::default();
        if let Some(at) = sent_with {
            model.hint(at, monotonic());
        }
        Self { model: StoredValue::new(model), at: Var::new(sent_with), sure: Var::new(false) }
    }

    /// The time as views see it.
    pub fn now(&self) -> Now {
        Now::new(self.at, self.sure)
    }

    /// A first idea of the time, when there is none: never certain.
    pub fn hint(&self, at: UnixMillis) {
        self.model.try_update_value(|model| model.hint(at, monotonic()));
        self.tick();
    }

    /// To be called when a question leaves whose answer may tell the time; goes to [`Self::measured`].
    pub fn asked(&self) -> Asked {
        let asked = self.model.try_with_value(|model| model.asked(monotonic(), wall()));
        asked.unwrap_or_default()
    }

    /// Takes a measurement: an answer with server time, when it was asked for and when it came.
    pub fn measured(&self, asked: Asked, sample: Sample) {
        self.model.try_update_value(|model| model.measured(asked, sample, wall()));
        self.tick();
    }

    /// From now on the time is unsure until it is measured again.
    pub fn doubt(&self) {
        self.model.try_update_value(Model::doubt);
        self.tick();
    }

    /// Whether the question for the time is to be put now.
    fn ask(&self) -> Option<Asked> {
        let ask = self.model.try_update_value(|model| model.ask(monotonic()));
        (ask == Some(true)).then(|| self.asked())
    }

    /// The question for the time has ended.
    fn ended(&self, asked: Asked, sample: Option<Sample>) {
        self.model.try_update_value(|model| {
            if let Some(sample) = sample {
                model.measured(asked, sample, wall());
            }
            model.ended(asked, monotonic(), random::fraction());
        });
    }

    /// In how many milliseconds the next tick is due.
    fn pause(&self) -> u64 {
        self.model.try_with_value(|model| model.pause(monotonic())).unwrap_or(1_000.0) as u64
    }

    /// Brings the signals up to date; false when the component that the clock belongs to is gone.
    fn tick(&self) -> bool {
        let (mono, wall) = (monotonic(), wall());
        let seen = self.model.try_update_value(|model| {
            model.watch(mono, wall);
            (model.now(mono), model.sure())
        });
        let Some((at, sure)) = seen else { return false };
        self.sure.change(sure);
        if at.is_some() {
            self.at.change(at);
        }
        true
    }
}

/// Milliseconds of a clock that never jumps, but stands still in sleep on most phones.
pub fn monotonic() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// The phone's own idea of the time, in milliseconds; only ever compared with itself.
pub fn wall() -> f64 {
    js_sys::Date::now()
}
