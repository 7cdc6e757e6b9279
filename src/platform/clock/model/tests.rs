//! A phone with two clocks, and what it knows of a third.

mod trouble;

use super::*;

/// A phone: real time runs; its wall clock is off by `wall_off`; its monotonic clock loses `slept`.
struct Phone {
    real: f64,
    wall_off: f64,
    slept: f64,
}

impl Phone {
    fn new(wall_off: f64) -> Self {
        Self { real: 1_795_474_800_000.0, wall_off, slept: 0.0 }
    }
    fn mono(&self) -> f64 {
        self.real - self.slept - 1_700_000_000_000.0
    }
    fn wall(&self) -> f64 {
        self.real + self.wall_off
    }
    fn sleep(&mut self, millis: f64) {
        self.real += millis;
        self.slept += millis;
    }
    /// A question leaves: what is noted of it, and when.
    fn asks(&self, model: &Model) -> (Asked, f64) {
        (model.asked(self.mono(), self.wall()), self.mono())
    }
    /// The server speaks now.
    fn server(&self) -> UnixMillis {
        UnixMillis(self.real as i64)
    }
    /// An answer is there.
    fn hears(&self, model: &mut Model, (asked, sent): (Asked, f64), server: UnixMillis) {
        model.measured(asked, Sample { sent, came: self.mono(), server }, self.wall());
    }
    fn ask(&mut self, model: &mut Model, there: f64, back: f64) {
        let asked = self.asks(model);
        self.real += there;
        let server = self.server();
        self.real += back;
        self.hears(model, asked, server);
    }
    fn watch(&self, model: &mut Model) {
        model.watch(self.mono(), self.wall());
    }
    fn error(&self, model: &Model) -> f64 {
        (model.now(self.mono()).unwrap().0 as f64 - self.real).abs()
    }
}

const DAY: f64 = 86_400_000.0;

#[test]
fn a_clock_a_day_off_does_not_matter() {
    for wall_off in [-DAY, 0.0, DAY] {
        let mut phone = Phone::new(wall_off);
        let mut model = Model::default();
        assert!(!model.sure() && model.now(phone.mono()).is_none());
        phone.ask(&mut model, 700.0, 100.0);
        for _ in 0..3_600 {
            phone.real += 1_000.0;
            phone.watch(&mut model);
            assert!(model.sure());
            assert!(phone.error(&model) <= 401.0);
        }
    }
}

#[test]
fn five_minutes_of_sleep_make_it_unsure_until_one_answer() {
    let mut phone = Phone::new(DAY);
    let mut model = Model::default();
    phone.ask(&mut model, 50.0, 50.0);
    phone.sleep(300_000.0);
    phone.watch(&mut model);
    assert!(!model.sure(), "the monotonic clock stood still");
    phone.ask(&mut model, 200.0, 200.0);
    phone.watch(&mut model);
    assert!(model.sure() && phone.error(&model) <= 201.0, "one round trip later it is right again");
}

#[test]
fn somebody_sets_the_phones_clock() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    phone.ask(&mut model, 10.0, 10.0);
    phone.wall_off = 3_600_000.0;
    phone.watch(&mut model);
    assert!(!model.sure());
    assert!(phone.error(&model) <= 11.0, "the estimate itself does not jump");
}

#[test]
fn a_slow_answer_does_not_replace_a_better_one() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    phone.ask(&mut model, 20.0, 20.0);
    phone.ask(&mut model, 5_000.0, 20.0);
    assert!(model.sure() && phone.error(&model) <= 21.0);
    model.doubt();
    phone.ask(&mut model, 300.0, 900.0);
    assert!(model.sure() && phone.error(&model) <= 601.0, "when unsure the first answer counts");
}

#[test]
fn what_the_page_was_drawn_with_is_never_certain() {
    let mut model = Model::default();
    model.hint(UnixMillis(1_000), 10.0);
    assert_eq!(model.now(20.0), Some(UnixMillis(1_010)));
    model.watch(20.0, 99_999.0);
    assert!(!model.sure());
}

#[test]
fn it_ticks_at_the_servers_full_seconds() {
    let mut model = Model::default();
    model.hint(UnixMillis(1_800), 0.0);
    assert!(model.ask(0.0));
    assert_eq!(model.pause(0.0), 200.0);
    assert_eq!(model.pause(250.0), 950.0);
}
