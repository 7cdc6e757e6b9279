//! Which products are opened in a room is told: each once, while it is on, and again where it did not arrive.

use picklive_contract::{events::EventKind, live::RoomNow};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    host::Host,
    room::{open, tell},
    server::{Server, run},
};

/// Writes down what is told of products; the first time there is no answer.
const SERVER: &str = "window.told = [];
const serve = async (path, init) => {
  if (path.endsWith('/likes')) {
    window.told.push(JSON.parse(init.body).taps.join('+'));
    if (window.told.length === 1) throw new TypeError('no line');
    return answer({ likes: 1 });
  }
};";

fn told() -> String {
    run("return window.told.join(' ')").as_string().unwrap()
}

/// Opens a product of the shelf, by its place.
async fn opens(host: &Host, place: u32) {
    host.click(".room-bag");
    host.until("the shelf", |host| host.find(".room-shelf li").is_some()).await;
    host.click(&format!(".room-shelf li:nth-child({place}) .room-buy"));
    host.until("the choice", |host| host.find("dialog[open] .variant").is_some()).await;
    host.click("dialog[open] .sheet-head button");
}

#[wasm_bindgen_test]
async fn what_is_opened_is_told_once_and_again_when_it_did_not_arrive() {
    let server = Server::of(SERVER);
    let (host, line) = open(|room| room.state = "scheduled".into());
    host.until("the bag", |host| host.find(".room-bag").is_some()).await;
    opens(&host, 2).await;
    let now = RoomNow { state: Some("live".into()), ..RoomNow::default() };
    tell(line, 58, EventKind::Opened, now);
    host.until("it begins", |host| host.find("#room-say").is_some()).await;
    // What was opened before it began is not told with what is opened now.
    opens(&host, 3).await;
    opens(&host, 3).await;
    host.until_later("a repeat", |_| told().contains(' ')).await;
    assert_eq!(told(), "linen-dress linen-dress");
    drop(server);
}
