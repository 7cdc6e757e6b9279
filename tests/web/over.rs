//! What lies over a room's picture, in a browser: a deal with the stream's moment, comments, hearts, the field above
//! a keyboard, and the stretches of a recording.

use js_sys::Function;
use leptos::prelude::*;
use picklive::signal::Var;
use picklive_contract::{
    Money, UnixMillis,
    events::EventKind,
    live::{Chapter, Pin, Room, RoomNow, RoomPrice},
    offer::{Offer, OfferKind},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlVideoElement;

use crate::{
    dressed::Dressed,
    host::Host,
    room::{comment, open, open_over, tell, tell_at},
    server::{Server, run},
};

/// When the room of the sample is looked at.
const NOW: &str = "2026-11-23T23:30:00Z";

/// Upper and lower edge of an element, in whole pixels.
fn edges(host: &Host, css: &str) -> (i64, i64) {
    let rect = host.find(css).unwrap_or_else(|| panic!("no {css}")).get_bounding_client_rect();
    (rect.top().round() as i64, rect.bottom().round() as i64)
}

/// The dress is on show, and has no price but its everyday one.
pub fn plain(room: &mut Room) {
    room.pin = Some(Pin { product: "linen-dress".into(), at: UnixMillis(1) });
    (room.prices, room.coupons, room.bags) = (Vec::new(), Vec::new(), Vec::new());
    for variant in room.shelf.iter_mut().flat_map(|item| &mut item.variants) {
        variant.offers.clear();
    }
}

#[wasm_bindgen_test]
async fn a_deal_opens_and_closes_on_the_card_with_the_streams_moment() {
    let now = UnixMillis::parse(NOW).unwrap();
    let seen = Var::new(Some(now.plus(-8_000)));
    let (host, line) = open_over(seen, plain);
    host.until("the card", |host| host.says(".room-pin").contains("Linen dress")).await;
    let offer = Offer {
        kind: OfferKind::Drop,
        opens_at: Some(now.plus(-3_000)),
        closes_at: Some(now.plus(57_000)),
        deal: Some("d".into()),
        left: Some(4),
        ..Offer::list(Money::new(12_300, picklive_contract::Currency::parse("CNY").unwrap()))
    };
    let price = RoomPrice { variant: "linen-dress-black-s".into(), offer };
    let told = |prices| RoomNow { prices: Some(prices), ..RoomNow::default() };
    tell_at(line, 58, now.plus(-3_000), EventKind::DealOpened, told(vec![price]));
    tell_at(line, 59, now.plus(-1_000), EventKind::DealClosed, told(vec![]));
    // A comment is shown when it comes: by then the deal would be there as well.
    let said = RoomNow { comments: vec![comment(1)], ..RoomNow::default() };
    tell(line, 60, EventKind::Comment, said);
    host.until("the comment", |host| host.says(".talk").contains("no 1<")).await;
    assert!(host.find(".room-ends").is_none() && !host.says(".room-pin").contains("123"));
    seen.set(Some(now.plus(-3_000)));
    host.until_later("the deal", |host| host.find(".room-ends").is_some()).await;
    assert!(host.says(".room-pin .room-cost").contains("123"), "{}", host.says(".room-pin"));
    assert!(host.says(".room-ends").contains("01:00"), "{}", host.says(".room-ends"));
    assert!(host.says(".room-pin .room-left-units").contains('4'), "{}", host.says(".room-pin"));
    seen.set(Some(now.plus(-1_000)));
    host.until_later("its end", |host| host.find(".room-ends").is_none()).await;
    assert!(!host.says(".room-pin .room-cost").contains("123"));
}

#[wasm_bindgen_test]
async fn who_scrolls_up_is_left_alone_and_led_back_by_a_tap() {
    let dressed = Dressed::as_shop();
    let (host, line) = open(|room| room.comments.clear());
    let say = |seq: i64, from: usize, to: usize| {
        let comments = (from..to).map(comment).collect();
        tell(line, seq, EventKind::Comment, RoomNow { comments, ..RoomNow::default() });
    };
    say(58, 0, 20);
    host.until("the last", |host| host.says(".talk").contains("no 19<")).await;
    let list = host.find(".talk-list").unwrap();
    assert!(list.scroll_height() > list.client_height() + 40, "{}", list.scroll_height());
    assert!(host.find(".talk-new").is_none());
    list.set_scroll_top(-40);
    host.until_later("a pause", |host| host.find(".talk-new").is_some()).await;
    say(59, 20, 23);
    host.until("how many are new", |host| host.says(".talk-new").starts_with("3 new")).await;
    assert!(!host.says(".talk").contains("no 20<") && list.scroll_top() < -24);
    host.click(".talk-new");
    host.until_later("the latest", |host| host.says(".talk").contains("no 22<")).await;
    host.until_later("no button", |host| host.find(".talk-new").is_none()).await;
    assert_eq!(list.scroll_top(), 0);
    drop(dressed);
}

/// Writes down what is told with likes.
const LIKED: &str = "window.liked = [];
const serve = async (path, init) => {
  if (!path.endsWith('/likes')) return null;
  const { count, taps = [] } = JSON.parse(init.body);
  window.liked.push([count, ...taps].join(':'));
  return answer({ likes: 1 });
};";

#[wasm_bindgen_test]
async fn a_like_is_a_heart_at_once_and_told_with_others_and_none_flies_where_motion_is_reduced() {
    let server = Server::of(LIKED);
    let dressed = Dressed::as_shop();
    let (host, _) = open(plain);
    assert!(host.find(".heart").is_none());
    for _ in 0..3 {
        host.click(".likes button");
    }
    host.until("three hearts", |host| host.find(".heart-2").is_some()).await;
    let told = || run("return window.liked.join()").as_string().unwrap();
    host.until_later("what was told", |_| !told().is_empty()).await;
    assert_eq!(told(), "3", "once, all together");
    // So is what was opened.
    host.click(".room-pin .room-buy");
    host.until_later("what was opened", |_| told().contains("linen")).await;
    assert_eq!(told(), "3,0:linen-dress");
    let shows = |host: &Host| {
        let hearts = host.find(".hearts").unwrap();
        let style = window().get_computed_style(&hearts).unwrap().unwrap();
        style.get_property_value("display").unwrap() != "none"
    };
    assert!(shows(&host));
    // As if the phone asked for less motion: the rules for that count for everybody.
    run("for (const sheet of document.styleSheets) for (const rule of [...sheet.cssRules])
      if (rule.conditionText?.includes('prefers-reduced-motion')) rule.media.mediaText = 'all';");
    assert!(!shows(&host));
    drop(dressed);
    drop(server);
}

#[wasm_bindgen_test]
async fn a_keyboard_lifts_the_field_and_leaves_nothing_shifted() {
    let dressed = Dressed::as_shop();
    let restore: Function =
        run("const own = Object.getOwnPropertyDescriptor(window, 'visualViewport');
const fake = new EventTarget();
Object.assign(fake, { height: innerHeight, offsetTop: 0, scale: 1 });
Object.defineProperty(window, 'visualViewport', { value: fake, configurable: true });
return (height) => {
  if (height < 0) return Object.defineProperty(window, 'visualViewport', own);
  fake.height = height;
  fake.dispatchEvent(new Event('resize'));
};")
        .unchecked_into();
    let show = |height: f64| restore.call1(&JsValue::NULL, &height.into()).unwrap();
    let (host, _) = open(plain);
    host.until("the field", |host| host.find("#room-say").is_some()).await;
    let whole = window().inner_height().unwrap().as_f64().unwrap();
    let all = |host: &Host| {
        [".room", ".room-video", ".room-over", ".room-pin", "#room-say"].map(|css| edges(host, css))
    };
    let before = all(&host);
    let seen = whole - 260.0;
    show(seen);
    host.until("the keyboard", |host| host.find(".room-typing").is_some()).await;
    let (top, bottom) = edges(&host, "#room-say");
    assert!(
        top > 0 && bottom <= seen as i64 && bottom > seen as i64 - 60,
        "{top} to {bottom} of {seen}"
    );
    assert_eq!(
        [edges(&host, ".room"), edges(&host, ".room-video")],
        before[..2],
        "the picture stays"
    );
    assert_eq!(run("return [scrollX, scrollY].join()").as_string().unwrap(), "0,0");
    show(whole);
    host.until("no keyboard", |host| host.find(".room-typing").is_none()).await;
    assert_eq!(all(&host), before);
    show(-1.0);
    drop(dressed);
}

#[wasm_bindgen_test]
async fn a_recording_has_its_stretches_with_then_and_now_goes_to_them_and_sells() {
    let (host, _) = open(|room| {
        plain(room);
        room.state = "replay".into();
        let then = room.shelf.iter().find(|item| item.id.as_str() == "linen-dress").unwrap();
        let cheaper = Money { amount: 12_300, ..then.variants[0].price };
        let at = |product: &str, position, price| Chapter {
            product: product.into(),
            at: UnixMillis(position),
            position,
            price,
        };
        room.chapters = vec![at("gone", 0, None), at("linen-dress", 90_000, Some(cheaper))];
    });
    host.click(".room-wide");
    host.until("the stretches", |host| host.find(".room-chapters li").is_some()).await;
    assert_eq!(host.says(".room-chapters li:first-child b"), "No longer sold here");
    let said = host.says(".room-chapters li:last-child");
    assert!(said.contains("Linen dress") && said.contains("01:30"), "{said}");
    let (then, now) = said.split_once(" · ").unwrap();
    assert!(then.contains("then") && then.contains("123"), "{said}");
    assert!(now.starts_with("now") && !now.contains("123"), "{said}");
    host.click(".room-chapters li:last-child button");
    let video: HtmlVideoElement = host.find("video").unwrap().unchecked_into();
    assert_eq!(video.current_time(), 90.0);
    host.until("no sheet", |host| host.find(".room-chapters").is_none()).await;
    host.click(".room-bag");
    host.until("the shelf", |host| host.find(".room-shelf li").is_some()).await;
    host.click(".room-shelf li:nth-child(3) .room-buy");
    host.until("the choice", |host| host.find("dialog[open] .variant").is_some()).await;
    assert_eq!(host.find("video").map(JsValue::from), Some(video.into()), "the same picture");
}

#[wasm_bindgen_test]
async fn how_many_watch_stands_in_one_line_beside_the_longest_title() {
    let dressed = Dressed::as_small_shop();
    let (host, line) = open(|room| {
        room.title = "a title that would fill the line twice over".into();
    });
    let viewers = Some(12_345);
    tell(line, 58, EventKind::Viewers, RoomNow { viewers, ..RoomNow::default() });
    host.until("how many watch", |host| host.says(".room-viewers").contains("12.3k")).await;
    let (top, bottom) = edges(&host, ".room-viewers");
    assert!(bottom - top < 40, "it is {} high", bottom - top);
    drop(dressed);
}
