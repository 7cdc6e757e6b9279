//! A live room mounted alone, as a widget does it: no router, no app, a server and an event line that the test plays.

use std::sync::Arc;

use leptos::prelude::*;
use picklive::{
    address::Page,
    api::Api,
    checkout,
    live::{Rest, Setup, room},
    platform::clock::ServerClock,
    signal::{Call, Derived, Var},
};
use picklive_contract::{
    UnixMillis,
    comments::Comment,
    events::{Event, EventKind},
    live::{Pin, Room, RoomNow},
    offer::Visitor,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::{
    host::{Host, shop, site},
    server::Server,
};

const ROOM: &str = include_str!("../../contract/samples/get-room.answer.json");

/// Answers tickets and comments; of these the first ones get no answer. Writes down what was asked with which key.
const SERVER: &str = "window.said = [];
let lost = 1;
const serve = async (path, init) => {
  if (path.endsWith('/comments')) {
    const of = new Headers(init.headers);
    window.said.push(of.get('idempotency-key') + ' ' + of.get('picklive-viewer'));
    if (lost-- > 0) throw new TypeError('no line');
    const ask = JSON.parse(init.body);
    return answer({ id: 'mine', name: ask.name, text: ask.text, at: '2026-11-24T00:00:00Z' });
  }
};";

/// The line on which a room is told.
pub type Line = StoredValue<Vec<Call<Arc<Event>>>>;

/// A mounted room, and the line on which it is told.
pub fn open(change: impl FnOnce(&mut Room) + 'static) -> (Host, Line) {
    open_as(true, change)
}

/// The same for a guest or for somebody.
pub fn open_as(guest: bool, change: impl FnOnce(&mut Room) + 'static) -> (Host, Line) {
    open_with(guest, None, change)
}

/// The same over a picture that somebody else plays, of which this moment is seen.
pub fn open_over(
    seen: Var<Option<UnixMillis>>,
    change: impl FnOnce(&mut Room) + 'static,
) -> (Host, Line) {
    open_with(true, Some(seen), change)
}

/// The same for a browser that remembers something: what `change` writes.
pub fn open_kept(change: impl FnOnce(&mut Room) + 'static) -> (Host, Line) {
    open_with(true, None, change)
}

/// The same in a shop, into which `browse` leads on.
pub fn open_in_shop(browse: Call<Page>, change: impl FnOnce(&mut Room) + 'static) -> (Host, Line) {
    forget();
    open_set(false, change, move |setup| setup.browse = Some(browse))
}

/// Forgets what the browser remembers.
pub fn forget() {
    for storage in [window().local_storage(), window().session_storage()] {
        storage.unwrap().unwrap().clear().unwrap();
    }
}

fn open_with(
    guest: bool,
    seen: Option<Var<Option<UnixMillis>>>,
    change: impl FnOnce(&mut Room) + 'static,
) -> (Host, Line) {
    forget();
    open_set(guest, change, move |setup| {
        setup.over = seen.map(|seen| Call::new(move |()| seen.get_untracked()));
    })
}

fn open_set(
    guest: bool,
    change: impl FnOnce(&mut Room) + 'static,
    set: impl FnOnce(&mut Setup) + 'static,
) -> (Host, Line) {
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
        let is_guest = Var::new(guest);
        let purchase = checkout::Setup {
            storefront: Arc::new(shop()),
            lines: Vec::new(),
            api: Api::new("", ServerClock::new(Some(at))),
            guest: is_guest.into(),
            shop: None,
            room: None,
            remember: Call::new(|_| {}),
            secret_of: Call::new(|_| None),
            return_url: Call::new(|_| String::new()),
            placed: Call::new(|_| {}),
            done: Call::new(|_| {}),
            signed_in: Call::new(move |_| is_guest.set(false)),
            listen: Call::new(move |one| line.update_value(|all: &mut Vec<_>| all.push(one))),
            addresses: Derived::new(Vec::new),
            leave: Call::new(|()| {}),
            site,
        };
        let mut setup = Setup {
            purchase,
            id: first.id.clone(),
            visitor: Derived::new(|| Visitor::GUEST),
            verifies: true,
            joined: Var::new(Vec::new()),
            is_told: Call::new(|()| true),
            share: Call::new(|_| {}),
            resume: None,
            rooms: Some("/live".into()),
            browse: None,
            over: None,
            happens: None,
            taken: None,
            rest: Rest::here(),
            aside: None,
        };
        set(&mut setup);
        room(setup, first)
    });
    (host, line)
}

/// Tells of the room.
pub fn tell(line: Line, seq: i64, kind: EventKind, now: RoomNow) {
    tell_at(line, seq, UnixMillis(seq), kind, now);
}

/// Tells of what happened at a moment.
pub fn tell_at(line: Line, seq: i64, at: UnixMillis, kind: EventKind, now: RoomNow) {
    let event = Event::new("room:morning-tea", seq, at, kind);
    let event = Arc::new(Event { room: Some(Box::new(now)), ..event });
    for one in line.get_value() {
        one.run(Arc::clone(&event));
    }
}

pub fn comment(number: usize) -> Comment {
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
async fn what_is_typed_stays_until_it_is_taken_and_is_said_once() {
    let server = Server::of(SERVER);
    let (host, _) = open(|room| room.comments.clear());
    host.type_into("#room-say", "Is it washed?");
    host.until("the name is asked for", |host| host.find("#room-name").is_some()).await;
    host.click(".talk-bar button");
    host.until("a name is wanted", |host| host.says(".talk-wrong").contains("name")).await;
    host.type_into("#room-name", "Lin");
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
    drop(server);
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
