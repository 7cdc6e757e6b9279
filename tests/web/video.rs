//! The one `<video>`: by a player that a test plays, and by the browser's own as an iPhone has it.

use js_sys::{Function, Reflect};
use leptos::prelude::window;
use picklive::{
    platform::video::{Source, State, Video},
    ui::view,
};
use picklive_contract::UnixMillis;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement};

use crate::host::Host;

/// Stands in for `public/player.js`; notes in `window.played` what is asked of it.
const PLAYER: &str = "window.played = [];
window.picklivePlayer = async (again) => {
  played.push('fetch' + again);
  if (window.playerIsGone) throw new TypeError('gone');
  return {
    attach(video, url, from, tell) {
      played.push(`attach ${url} ${from}`);
      window.tellPlayed = tell;
      return {
        date: () => 1e12 + video.currentTime * 1000,
        edge: () => { played.push('edge'); },
        mend: () => { played.push('mend'); },
        destroy: () => { played.push('destroy'); },
      };
    },
  };
};";

/// Takes away what media from scripts takes, until called.
const IPHONE: &str = "const kept = [window.MediaSource, window.ManagedMediaSource];
window.MediaSource = window.ManagedMediaSource = undefined;
return () => { [window.MediaSource, window.ManagedMediaSource] = kept; };";

/// Nobody has touched the page, until called.
const UNTOUCHED: &str = "const value = { hasBeenActive: false };
Object.defineProperty(navigator, 'userActivation', { value, configurable: true });
return () => { delete navigator.userActivation; };";

/// Makes an element one that a test plays: it stands where `at` says, and lets itself be played or not.
const FAKE: &str = "video.at = 0;
Object.defineProperty(video, 'currentTime', { get: () => video.at, set: (to) => { video.at = to; } });
video.plays = 0;
Object.defineProperty(video, 'paused', { get: () => video.stopped ?? false });
video.load = () => {};
video.play = async () => {
  video.plays += 1;
  if (video.wants === 'tap' || (video.wants === 'silence' && !video.muted)) throw new DOMException('', 'NotAllowedError');
};
video.getStartDate = () => new Date(2e12);";

/// What runs a script's text.
fn run(names: &str, script: &str, given: &JsValue) -> JsValue {
    Function::new_with_args(names, script).call1(&JsValue::NULL, given).unwrap()
}

/// What was asked of the player, one after the other.
fn played() -> String {
    run("", "return window.played.join(', ')", &JsValue::NULL).as_string().unwrap()
}

/// A page with a video that is given a source, and the element.
fn page(live: bool) -> (Host, Video, HtmlElement) {
    run("", PLAYER, &JsValue::NULL);
    let given: std::rc::Rc<std::cell::Cell<Option<Video>>> = std::rc::Rc::default();
    let made = given.clone();
    let host = Host::new(move || {
        let video = Video::new();
        made.set(Some(video));
        view! {
            <video class="room-video" node_ref=video.element()></video>
        }
    });
    let element = host.find("video").unwrap();
    run("video", FAKE, &element);
    let video = given.take().unwrap();
    video.open(Some(Source { url: "/live.m3u8".into(), live }));
    (host, video, element)
}

/// Moves the picture to a second.
fn moves(element: &HtmlElement, to: f64) {
    Reflect::set(element, &"at".into(), &to.into()).unwrap();
    element.dispatch_event(&Event::new("timeupdate").unwrap()).unwrap();
}

/// Plays the first two looks.
fn begins(element: &HtmlElement) {
    moves(element, 1.0);
    moves(element, 2.0);
}

fn wants(element: &HtmlElement, what: &str) {
    Reflect::set(element, &"wants".into(), &what.into()).unwrap();
}

fn muted(element: &HtmlElement) -> bool {
    Reflect::get(element, &"muted".into()).unwrap() == true
}

#[wasm_bindgen_test]
async fn it_plays_in_its_place_without_sound_and_a_tap_brings_it() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    assert_eq!(played(), "fetch, attach /live.m3u8 null");
    for name in ["playsinline", "webkit-playsinline", "x5-playsinline", "disableremoteplayback"] {
        assert!(element.has_attribute(name), "{name}");
    }
    assert_eq!((video.state(), muted(&element)), (State::Loading, true));
    begins(&element);
    assert_eq!(video.state(), State::Muted);
    assert_eq!(video.at(), Some(UnixMillis(1_000_000_002_000)), "the stream's own time");
    video.tap();
    assert_eq!((video.state(), muted(&element)), (State::Playing, false));
    video.mute();
    assert_eq!(video.state(), State::Muted);
    drop(host);
    assert!(played().ends_with("destroy"), "{}", played());
}

