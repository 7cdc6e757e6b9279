//! The host's console mounted alone, with a server that the test plays: what is sent, how often, and with which key.

use leptos::prelude::*;
use picklive::{
    api::Api,
    desk::{Desk, console, rooms},
    platform::clock::ServerClock,
    ui::{Data, IntoNode, Loader, load},
};
use picklive_contract::{
    Lang, UnixMillis,
    live::{GetRoom, Room, RoomState},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::host::{Host, shop, site};

const ROOM: &str = include_str!("../../contract/samples/get-room.answer.json");
const FIGURES: &str = include_str!("../../contract/samples/get-figures.answer.json");

/// Answers figures and acts; the first `LOST` acts get no answer. Writes down what was asked with which key.
const SERVER: &str = "window.said = [];
const usual = window.fetch;
let lost = LOST;
window.fetch = async (request, init) => {
  const path = new URL(request.url ?? request, location).pathname;
  if (!path.startsWith('/v1/')) return usual(request, init);
  const answer = (it) => new Response(JSON.stringify(it), { headers: { 'content-type': 'application/json' } });
  if (path.endsWith('/figures')) return answer(FIGURES);
  if (path.endsWith('/acts')) {
    window.said.push(new Headers(init.headers).get('idempotency-key') + ' ' + init.body);
    if (lost-- > 0) throw new TypeError('no line');
    return answer({ at: '2026-11-23T23:30:00Z', seq: 60 });
  }
  return new Promise(() => {});
};
return () => { window.fetch = usual; };";

/// A mounted console; the function puts the browser's own `fetch` back.
pub fn open(lost: u32, change: impl FnOnce(&mut Room) + 'static) -> (Host, js_sys::Function) {
    for storage in [window().local_storage(), window().session_storage()] {
        storage.unwrap().unwrap().clear().unwrap();
    }
    let script = SERVER.replace("LOST", &lost.to_string()).replace("FIGURES", FIGURES);
    let usual = js_sys::Function::new_no_args(&script).call0(&JsValue::NULL).unwrap();
    let host = Host::new(move || {
        // Within the deals of the sample.
        let at = UnixMillis::parse("2026-11-23T23:12:00Z").unwrap();
        let (site, _) = site(at.0, true);
        let clock = ServerClock::new(Some(at));
        let api = Api::new("", clock);
        provide_context(api.clone());
        let mut room: Room = serde_json::from_str(ROOM).unwrap();
        change(&mut room);
        let loader = Loader::get::<GetRoom>(Some(room), api.clone(), &"morning-tea".into(), None);
        let desk = Desk::new(clock, Lang::En);
        load(loader, Lang::En, move |there: Data<Room>| {
            console(desk, &site, api.clone(), loader, there)
        })
    });
    (host, usual.unchecked_into())
}

fn said() -> Vec<(String, String)> {
    let said = js_sys::Reflect::get(&window(), &"said".into()).unwrap();
    let lines = js_sys::Array::from(&said);
    let of = |line: JsValue| {
        line.as_string().unwrap().split_once(' ').map(|(a, b)| (a.into(), b.into()))
    };
    lines.iter().filter_map(of).collect()
}

/// The second card, of three.
const COURSE: &str = ".desk-card:nth-child(2) .desk-pin";

#[wasm_bindgen_test]
async fn an_act_whose_answer_was_lost_is_sent_again_as_it_was() {
    let (host, usual) = open(1, |_| ());
    host.until("the shelf", |host| host.find(COURSE).is_some()).await;
    host.click(COURSE);
    host.until_later("what is unsent", |host| host.says(".desk-unsent").contains("1 not sent yet"))
        .await;
    host.until_later("the repeat", |_| said().len() == 2).await;
    let sent = said();
    assert_eq!(sent[0], sent[1], "the same act with the same key");
    assert_eq!(sent[0].1, r#"{"kind":"pin","product":"seasons-course"}"#);
    host.until_later("its arrival", |host| host.find(".desk-unsent").is_none()).await;
    assert_eq!(said().len(), 2);
    usual.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_pin_is_sent_at_once_and_undone_by_the_one_before() {
    let (host, usual) = open(0, |_| ());
    host.until("the suggestion", |host| host.says(".desk-next").contains("Eating")).await;
    host.click(".desk-next");
    host.until_later("the pin", |_| said().len() == 1).await;
    assert!(host.says(".desk-undo").starts_with("Shown: Eating"), "{}", host.text());
    host.click(".desk-undo button");
    host.until_later("the pin before", |_| said().len() == 2).await;
    let sent = said();
    assert_eq!(sent[1].1, r#"{"kind":"pin","product":"tea-voucher"}"#);
    assert_ne!(sent[0].0, sent[1].0);
    assert!(host.find(".desk-undo").is_none());
    usual.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_rehearsal_is_marked_and_sends_nothing() {
    let (host, usual) = open(0, |room| room.state = RoomState::Paused);
    host.until("the tabs", |host| host.find(".desk-tab:nth-child(3)").is_some()).await;
    host.click(".desk-tab:nth-child(3)");
    let start = "section.desk-form:nth-last-of-type(2) button";
    host.until("the tools", |host| host.says(start) == "Rehearse").await;
    host.click(start);
    host.until("the mark", |host| host.find(".desk-rehearsal").is_some()).await;
    host.click(".desk-tab:nth-child(1)");
    host.until("the shelf", |host| host.find(COURSE).is_some()).await;
    host.click(COURSE);
    host.until("the copy", |host| host.says(".desk-card:nth-child(2)").contains("Shown now")).await;
    host.click(".desk-undo button");
    host.until("what was", |host| host.says(".desk-card:nth-child(1)").contains("Shown now")).await;
    assert!(said().is_empty(), "{:?}", said());
    usual.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_comment_that_is_taken_away_is_held_until_it_is_meant() {
    let (host, usual) = open(0, |_| ());
    host.until("the tabs", |host| host.find(".desk-tab:nth-child(2)").is_some()).await;
    host.click(".desk-tab:nth-child(2)");
    let first = ".desk-comment:nth-child(2) .desk-small";
    host.until("the comments", |host| host.says(first) == "Remove").await;
    host.click(first);
    host.until("undoing it", |host| host.says(first) == "Undo").await;
    host.click(first);
    host.until("what was", |host| host.says(first) == "Remove").await;
    assert!(said().is_empty());
    host.click(first);
    host.until("undoing it", |host| host.says(first) == "Undo").await;
    host.click(".desk-comment:nth-child(2) .desk-small-now");
    host.until_later("the act", |_| said().len() == 1).await;
    assert_eq!(said()[0].1, r#"{"kind":"remove_comment","comment":"c-2"}"#);
    usual.call0(&JsValue::NULL).unwrap();
}

/// Gives one room after another without an end, or tells of none where it does not know them.
const HOSTED: &str = "const usual = window.fetch;
window.knows = true;
window.fetch = async () => window.knows
  ? new Response(JSON.stringify({ items: [CARD], next: String(Math.random()) }), { headers: { 'content-type': 'application/json' } })
  : new Response('', { status: 404 });
return () => { window.fetch = usual; };";

#[wasm_bindgen_test]
async fn a_long_list_of_rooms_says_that_there_are_more_and_an_api_without_the_list_that_it_has_none()
 {
    let list: serde_json::Value =
        serde_json::from_str(include_str!("../../contract/samples/list-hosted.answer.json"))
            .unwrap();
    let script = HOSTED.replace("CARD", &list["items"][0].to_string());
    let run = |script: &str| js_sys::Function::new_no_args(script).call0(&JsValue::NULL).unwrap();
    let usual = run(&script);
    let open = || {
        Host::new(|| {
            let (site, _) = site(1_000_000, true);
            let api = Api::new("", ServerClock::new(Some(UnixMillis(1_000_000))));
            rooms(&site, api, Data::new(shop()), || "none".node())
        })
    };
    let host = open();
    host.until_later("all that is read", |host| host.says(".desk-rooms").contains("first 10"))
        .await;
    drop(host);
    run("window.knows = false");
    let host = open();
    let says = |host: &Host| host.says("#main").contains("The API of this shop has no list");
    host.until_later("that there is no list", says).await;
    assert!(!host.text().contains("none"), "they may well have rooms");
    usual.unchecked_into::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
}
