//! A countdown at its edges.

use picklive::ui::countdown;
use picklive_contract::UnixMillis;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::host::{Host, site};

const DIGITS: &str = ".countdown-digits";
const END: i64 = 1_000_000;

#[wasm_bindgen_test]
async fn an_uncertain_time_shows_no_digits() {
    let (site, hands) = site(END - 90_000, false);
    let host = Host::new(move || countdown(&site, None, UnixMillis(END), Some("at ten".into())));
    assert_eq!(host.says(DIGITS), "--:--");
    hands.sure.set(true);
    host.until("the digits", |host| host.says(DIGITS) == "01:30").await;
    hands.sure.set(false);
    host.until("no digits", |host| host.says(DIGITS) == "--:--").await;
}

#[wasm_bindgen_test]
async fn it_counts_by_the_second_and_ends_at_nothing() {
    let (site, hands) = site(END - 61_000, true);
    let host = Host::new(move || countdown(&site, None, UnixMillis(END), Some("at ten".into())));
    for (left, digits) in [
        (61_000, "01:01"),
        (60_000, "01:00"),
        (59_000, "00:59"),
        (1_000, "00:01"),
        (0, "00:00"),
        (-5_000, "00:00"),
    ] {
        hands.at.set(Some(UnixMillis(END - left)));
        host.until(digits, |host| host.says(DIGITS) == digits).await;
    }
}

#[wasm_bindgen_test]
async fn a_screen_reader_hears_the_hour_and_no_seconds() {
    let (site, hands) = site(END - 2_000, true);
    let host =
        Host::new(move || countdown(&site, None, UnixMillis(END), Some("ends at 10:00".into())));
    let digits = host.find(DIGITS).unwrap();
    assert_eq!(digits.get_attribute("aria-hidden").as_deref(), Some("true"));
    hands.at.set(Some(UnixMillis(END - 1_000)));
    host.until("a second less", |host| host.says(DIGITS) == "00:01").await;
    assert_eq!(host.says(".unseen"), "ends at 10:00");
}
