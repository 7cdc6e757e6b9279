//! Numbers as the browser parses them: a sum that did not arrive exactly is no sum.

use picklive::platform::json::{Last, read, read_last};
use picklive_contract::{
    Money, UnixMillis,
    events::{Event, EventKind},
    live::RoomNow,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::room::comment;

fn amount(number: &str) -> Option<i64> {
    let money = read::<Money>(&format!(r#"{{"amount":{number},"currency":"CNY"}}"#));
    money.map(|money| money.amount)
}

#[wasm_bindgen_test]
fn whole_numbers_are_read_up_to_the_largest_exact_one() {
    assert_eq!(amount("4990"), Some(4_990));
    assert_eq!(amount("4990.0"), Some(4_990), "the same number in JSON");
    assert_eq!(amount("-1"), Some(-1));
    assert_eq!(amount("9007199254740991"), Some(9_007_199_254_740_991));
    assert_eq!(amount("-9007199254740991"), Some(-9_007_199_254_740_991));
}

#[wasm_bindgen_test]
fn what_was_rounded_on_the_way_is_refused() {
    // The second would be read as the first, the browser knows no difference.
    for rounded in ["9007199254740992", "9007199254740993", "-9007199254740992", "1e300", "1e999"] {
        assert_eq!(amount(rounded), None, "{rounded}");
    }
    for odd in ["49.90", "0.1", "\"4990\"", "null", "true"] {
        assert_eq!(amount(odd), None, "{odd}");
    }
}

#[wasm_bindgen_test]
fn of_what_comes_together_the_last_is_read_for_each_topic() {
    let text = |topic: &str, from: usize, to: usize| {
        let all: Vec<_> = (from..to).map(comment).collect();
        let told = RoomNow { comments: all, ..RoomNow::default() };
        let event = Event::new(topic, from as i64, UnixMillis(0), EventKind::Comment);
        serde_json::to_string(&Event { room: Some(Box::new(told)), ..event }).unwrap()
    };
    let texts = [text("room:a", 0, 40), text("room:b", 0, 2), text("room:a", 40, 70), "{".into()];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let last = Last { of: "topic", list: ["room", "comments"], most: 50 };
    let told: Vec<Option<Event>> = read_last(&texts, &last);
    let read = |at: usize| {
        let room = told[at].as_ref().and_then(|event| event.room.as_ref()).unwrap();
        room.comments.iter().map(|comment| comment.at.0).collect::<Vec<_>>()
    };
    assert_eq!(read(0), (20..40).collect::<Vec<_>>());
    assert_eq!((read(1), read(2)), (vec![0, 1], (40..70).collect()));
    assert!(told[3].is_none(), "what is no JSON is nothing, and spoils nothing");
}
