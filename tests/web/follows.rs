//! Following a room's host: what is tapped is shown at once, sent one after the other, and taken back where it fails.

use picklive::ui::IntoNode;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    host::Host,
    room::open_as,
    server::{Server, run},
};

/// Keeps who follows, writes down what was asked, and answers a write when the test lets it; or not at all.
const SERVER: &str = "window.followed = [];
window.lets = [];
window.broken = false;
let follows = false;
const serve = async (path, init) => {
  if (path.endsWith('/follow')) {
    const method = init?.method ?? 'GET';
    window.followed.push(method);
    if (method !== 'GET') {
      const broken = await new Promise((done) => window.lets.push(done));
      if (broken === true) throw new TypeError('no line');
      follows = method === 'POST';
      if (broken) throw new TypeError('no answer');
    }
    return answer({ following: follows, followers: follows ? 1 : 0 });
  }
  const to = { to: 'l***', expires_at: '2026-11-24T00:00:00Z', again_at: '2026-11-24T00:00:00Z', demo_code: '402913' };
  if (path.startsWith('/v1/session')) return answer(path.endsWith('codes') ? to : { person: { id: 'p', contact: 'l***', kind: 'email' } });
};";

const BUTTON: &str = ".room-follow";

/// What was asked so far.
fn asked() -> String {
    run("return window.followed.join(' ');").as_string().unwrap()
}

/// Lets the write that waits be answered.
async fn let_one(host: &Host) {
    let waits = |_: &Host| run("return window.lets.length > 0;") == JsValue::TRUE;
    host.until_later("a write", waits).await;
    run("window.lets.shift()(window.broken);");
}

#[wasm_bindgen_test]
async fn the_last_tap_is_what_the_server_hears_last() {
    let server = Server::of(SERVER);
    let (host, _) = open_as(false, |_| ());
    host.until_later("it is known", |_| asked() == "GET").await;
    assert_eq!(host.says(BUTTON), "+ Follow");
    // Its name is what it shows, and whom that is about.
    let named = |host: &Host| {
        let name = host.find(BUTTON).unwrap().get_attribute("aria-label").unwrap();
        assert_eq!(name, format!("{} {}", host.says(BUTTON), host.says(".room-who b")));
    };
    named(&host);
    host.click(BUTTON);
    host.until("it is shown at once", |host| host.says(BUTTON) == "Following").await;
    named(&host);
    // A second and a third tap while the first is on its way: what is wanted is what it was.
    host.click(BUTTON);
    host.until("taken back at once", |host| host.says(BUTTON) == "+ Follow").await;
    let_one(&host).await;
    host.until_later("the second one", |_| asked() == "GET POST DELETE").await;
    host.click(BUTTON);
    host.until("wanted again", |host| host.says(BUTTON) == "Following").await;
    let_one(&host).await;
    host.until_later("the third one", |_| asked() == "GET POST DELETE POST").await;
    let_one(&host).await;

    // One that fails is taken back, and it is said why.
    run("window.broken = true;");
    host.click(BUTTON);
    host.until("shown", |host| host.says(BUTTON) == "+ Follow").await;
    let_one(&host).await;
    host.until_later("taken back", |host| host.says(BUTTON) == "Following").await;
    assert!(host.says(".room-said [role=alert]").contains("reach"), "it is said");
    assert_eq!(asked(), "GET POST DELETE POST DELETE GET", "it is looked at again");
    run("window.broken = false;");
    host.click(BUTTON);
    host.until("nothing wrong any more", |host| host.find(".room-said [role=alert]").is_none())
        .await;
    // One that came to be although no answer came stays.
    run("window.broken = 'late';");
    let_one(&host).await;
    host.until_later("looked", |_| asked().ends_with("DELETE GET DELETE GET")).await;
    host.click(BUTTON);
    let_one(&host).await;
    host.until_later("looked", |_| asked().ends_with("DELETE GET POST GET")).await;
    assert_eq!(host.says(BUTTON), "Following");
    // The last tap counts also when the room is left while the one before is under way.
    run("window.broken = false;");
    host.click(BUTTON);
    host.until_later("sent", |_| asked().ends_with("POST GET DELETE")).await;
    host.click(BUTTON);
    drop(host);
    let host = Host::new(|| ().node());
    let_one(&host).await;
    host.until_later("the last tap", |_| asked().ends_with("POST GET DELETE POST")).await;
    let_one(&host).await;
    drop(server);
}

#[wasm_bindgen_test]
async fn a_guest_is_asked_who_they_are_first_and_a_room_without_a_host_has_no_button() {
    let server = Server::of(SERVER);
    let (host, _) = open_as(true, |_| ());
    host.until("the button", |host| host.says(BUTTON) == "+ Follow").await;
    host.click(BUTTON);
    host.until("the sheet", |host| host.find("dialog[open] #verify-contact").is_some()).await;
    assert_eq!((asked().as_str(), host.says(BUTTON).as_str()), ("", "+ Follow"));
    // Once it is known who they are they follow, and nothing asks the shop what it cannot know yet.
    host.type_into("#verify-contact", "13800138000");
    host.click("dialog[open] .verify [type=submit]");
    host.until_later("a code", |host| host.find("dialog[open] .note-bar .link").is_some()).await;
    host.click("dialog[open] .note-bar .link");
    host.until_later("it is sent", |_| asked().contains("POST")).await;
    let_one(&host).await;
    host.until_later("they follow", |host| host.says(BUTTON) == "Following").await;
    host.click(BUTTON);
    let_one(&host).await;
    host.until_later("not any more", |host| host.says(BUTTON) == "+ Follow").await;
    assert_eq!(asked(), "POST DELETE");
    run("window.followed = [];");
    drop(host);
    let (host, _) = open_as(false, |room| room.can_follow = false);
    host.until("the room", |host| host.find(".room-top h1").is_some()).await;
    assert!(host.find(BUTTON).is_none() && asked().is_empty());
    drop(server);
}
