//! Paying in a room, on a provider's page in a window of its own: what that says while it is waited for, and how a room
//! finds its order again.

use js_sys::Function;
use leptos::prelude::*;
use picklive::{
    api::Api,
    checkout::{Paying, paying},
    platform::{
        clock::ServerClock,
        storage::{self, Keep},
    },
    signal::Call,
    ui::Data,
};
use picklive_contract::{OrderId, orders::Order};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    host::{Host, shop, site},
    over::plain,
    room::open_kept,
    server::run,
};

/// An order that waits to be paid.
pub const ORDER: &str = include_str!("../../contract/samples/place-order.answer.json");

/// Opens frames in the place of windows, and refuses payments once `window.answerPayment` is called.
const SERVER: &str = "const { fetch, open } = window;
window.asides = [];
window.paid = [];
window.open = () => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const opened = frame.contentWindow;
  opened.close = () => { opened.isShut = true; };
  window.asides.push(opened);
  return opened;
};
window.fetch = async (request, init) => {
  const path = new URL(request.url ?? request, location).pathname;
  if (!path.startsWith('/v1/')) return fetch(request, init);
  const answer = (it, status = 200) => new Response(it, { status, headers: {
    'content-type': status === 200 ? 'application/json' : 'application/problem+json' } });
  if (path.endsWith('/payments')) {
    window.paid.push(JSON.parse(init.body).return_url);
    await new Promise((done) => { window.answerPayment = done; });
    return answer(JSON.stringify({ type: 'urn:picklive:payment-provider-down', title: 'down', status: 502 }), 502);
  }
  return answer(order, JSON.parse(order).status);
};
return () => { Object.assign(window, { fetch, open }); document.querySelectorAll('iframe').forEach((it) => it.remove()); };";

fn says(body: &str) -> String {
    run(body).as_string().unwrap_or_default()
}

/// Plays a server with this order.
pub fn server(order: &str) -> Function {
    let play = Function::new_with_args("order", SERVER);
    play.call1(&JsValue::NULL, &order.into()).unwrap().unchecked_into()
}

#[wasm_bindgen_test]
async fn a_window_for_a_payment_says_what_it_waits_for_and_closes_when_nothing_comes() {
    let restore = server(ORDER);
    let host = Host::new(|| {
        // Within the hold of the sample.
        let order: Order = serde_json::from_str(ORDER).unwrap();
        let now = order.hold_expires_at.unwrap().plus(-60_000);
        let (site, _) = site(now.0, true);
        paying(Paying {
            site,
            storefront: Arc::new(shop()),
            api: Api::new("", ServerClock::new(Some(now))),
            order: Data::new(order),
            fresh: Call::new(|_| {}),
            secret_of: Call::new(|_| None),
            return_url: Call::new(|order: OrderId| {
                let origin = window().location().origin().unwrap();
                format!("{origin}/live/tea?order={}", order.as_str())
            }),
            stays: true,
            again: Call::new(|()| {}),
            done: Call::new(|_| {}),
        })
    });
    host.click("input[value=sandbox-page]");
    host.click(".methods button[type=submit]");
    let aside = "const opened = window.asides[0]; return opened";
    let told = says(&format!("{aside}.document.body.textContent"));
    assert_eq!(told, "Opening the payment page…", "at once");
    assert_eq!(says(&format!("{aside}.document.title")), told);
    assert_eq!(says(&format!("{aside}.document.documentElement.lang")), "en");
    assert_eq!(run(&format!("{aside}.opener")), JsValue::NULL);
    host.until_later("the call", |_| run("return !!window.answerPayment").is_truthy()).await;
    // Where it ends leads back to the room and the order.
    let back = says("return window.paid[0]");
    let to = "/embed/back.html?to=live%2Ftea%3Forder%3Do_4vXc6Hd1A9YbN2rWq8mKzT";
    assert!(back.ends_with(to), "{back}");
    assert!(run(&format!("{aside}.isShut")).is_undefined());
    run("window.answerPayment()");
    host.until_later("it is told here", |host| host.says(".note-bar").contains("payment service"))
        .await;
    assert!(run(&format!("{aside}.isShut")).is_truthy(), "and no blank window is left");
    restore.call0(&JsValue::NULL).unwrap();
}

/// A room that is opened by its plain address while this browser remembers an order of it, and of another one.
pub fn reopened() -> Host {
    open_kept(|room| {
        plain(room);
        assert_eq!(room.id.as_str(), "morning-tea");
        storage::write_text(Keep::Forever, HERE, "o_4vXc6Hd1A9YbN2rWq8mKzT");
        storage::write_text(Keep::Forever, ELSEWHERE, "o_other");
    })
    .0
}

/// Where a browser remembers the order of the room, and of another room.
const HERE: &str = "room-order/morning-tea";
const ELSEWHERE: &str = "room-order/other";

/// The order in a state.
fn order_in(state: &str) -> String {
    let mut order: serde_json::Value = serde_json::from_str(ORDER).unwrap();
    order["state"] = state.into();
    order.to_string()
}

fn is_kept(name: &str) -> bool {
    storage::read_text(Keep::Forever, name).is_some()
}

#[wasm_bindgen_test]
async fn a_room_that_is_opened_anew_finds_the_order_that_waits() {
    let restore = server(ORDER);
    let host = reopened();
    host.until_later("the order", |host| host.says(".room-held").contains("order to pay")).await;
    host.click(".room-held button");
    host.until_later("how to pay it", |host| host.find("dialog[open] .methods").is_some()).await;
    drop(host);
    assert!(is_kept(HERE), "it still waits");
    restore.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_room_that_is_opened_anew_tells_what_became_of_its_order_meanwhile_and_forgets_it() {
    let refused = r#"{"type":"urn:picklive:forbidden","title":"no","status":403}"#.to_owned();
    for (answer, told) in [
        (order_in("paid"), "Paid"),
        (order_in("expired"), "not paid"),
        (order_in("refunded"), "news of that order. Look"),
        (order_in("weighed"), "news of that order. Look"),
        // What was seen on the way to the door, and what is nobody's business here, is no news.
        (order_in("delivered"), ""),
        (refused, ""),
    ] {
        let restore = server(&answer);
        let host = reopened();
        assert!(host.find(".room-held").is_none(), "nothing is said that is not known");
        host.until_later(&answer, |host| !is_kept(HERE) && host.says(".room-held").contains(told))
            .await;
        assert!(!told.is_empty() || host.find(".room-held").is_none(), "{answer}");
        // Another room's is none of this one's.
        assert!(is_kept(ELSEWHERE));
        restore.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_room_does_not_show_the_order_of_another() {
    let restore = server(ORDER);
    let (host, _) = open_kept(|room| {
        plain(room);
        storage::write_text(Keep::Forever, ELSEWHERE, "o_4vXc6Hd1A9YbN2rWq8mKzT");
    });
    host.until_later("the room", |host| host.find("#room-say").is_some()).await;
    assert!(host.find(".room-held").is_none());
    restore.call0(&JsValue::NULL).unwrap();
}