#[wasm_bindgen_test]
async fn a_browser_that_wants_silence_or_a_tap_gets_it() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    begins(&element);
    wants(&element, "silence");
    video.tap();
    host.until("silence", |_| muted(&element)).await;
    wants(&element, "tap");
    video.tap();
    host.until("the poster", |_| video.state() == State::Poster).await;
    wants(&element, "");
    video.tap();
    moves(&element, 3.0);
    moves(&element, 4.0);
    assert_eq!(video.state(), State::Playing);
}

#[wasm_bindgen_test]
async fn sound_that_nobody_asked_for_is_taken_away_and_asked_for_stays() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    begins(&element);
    // Whoever runs tests may count as somebody who has touched the page.
    let untouched = run("", UNTOUCHED, &JsValue::NULL);
    Reflect::set(&element, &"muted".into(), &false.into()).unwrap();
    host.until_later("silence", |_| muted(&element)).await;
    assert_eq!(video.state(), State::Muted);
    video.sound();
    element.dispatch_event(&Event::new("volumechange").unwrap()).unwrap();
    assert_eq!((video.state(), muted(&element)), (State::Playing, false));
    untouched.unchecked_into::<Function>().call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn what_stops_before_anybody_has_touched_the_page_is_played_again_three_times() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    begins(&element);
    let untouched = run("", UNTOUCHED, &JsValue::NULL);
    run("video", "video.stopped = true; video.plays = 0", &element);
    for (plays, state) in
        [(1, State::Muted), (2, State::Muted), (3, State::Muted), (3, State::Poster)]
    {
        element.dispatch_event(&Event::new("pause").unwrap()).unwrap();
        assert_eq!(Reflect::get(&element, &"plays".into()).unwrap(), plays);
        assert_eq!(video.state(), state);
    }
    untouched.unchecked_into::<Function>().call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn trouble_is_mended_and_a_stream_that_is_not_there_is_said() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    begins(&element);
    let tell: Function = Reflect::get(&window(), &"tellPlayed".into()).unwrap().unchecked_into();
    tell.call1(&JsValue::NULL, &"mediaError".into()).unwrap();
    assert!(played().ends_with("mend"), "{}", played());
    assert_eq!(video.state(), State::Muted);
    tell.call1(&JsValue::NULL, &"networkError".into()).unwrap();
    assert_eq!(video.state(), State::Stalled);
    host.until_later("a new player", |_| played().matches("attach").count() == 2).await;
    assert!(played().contains("destroy, fetch"), "{}", played());
}

#[wasm_bindgen_test]
async fn without_the_player_it_is_said_and_asked_for_again_under_another_name() {
    run("", "window.playerIsGone = true", &JsValue::NULL);
    let (host, video, _) = page(true);
    host.until("no picture", |_| video.state() == State::NoPicture).await;
    run("", "window.playerIsGone = false", &JsValue::NULL);
    host.until_later("a player", |_| played().contains("attach")).await;
    assert!(played().contains("fetch, fetch?1"), "{}", played());
}

#[wasm_bindgen_test]
async fn nothing_is_played_any_more_when_there_is_no_source() {
    let (host, video, element) = page(true);
    host.until("a player", |_| played().contains("attach")).await;
    begins(&element);
    video.open(None);
    host.until("the poster", |_| video.state() == State::Poster).await;
    assert!(played().ends_with("destroy"), "{}", played());
    assert_eq!(host.find("video").unwrap(), element, "the same element");
}

#[wasm_bindgen_test]
async fn an_iphone_plays_by_itself_and_says_what_time_it_shows() {
    let restore: Function = run("", IPHONE, &JsValue::NULL).unchecked_into();
    let (host, video, element) = page(true);
    host.until("the stream", |_| element.has_attribute("src")).await;
    assert_eq!(played(), "", "hls.js is not fetched");
    assert_eq!(element.get_attribute("src").as_deref(), Some("/live.m3u8"));
    begins(&element);
    assert_eq!(video.state(), State::Muted);
    assert_eq!(video.at(), Some(UnixMillis(2_000_000_002_000)));
    run("video", "video.getStartDate = () => new Date(NaN)", &element);
    assert_eq!(video.at(), None, "a stream that does not say");
    // A source that it cannot play.
    element.dispatch_event(&Event::new("error").unwrap()).unwrap();
    assert_eq!(video.state(), State::Stalled);
    drop(host);
    assert!(!element.has_attribute("src"));
    restore.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_recording_goes_to_a_chapter_and_ends() {
    let (host, video, element) = page(false);
    host.until("a player", |_| played().contains("attach")).await;
    assert_eq!(played(), "fetch, attach /live.m3u8 0");
    begins(&element);
    video.seek(60_000);
    assert_eq!(Reflect::get(&element, &"at".into()).unwrap(), 60.0);
    moves(&element, 61.0);
    moves(&element, 62.0);
    assert_eq!(video.state(), State::Muted);
    element.dispatch_event(&Event::new("ended").unwrap()).unwrap();
    assert_eq!(video.state(), State::Poster);
    drop(host);
}
