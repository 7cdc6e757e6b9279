//! Lucky bags in a browser: entering one, being told how it ended, and its draw computed again by the browser's own
//! hashes.

use leptos::prelude::*;
use picklive::{
    address::Page,
    live::{Found, check},
    signal::{Call, Var},
};
use picklive_contract::{
    List, UnixMillis,
    bags::{Bag, BagState, Entry},
    events::EventKind,
    live::RoomNow,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    room::{open_as, open_in_shop, open_over, tell, tell_at},
    server::Server,
};

const DRAWN: &str = include_str!("../../contract/samples/get-bag.answer.drawn.json");
const LIST: &str = include_str!("../../contract/samples/list-entries.answer.json");

/// Takes an entry with the nonce that is sent, and writes down what was asked.
const SERVER: &str = "window.entered = [];
const serve = async (path, init) => {
  if (path.endsWith('/entry')) return answer({ type: 'urn:picklive:not-found', title: 'none', status: 404 }, 404);
  if (path.endsWith('/entries')) {
    const ask = JSON.parse(init.body);
    window.entered.push(ask.nonce);
    if (window.entered.length === 1) throw new TypeError('no line');
    return answer({ bag: 'bag-tea-1', entered_at: '2026-11-23T23:11:04.120Z',
      entry: { number: 5, id: 'e-pL5wEu', nonce: ask.nonce, name: '' } });
  }
};";

fn sample() -> (Bag, Vec<Entry>) {
    let list: List<Entry> = serde_json::from_str(LIST).unwrap();
    (serde_json::from_str(DRAWN).unwrap(), list.items)
}

#[wasm_bindgen_test]
async fn a_draw_that_is_right_agrees_and_one_that_was_changed_does_not() {
    let (bag, entries) = sample();
    let found = check(&bag, &entries, None).await.unwrap();
    let right = Found { seed: true, list: true, digest: true, won: true, mine: None, noted: None };
    assert_eq!(found, right);
    assert!(found.agrees());

    // Another nonce: the digest is that of another list, and so is the draw.
    let mut other = entries.clone();
    other[0].nonce = "9f2c61d07b3a4e19".into();
    let found = check(&bag, &other, None).await.unwrap();
    assert!(found.seed && found.list && !found.digest && !found.agrees(), "{found:?}");
    // Another seed than the one whose fingerprint was told.
    let other = Bag { seed: bag.seed_hash.clone().into(), ..bag.clone() };
    let found = check(&other, &entries, None).await.unwrap();
    assert!(!found.seed && !found.digest, "{found:?}");
    // Others are said to have won, in another order.
    let mut other = bag.clone();
    other.won.reverse();
    let found = check(&other, &entries, None).await.unwrap();
    assert_eq!(found, Found { won: false, ..right });
    // Nonsense is no draw, and breaks nothing.
    for seed in [None, Some("zz".to_owned()), Some(String::new())] {
        let found = check(&Bag { seed, ..bag.clone() }, &entries, None).await.unwrap();
        assert!(!found.agrees(), "{found:?}");
    }
}

