//! The page's clock and the browser's events: hidden, shown, back from the cache, back online.

use std::time::Duration;

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use picklive::{
    address::Site,
    platform::{
        clock::{self, Sample, ServerClock, monotonic},
        timer,
    },
    ui::countdown,
};
use picklive_contract::{Lang, UnixMillis};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use crate::host::Host;

const DIGITS: &str = ".countdown-digits";
const DASHES: &str = "--:--";
const START: i64 = 1_795_474_800_500;

/// A server that knows the time and answers when the test lets it.
#[derive(Clone, Copy)]
struct Server {
    /// How many questions reached it.
    asked: StoredValue<usize>,
    /// Questions up to this one are answered.
    answers: StoredValue<usize>,
}

impl Server {
    async fn ask(self) -> Option<Sample> {
        let sent = monotonic();
        self.asked.update_value(|asked| *asked += 1);
        let this = self.asked.get_value();
        while self.answers.get_value() < this {
            turn().await;
        }
        Some(Sample { sent, came: monotonic(), server: UnixMillis(START + sent as i64) })
    }
}

/// A page with a countdown of ten minutes; runs the clock.
fn page() -> (Host, Server) {
    let server = Server { asked: StoredValue::new(0), answers: StoredValue::new(usize::MAX) };
    let end = UnixMillis(START + monotonic() as i64 + 600_000);
    let host = Host::new(move || {
        let clock = ServerClock::new(None);
        clock::run(clock, move || Box::pin(server.ask()));
        let site = Site { base: "/".into(), shop: None, lang: Lang::En, now: clock.now() };
        countdown(&site, None, end, Some("soon".into()))
    });
    (host, server)
}

/// A turn of the page's timers.
async fn turn() {
    timer::sleep(Duration::from_millis(5)).await;
}

/// Waits until something is so, two seconds at most.
async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..400 {
        if so() {
            return;
        }
        turn().await;
    }
    panic!("{what} did not come");
}

/// Time enough for what must not happen.
async fn a_while() {
    timer::sleep(Duration::from_millis(1_300)).await;
}

/// Events that the browser fires in one go.
fn fire(names: &[&str]) {
    for name in names {
        window().dispatch_event(&Event::new(name).unwrap()).unwrap();
    }
}

/// Says that the page is hidden or shown, as the browser would.
fn show(state: &str) {
    let told = Object::new();
    Reflect::set(&told, &"value".into(), &state.into()).unwrap();
    Reflect::set(&told, &"configurable".into(), &true.into()).unwrap();
    Object::define_property(document().as_ref(), &"visibilityState".into(), &told);
    fire(&["visibilitychange"]);
}

#[wasm_bindgen_test]
async fn nothing_is_asked_while_hidden_and_one_question_when_shown() {
    let (host, server) = page();
    until("a certain time", || host.says(DIGITS) == "10:00" || host.says(DIGITS) == "09:59").await;
    show("hidden");
    until("dashes", || host.says(DIGITS) == DASHES).await;
    a_while().await;
    assert_eq!(server.asked.get_value(), 1, "the pocket asks nothing");
    server.answers.set_value(1);
    show("visible");
    fire(&["pageshow", "online"]);
    until("a question", || server.asked.get_value() > 1).await;
    a_while().await;
    assert_eq!(server.asked.get_value(), 2, "three events, one question");
    assert_eq!(host.says(DIGITS), DASHES, "nobody has answered");
    server.answers.set_value(2);
    until("a certain time", || host.says(DIGITS) != DASHES).await;
}

#[wasm_bindgen_test]
async fn each_waking_asks_at_once_whatever_was_asked_before() {
    let (host, server) = page();
    for (before, event) in ["pageshow", "online", "visibilitychange"].into_iter().enumerate() {
        until("a certain time", || host.says(DIGITS) != DASHES).await;
        // The next question hangs, as in a network that is gone.
        server.answers.set_value(2 * before + 1);
        fire(&["offline"]);
        until("a question", || server.asked.get_value() == 2 * before + 2).await;
        assert_eq!(host.says(DIGITS), DASHES);
        fire(&[event]);
        until(event, || server.asked.get_value() == 2 * before + 3).await;
        // Its answer is from before the event.
        server.answers.set_value(2 * before + 2);
        a_while().await;
        assert_eq!(host.says(DIGITS), DASHES, "an old answer after {event}");
        server.answers.set_value(2 * before + 3);
    }
    until("a certain time", || host.says(DIGITS) != DASHES).await;
    assert_eq!(server.asked.get_value(), 7);
}

#[wasm_bindgen_test]
async fn the_end_of_loading_is_no_waking() {
    let (host, server) = page();
    until("a certain time", || host.says(DIGITS) != DASHES).await;
    let loaded = Event::new("pageshow").unwrap();
    Reflect::set(&loaded, &"persisted".into(), &false.into()).unwrap();
    window().dispatch_event(&loaded).unwrap();
    a_while().await;
    assert_eq!(server.asked.get_value(), 1);
    assert_ne!(host.says(DIGITS), DASHES);
}
