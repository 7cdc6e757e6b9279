//! The lines of what is said in a room: no more than can be seen, and none that only flickers.

use leptos::prelude::document;
use picklive_contract::{events::EventKind, live::RoomNow};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::room::{comment, open, tell};

#[wasm_bindgen_test]
async fn what_can_be_seen_is_drawn_and_no_more() {
    let (host, line) = open(|room| room.comments.clear());
    let all = (0..5_000).map(comment).collect();
    tell(line, 58, EventKind::Comment, RoomNow { comments: all, ..RoomNow::default() });
    host.until("the last one", |host| host.says(".talk").contains("<b>no 4999</b>")).await;
    let rows = document().query_selector_all(".talk li").unwrap().length();
    assert!(rows <= 12, "{rows}");
    assert!(host.find(".talk li span b").is_none(), "text is text");
}

#[wasm_bindgen_test]
async fn lines_of_which_none_would_stay_stand_for_a_moment() {
    let (host, line) = open(|room| room.comments.clear());
    let told = |seq: i64, from: usize, to: usize| {
        let comments = (from..to).map(comment).collect();
        tell(line, seq, EventKind::Comment, RoomNow { comments, ..RoomNow::default() });
    };
    told(58, 0, 20);
    host.until("the first", |host| host.says(".talk").contains("no 19<")).await;
    told(59, 20, 40);
    told(60, 40, 60);
    host.until_later("the last", |host| host.says(".talk").contains("no 59<")).await;
    told(61, 60, 61);
    host.until("one more, which moves the others", |host| host.says(".talk").contains("no 60<"))
        .await;
    let hidden = document().query_selector_all(".talk li[hidden]").unwrap().length();
    assert_eq!(hidden, 0);
}
