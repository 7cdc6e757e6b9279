//! What is touched in a room and at the desk is large enough for a thumb, also on the smallest phone.

use picklive_contract::{UnixMillis, live::RoomState};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    desk,
    dressed::Dressed,
    host::Host,
    over::plain,
    paying::{ORDER, reopened, server},
    room::{comment, open, tell},
};

/// What can be touched and is smaller than 44 pixels either way, with what lies around it to be touched; links within
/// a sentence may be as small as it is, but for those that are all one can do there.
const SMALL: &str = "const ALONE = '.room-held .link, .recheck-keep';
const all = document.querySelectorAll('a[href], button, input, select, textarea, summary');
const small = [];
let seen = 0;
for (const one of all) {
  const box = one.getBoundingClientRect();
  if (!box.width || !one.checkVisibility() || one.matches('p .link, p a') && !one.matches(ALONE)) continue;
  const around = (one.labels && one.labels[0] ? [one.labels[0].getBoundingClientRect()] : []);
  const after = getComputedStyle(one, '::after');
  if (after.content !== 'none') around.push({ width: parseFloat(after.width), height: parseFloat(after.height) });
  const least = (side) => Math.max(box[side], ...around.map((it) => it[side]).filter((it) => it > 0));
  seen += 1;
  if (least('width') < 43.9 || least('height') < 43.9)
    small.push(`${one.tagName}.${one.className} ${Math.round(least('width'))}x${Math.round(least('height'))}`);
  if (box.left < -0.5 || box.right > 320.5) small.push(`${one.tagName}.${one.className} out of sight`);
}
return seen + ' ' + small.join('; ');";

/// How many things can be touched; none of them is too small.
fn touched(place: &str) -> u32 {
    let found = js_sys::Function::new_no_args(SMALL).call0(&JsValue::NULL).unwrap();
    let found = found.as_string().unwrap();
    let (count, small) = found.split_once(' ').unwrap();
    assert_eq!(small, "", "{place}");
    count.parse().unwrap()
}

async fn opens(host: &Host, tap: &str, what: &str) {
    host.click(tap);
    host.until(what, |host| host.find(what).is_some()).await;
}

#[wasm_bindgen_test]
async fn of_a_room() {
    let dressed = Dressed::as_small_shop();
    let (host, line) = open(|room| {
        let coupons = room.coupons.clone();
        plain(room);
        room.coupons = coupons;
    });
    host.until("all of it", |host| host.find("#room-say").is_some()).await;
    assert!(touched("the room") >= 6);
    // Who looks back has a button more.
    let comments = (0..20).map(comment).collect();
    let told = picklive_contract::live::RoomNow { comments, ..Default::default() };
    tell(line, 58, picklive_contract::events::EventKind::Comment, told);
    host.until("comments", |host| host.says(".talk").contains("no 19<")).await;
    host.find(".talk-list").unwrap().set_scroll_top(-40);
    host.until_later("a pause", |host| host.find(".talk-new").is_some()).await;
    assert!(touched("looking back") >= 7);
    opens(&host, ".room-bag", ".room-shelf li").await;
    assert!(touched("the shelf") >= 10);
    opens(&host, ".room-shelf li:nth-child(3) .room-buy", "dialog[open] .variant").await;
    assert!(touched("the choice") >= 8);
    drop(dressed);
}

#[wasm_bindgen_test]
async fn of_a_bag_and_its_sheet() {
    let dressed = Dressed::as_small_shop();
    let later = UnixMillis::parse("2026-11-23T23:35:00Z").unwrap();
    let (host, _) = open(move |room| room.bags[0].closes_at = later);
    host.until("the chips", |host| host.find(".room-lucky").is_some()).await;
    assert!(touched("its chip") >= 6);
    opens(&host, ".room-lucky", "dialog[open] .room-ticket button").await;
    assert!(host.find("dialog[open] .lucky-check").is_some());
    assert!(touched("its sheet") >= 9);
    drop(dressed);
}

#[wasm_bindgen_test]
async fn of_an_order_that_waits() {
    let dressed = Dressed::as_small_shop();
    let restore = server(ORDER);
    let host = reopened();
    host.until_later("the order", |host| host.find(".room-held button").is_some()).await;
    assert!(touched("what leads to it") >= 7);
    restore.call0(&JsValue::NULL).unwrap();
    drop(dressed);
}

#[wasm_bindgen_test]
async fn of_a_recording() {
    let dressed = Dressed::as_small_shop();
    let (host, _) = open(|room| {
        plain(room);
        room.state = RoomState::Replay;
        let replay = include_str!("../../contract/samples/get-room.answer.replay.json");
        let replay: picklive_contract::live::Room = serde_json::from_str(replay).unwrap();
        room.chapters = replay.chapters;
    });
    opens(&host, ".room-wide", ".room-chapters li").await;
    assert!(touched("its stretches") >= 6);
    drop(dressed);
}

#[wasm_bindgen_test]
async fn of_the_desk() {
    let dressed = Dressed::as_small_desk();
    let (host, usual) = desk::open(0, |_| ());
    host.until("the shelf", |host| host.find(".desk-card").is_some()).await;
    assert!(touched("its goods") >= 8);
    for (tab, what) in [(2, ".desk-comment"), (3, ".desk-form")] {
        opens(&host, &format!(".desk-tab:nth-child({tab})"), what).await;
        assert!(touched(what) >= 5);
    }
    usual.unchecked_into::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
    drop(dressed);
}
