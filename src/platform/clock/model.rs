//! How server time is kept, without a browser: every clock is an argument.

use picklive_contract::UnixMillis;

/// By how much the phone's two clocks may drift apart before the time is unsure, in milliseconds.
const DRIFT_MAX: f64 = 500.0;

/// One question for the time.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Monotonic time when the question left, in milliseconds.
    pub sent: f64,
    /// Monotonic time when the answer came.
    pub came: f64,
    /// What the server said.
    pub server: UnixMillis,
}

/// What is known of server time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Model {
    base: Option<Base>,
    sure: bool,
}

#[derive(Clone, Copy, Debug)]
struct Base {
    /// Server time minus monotonic time.
    offset: f64,
    /// Half the round trip: by how much the offset can be wrong at most.
    doubt: f64,
    /// The phone's clocks at the measurement.
    mono: f64,
    wall: Option<f64>,
}

impl Model {
    /// A first idea, never certain: the time the page was drawn at.
    pub fn hint(&mut self, server: UnixMillis, mono: f64) {
        if self.base.is_none() {
            let offset = server.0 as f64 - mono;
            self.base = Some(Base { offset, doubt: f64::INFINITY, mono, wall: None });
        }
    }

    /// Takes a measurement: the server spoke somewhere between question and answer, the midpoint is
    /// wrong by half the round trip at most. While the time is sure only a better one replaces it.
    pub fn measured(&mut self, sample: Sample, wall: f64) {
        let doubt = (sample.came - sample.sent) / 2.0;
        if doubt < 0.0 || (self.sure && self.base.is_some_and(|base| base.doubt <= doubt)) {
            return;
        }
        let offset = sample.server.0 as f64 - (sample.sent + doubt);
        self.base = Some(Base { offset, doubt, mono: sample.came, wall: Some(wall) });
        self.sure = true;
    }

    /// Compares the phone's clocks: when one ran and the other stood, the page slept or somebody set the
    /// time, and nothing is certain until the next measurement.
    pub fn watch(&mut self, mono: f64, wall: f64) {
        let Some(base) = &self.base else { return };
        if let Some(wall_then) = base.wall
            && ((wall - wall_then) - (mono - base.mono)).abs() > DRIFT_MAX
        {
            self.sure = false;
        }
    }

    /// From now on unsure.
    pub fn doubt(&mut self) {
        self.sure = false;
    }

    /// Whether the time is certain.
    pub fn sure(&self) -> bool {
        self.sure
    }

    /// Server time at a monotonic time, as well as it is known.
    pub fn now(&self, mono: f64) -> Option<UnixMillis> {
        self.base.map(|base| UnixMillis((mono + base.offset).floor() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A phone: real time runs; its wall clock is off by `wall_off`; its monotonic clock loses `slept`.
    struct Phone {
        real: f64,
        wall_off: f64,
        slept: f64,
    }

    impl Phone {
        fn mono(&self) -> f64 {
            self.real - self.slept - 1_700_000_000_000.0
        }
        fn wall(&self) -> f64 {
            self.real + self.wall_off
        }
        fn ask(&mut self, model: &mut Model, there: f64, back: f64) {
            let sent = self.mono();
            self.real += there;
            let server = UnixMillis(self.real as i64);
            self.real += back;
            model.measured(Sample { sent, came: self.mono(), server }, self.wall());
        }
        fn error(&self, model: &Model) -> f64 {
            (model.now(self.mono()).unwrap().0 as f64 - self.real).abs()
        }
    }

    const DAY: f64 = 86_400_000.0;

    #[test]
    fn a_clock_a_day_off_does_not_matter() {
        for wall_off in [-DAY, 0.0, DAY] {
            let mut phone = Phone { real: 1_795_474_800_000.0, wall_off, slept: 0.0 };
            let mut model = Model::default();
            assert!(!model.sure() && model.now(phone.mono()).is_none());
            phone.ask(&mut model, 700.0, 100.0);
            for _ in 0..3_600 {
                phone.real += 1_000.0;
                model.watch(phone.mono(), phone.wall());
                assert!(model.sure());
                assert!(phone.error(&model) <= 401.0);
            }
        }
    }

    #[test]
    fn five_minutes_of_sleep_make_it_unsure_until_one_answer() {
        let mut phone = Phone { real: 1_795_474_800_000.0, wall_off: DAY, slept: 0.0 };
        let mut model = Model::default();
        phone.ask(&mut model, 50.0, 50.0);
        phone.real += 300_000.0;
        phone.slept += 300_000.0;
        model.watch(phone.mono(), phone.wall());
        assert!(!model.sure(), "the monotonic clock stood still");
        phone.ask(&mut model, 200.0, 200.0);
        assert!(
            model.sure() && phone.error(&model) <= 201.0,
            "one round trip later it is right again"
        );
    }

    #[test]
    fn somebody_sets_the_phones_clock() {
        let mut phone = Phone { real: 1_795_474_800_000.0, wall_off: 0.0, slept: 0.0 };
        let mut model = Model::default();
        phone.ask(&mut model, 10.0, 10.0);
        phone.wall_off = 3_600_000.0;
        model.watch(phone.mono(), phone.wall());
        assert!(!model.sure());
        assert!(phone.error(&model) <= 11.0, "the estimate itself does not jump");
    }

    #[test]
    fn a_slow_answer_does_not_replace_a_better_one() {
        let mut phone = Phone { real: 1_795_474_800_000.0, wall_off: 0.0, slept: 0.0 };
        let mut model = Model::default();
        phone.ask(&mut model, 20.0, 20.0);
        phone.ask(&mut model, 5_000.0, 20.0);
        assert!(phone.error(&model) <= 21.0);
        model.doubt();
        phone.ask(&mut model, 300.0, 900.0);
        assert!(
            model.sure() && phone.error(&model) <= 601.0,
            "when unsure the first answer counts"
        );
    }

    #[test]
    fn what_the_page_was_drawn_with_is_never_certain() {
        let mut model = Model::default();
        model.hint(UnixMillis(1_000), 10.0);
        assert_eq!(model.now(20.0), Some(UnixMillis(1_010)));
        model.watch(20.0, 99_999.0);
        assert!(!model.sure());
    }
}