#[wasm_bindgen_test]
async fn who_enters_a_bag_does_so_once_and_is_told_how_it_ended() {
    let server = Server::of(SERVER);
    let later = UnixMillis::parse("2026-11-23T23:35:00Z").unwrap();
    let (host, line) = open_as(false, move |room| {
        room.bags[0].closes_at = later;
    });
    host.until("the bag", |host| host.says(".room-lucky").contains("winners: 2")).await;
    host.click(".room-lucky");
    host.until("the sheet", |host| host.says("dialog[open]").contains("Entered: 3 · winners: 2"))
        .await;
    assert!(
        host.says("dialog[open] .lucky-hash").contains(&sample().0.seed_hash),
        "the fingerprint"
    );
    let enter = "dialog[open] .room-ticket button.button";
    host.click(enter);
    host.until_later("it failed", |host| host.says("dialog[open] .note-bar").contains("reach"))
        .await;
    host.click(enter);
    host.until_later("it is in", |host| host.says("dialog[open]").contains("You are no. 5")).await;
    assert!(host.find(enter).is_some_and(|it| it.get_attribute("aria-disabled").is_some()));
    let sent = js_sys::Reflect::get(&window(), &"entered".into()).unwrap();
    let sent: Vec<String> =
        js_sys::Array::from(&sent).iter().filter_map(|it| it.as_string()).collect();
    let good = sent.len() == 2 && sent[0] == sent[1] && sent[0].len() == 32;
    assert!(good, "one random number, also at the second try: {sent:?}");

    // What opens the sheet stays the same button, which has the focus again when that closes.
    let chip = host.find(".room-lucky").unwrap();
    let (mut drawn, _) = sample();
    drawn.drawn_at = Some(later);
    tell(line, 58, EventKind::BagDrawn, RoomNow { bags: Some(vec![drawn]), ..RoomNow::default() });
    host.until("the chip", |host| host.says(".room-lucky").contains("you won")).await;
    host.until("the result", |host| host.says("dialog[open]").contains("You won!")).await;
    assert!(host.says("dialog[open]").contains("no. 5 Z** · no. 2 M**"));
    assert!(host.find(enter).is_none(), "nothing is entered any more");
    assert!(chip.is_same_node(host.find(".room-lucky").as_deref().map(AsRef::as_ref)));
    drop(server);
}

#[wasm_bindgen_test]
async fn how_many_are_in_is_told_before_the_picture_comes_to_it() {
    let now = UnixMillis::parse("2026-11-23T23:30:00Z").unwrap();
    let (later, seen) = (now.plus(300_000), Var::new(Some(now.plus(-18_000))));
    let (host, line) = open_over(seen, move |room| room.bags[0].closes_at = later);
    host.until("the bag", |host| host.find(".room-lucky").is_some()).await;
    host.click(".room-lucky");
    host.until("the sheet", |host| host.says("dialog[open]").contains("Entered: 3 · winners: 2"))
        .await;
    let (mut bag, _) = sample();
    (bag.state, bag.closes_at, bag.entries) = (BagState::Open, later, 41);
    let told = RoomNow { bags: Some(vec![bag]), ..RoomNow::default() };
    tell_at(line, 58, now.plus(-1_000), EventKind::Bag, told);
    host.until("the number", |host| host.says("dialog[open]").contains("Entered: 41 · winners: 2"))
        .await;
}

#[wasm_bindgen_test]
async fn a_plain_tap_on_the_check_stays_in_the_shop_and_another_is_the_browsers() {
    let gone = StoredValue::new(Vec::new());
    let later = UnixMillis::parse("2026-11-23T23:35:00Z").unwrap();
    let browse =
        Call::new(move |page: Page| gone.update_value(|all: &mut Vec<Page>| all.push(page)));
    let (host, _) = open_in_shop(browse, move |room| room.bags[0].closes_at = later);
    host.until("the bag", |host| host.find(".room-lucky").is_some()).await;
    host.click(".room-lucky");
    host.until("the link", |host| host.find("dialog[open] .lucky-check").is_some()).await;
    let link = host.find("dialog[open] .lucky-check").unwrap();
    // Says whether the browser was kept from following the link, and keeps it from that itself.
    let click = js_sys::Function::new_with_args(
        "link, keys",
        "let kept;
        const last = (event) => { kept = event.defaultPrevented; event.preventDefault(); };
        addEventListener('click', last);
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...JSON.parse(keys) }));
        removeEventListener('click', last);
        return kept;",
    );
    let kept = |keys: &str| click.call2(&JsValue::NULL, &link, &keys.into()).unwrap();
    for keys in
        [r#"{"ctrlKey":true}"#, r#"{"metaKey":true}"#, r#"{"shiftKey":true}"#, r#"{"button":1}"#]
    {
        assert_eq!(kept(keys), JsValue::FALSE, "{keys}");
    }
    assert!(gone.get_value().is_empty() && host.find("dialog[open]").is_some());
    assert_eq!(kept("{}"), JsValue::TRUE);
    assert_eq!(gone.get_value(), [Page::Bag("morning-tea".into(), "bag-tea-1".into())]);
    host.until("no sheet", |host| host.find("dialog[open]").is_none()).await;
}
