//! Sleep while a question is out, an outage, a line that is too slow.

use super::*;

/// The clock's own question is put, which it must want.
fn put(phone: &Phone, model: &mut Model) -> (Asked, f64) {
    assert!(model.ask(phone.mono()), "a question is due");
    phone.asks(model)
}

#[test]
fn sleep_while_the_question_is_in_flight() {
    let mut phone = Phone::new(DAY);
    let mut model = Model::default();
    phone.watch(&mut model);
    let asked = put(&phone, &mut model);
    phone.real += 50.0;
    let server = phone.server();
    phone.sleep(300_000.0);
    phone.real += 50.0;
    // The answer is the first to be heard of the sleep: no event, no tick came before.
    phone.hears(&mut model, asked, server);
    assert!(!model.sure(), "a round trip of 100 ms, but five minutes ago");
    phone.watch(&mut model);
    let again = put(&phone, &mut model);
    phone.real += 100.0;
    let server = phone.server();
    phone.real += 100.0;
    phone.hears(&mut model, again, server);
    assert!(model.sure() && phone.error(&model) <= 101.0, "one round trip after waking");
}

#[test]
fn a_sleep_in_flight_that_an_earlier_step_of_the_clock_hides() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    phone.watch(&mut model);
    phone.wall_off -= 400.0;
    let asked = phone.asks(&model);
    let server = phone.server();
    phone.sleep(800.0);
    phone.hears(&mut model, asked, server);
    phone.watch(&mut model);
    assert!(!model.sure(), "400 ms is no drift, 800 ms is");
}

#[test]
fn an_answer_from_before_the_doubt_does_not_count() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    let asked = phone.asks(&model);
    let server = phone.server();
    // Hidden, and this phone's monotonic clock goes on in sleep: only the doubt tells.
    model.doubt();
    phone.real += 300.0;
    phone.hears(&mut model, asked, server);
    assert!(!model.sure());
    phone.ask(&mut model, 50.0, 50.0);
    assert!(model.sure());
}

#[test]
fn one_jump_is_one_doubt() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    phone.ask(&mut model, 10.0, 10.0);
    phone.wall_off = 3_600_000.0;
    phone.watch(&mut model);
    let asked = put(&phone, &mut model);
    // The answer takes longer than a tick.
    phone.real += 700.0;
    let server = phone.server();
    phone.watch(&mut model);
    assert!(!model.ask(phone.mono()), "one question at a time");
    phone.real += 700.0;
    phone.watch(&mut model);
    phone.hears(&mut model, asked, server);
    assert!(model.sure(), "the ticks in between left the question alone");
}

#[test]
fn after_an_outage_it_asks_at_once() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    for longest in [1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 30_000.0, 30_000.0] {
        let (asked, _) = put(&phone, &mut model);
        phone.real += 5.0;
        model.ended(asked, phone.mono(), 1.0);
        phone.real += longest - 1.0;
        assert!(!model.ask(phone.mono()), "not before {longest} ms");
        phone.real += 1.0;
    }
    let (asked, _) = put(&phone, &mut model);
    model.ended(asked, phone.mono(), 0.0);
    phone.real += 100.0;
    assert!(!model.ask(phone.mono()), "it pauses");
    // Online again.
    model.doubt();
    assert_eq!(model.pause(phone.mono()), 0.0);
    let hanging = put(&phone, &mut model);
    // Shown again, while that question hangs in the old network.
    phone.real += 300.0;
    model.doubt();
    let next = put(&phone, &mut model);
    let server = phone.server();
    model.ended(hanging.0, phone.mono(), 0.0);
    phone.real += 600.0;
    assert!(!model.ask(phone.mono()), "the end of the forgotten question starts none");
    phone.hears(&mut model, next, server);
    model.ended(next.0, phone.mono(), 0.0);
    assert!(model.sure() && phone.error(&model) <= 301.0);
    phone.real += DAY;
    assert!(!model.ask(phone.mono()), "what is certain is not asked for");
}

#[test]
fn a_slow_answer_is_not_certain_and_is_asked_again() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    model.hint(UnixMillis(phone.real as i64 - 60_000), phone.mono());
    let (asked, sent) = put(&phone, &mut model);
    phone.real += 200.0;
    let server = phone.server();
    phone.real += 2_000.0;
    phone.hears(&mut model, (asked, sent), server);
    model.ended(asked, phone.mono(), 0.0);
    assert!(!model.sure(), "wrong by 1.1 s at most is too much");
    assert!(phone.error(&model) <= 1_101.0, "but better than a hint a minute old");
    assert!(model.pause(phone.mono()) <= 500.0, "the timer does not sleep over the question");
    phone.real += 500.0;
    assert!(model.ask(phone.mono()), "and it asks again");
    phone.ask(&mut model, 1_000.0, 1_000.0);
    assert!(model.sure(), "half of two seconds is the promise");
}

#[test]
fn a_slow_answer_leaves_an_idea_that_fits_it() {
    let mut phone = Phone::new(0.0);
    let mut model = Model::default();
    phone.ask(&mut model, 20.0, 20.0);
    model.doubt();
    phone.ask(&mut model, 100.0, 9_000.0);
    assert!(!model.sure());
    assert!(phone.error(&model) <= 21.0, "what was known before was better");
}
