//! A live room mounted alone, as a widget does it: no router, no app, a server and an event line that the test plays.

use std::sync::Arc;

use leptos::prelude::*;
use picklive::{
    api::Api,
    checkout,
    live::{Setup, room},
    platform::{
        clock::ServerClock,
        json::{Last, read_last},
    },
    signal::{Call, Derived, Var},
};
use picklive_contract::{
    UnixMillis,
    comments::Comment,
    events::{Event, EventKind},
    live::{Pin, Room, RoomNow},
    offer::Visitor,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::host::{Host, site};

const ROOM: &str = include_str!("../../contract/samples/get-room.answer.json");
const STOREFRONT: &str = include_str!("../../contract/samples/get-storefront.answer.json");

/// Answers tickets and comments; of these the first ones get no answer. Writes down what was asked with which key.
const SERVER: &str = "window.said = [];
const usual = window.fetch;
let lost = 1;
window.fetch = async (request, init) => {
  const path = new URL(request.url ?? request, location).pathname;
  if (!path.startsWith('/v1/')) return usual(request, init);
  const answer = (it) => new Response(JSON.stringify(it), { headers: { 'content-type': 'application/json' } });
  if (path.endsWith('/enter')) return answer({ viewer: 'ticket' });
  if (path.endsWith('/comments')) {
    const of = new Headers(init.headers);
    window.said.push(of.get('idempotency-key') + ' ' + of.get('picklive-viewer'));
    if (lost-- > 0) throw new TypeError('no line');
    const ask = JSON.parse(init.body);
    return answer({ id: 'mine', name: ask.name, text: ask.text, at: '2026-11-24T00:00:00Z' });
  }
  return answer({});
};
return () => { window.fetch = usual; };";

/// A mounted room, and the line on which it is told.
fn open(change: impl FnOnce(&mut Room) + 'static) -> (Host, StoredValue<Vec<Call<Arc<Event>>>>) {
    for storage in [window().local_storage(), window().session_storage()] {
        storage.unwrap().unwrap().clear().unwrap();
    }
    let line = StoredValue::new(Vec::new());
    let host = Host::new(move || {
        // Within the drop of the sample.
        let at = UnixMillis::parse("2026-11-23T23:30:00Z").unwrap();
        let (site, _) = site(at.0, true);
        let mut first: Room = serde_json::from_str(ROOM).unwrap();
        first.sources.clear();
        first.cover = None;
        first.host.face = None;
        change(&mut first);
        let purchase = checkout::Setup {
            storefront: Arc::new(serde_json::from_str(STOREFRONT).unwrap()),
            lines: Vec::new(),
            api: Api::new("", ServerClock::new(Some(at))),
            guest: Derived::new(|| true),
            shop: None,
            room: None,
            remember: Call::new(|_| {}),
            secret_of: Call::new(|_| None),
            return_url: Call::new(|_| String::new()),
            placed: Call::new(|_| {}),
            done: Call::new(|_| {}),
            signed_in: Call::new(|_| {}),
            listen: Call::new(move |one| line.update_value(|all: &mut Vec<_>| all.push(one))),
            addresses: Derived::new(Vec::new),
            leave: Call::new(|()| {}),
            site,
        };
        let setup = Setup {
            purchase,
            id: first.id.clone(),
            visitor: Derived::new(|| Visitor::GUEST),
            verifies: true,
            joined: Var::new(Vec::new()),
            is_told: Call::new(|()| true),
            share: Call::new(|_| {}),
            resume: None,
            rooms: Some("/live".into()),
            over: None,
            happens: None,
            taken: None,
            aside: None,
        };
        room(setup, first)
    });
    (host, line)
}

fn tell(line: StoredValue<Vec<Call<Arc<Event>>>>, seq: i64, kind: EventKind, now: RoomNow) {
    let event = Event::new("room:morning-tea", seq, UnixMillis(seq), kind);
    let event = Arc::new(Event { room: Some(Box::new(now)), ..event });
    for one in line.get_value() {
        one.run(Arc::clone(&event));
    }
}

fn comment(number: usize) -> Comment {
    Comment {
        id: number.to_string().as_str().into(),
        name: "Ann".into(),
        text: format!("<b>no {number}</b>"),
        at: UnixMillis(number as i64),
        host: false,
    }
}

#[wasm_bindgen_test]
async fn the_picture_stays_whatever_is_told() {
    let (host, line) = open(|room| room.pin = None);
    let video = host.find("video").unwrap();
    host.until("no card yet", |host| host.find(".room-pin").is_none()).await;
    let pin = Pin { product: "linen-dress".into(), at: UnixMillis(1) };
    tell(line, 58, EventKind::Pin, RoomNow { pin: Some(pin.clone()), ..RoomNow::default() });
    host.until("the product on show", |host| host.says(".room-pin").contains("Linen dress")).await;
    tell(
        line,
        59,
        EventKind::Paused,
        RoomNow { state: Some("paused".into()), ..RoomNow::default() },
    );
    host.until("the break", |host| host.says(".room-state").contains("break")).await;
    tell(line, 59, EventKind::Pin, RoomNow::default());
    let over = RoomNow { state: Some("ended".into()), ..RoomNow::default() };
    tell(line, 60, EventKind::Ended, over);
    host.until("the end", |host| host.says(".room-state").contains("over")).await;
    assert!(host.find(".talk-form").is_none() && host.find(".room-pin").is_some());
    assert!(video.is_same_node(host.find("video").as_deref().map(AsRef::as_ref)));
}

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

#[wasm_bindgen_test]
async fn what_is_typed_stays_until_it_is_taken_and_is_said_once() {
    let play = js_sys::Function::new_no_args(SERVER);
    let restore = play.call0(&JsValue::NULL).unwrap();
    let (host, _) = open(|room| room.comments.clear());
    let type_into = |css: &str, text: &str| {
        let input: HtmlInputElement = host.find(css).unwrap().unchecked_into();
        input.set_value(text);
        let event = web_sys::Event::new("input").unwrap();
        event.init_event_with_bubbles("input", true);
        input.dispatch_event(&event).unwrap();
    };
    type_into("#room-say", "Is it washed?");
    host.until("the name is asked for", |host| host.find("#room-name").is_some()).await;
    host.click(".talk-bar button");
    host.until("a name is wanted", |host| host.says(".talk-wrong").contains("name")).await;
    type_into("#room-name", "Lin");
    host.click(".talk-bar button");
    host.until_later("it failed", |host| host.says(".talk-wrong").contains("reach")).await;
    let kept: HtmlInputElement = host.find("#room-say").unwrap().unchecked_into();
    assert_eq!(kept.value(), "Is it washed?");
    host.click(".talk-bar button");
    host.until_later("it is said", |host| host.says(".talk").contains("Is it washed?")).await;
    assert_eq!(kept.value(), "");
    let said = js_sys::Reflect::get(&window(), &"said".into()).unwrap();
    let said: Vec<String> =
        js_sys::Array::from(&said).iter().filter_map(|it| it.as_string()).collect();
    assert!(said.len() == 2 && said[0] == said[1] && said[0].ends_with(" ticket"), "{said:?}");
    restore.unchecked_into::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn from_the_shelf_to_the_choice_the_picture_is_in_sight() {
    let (host, _) = open(|room| room.title = "</h1><script>".into());
    assert!(host.says("h1").contains("<script>"));
    host.click(".room-bag");
    host.until("the shelf", |host| host.find(".room-shelf li").is_some()).await;
    host.click(".room-shelf li:nth-child(3) .room-buy");
    host.until("the choice", |host| host.find("dialog[open] .variant").is_some()).await;
    assert!(host.find(".room-shelf").is_none(), "the shelf is closed");
    assert!(host.find("video").is_some());
}
