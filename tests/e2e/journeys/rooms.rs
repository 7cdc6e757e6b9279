//! A live room: its picture moves, what the host shows comes with it, people talk, and one leaves as one came.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;
use thirtyfour::prelude::Key;
use tokio::time::sleep;

use crate::rooms_caller::Caller;

/// The demo's room that is on the air, and its address.
pub const ID: &str = "morning-tea";
pub const PATH: &str = "/live/morning-tea";
/// What leads there from the list.
const CARD: &str = ".room-card[href='/live/morning-tea']";
/// The product on show.
pub const PIN: &str = ".room-pin-title";
/// The fields to say something.
const SAY: &str = "#room-say";
const NAME: &str = "#room-name";
pub const SEND: &str = ".talk-bar button[type=submit]";
/// The last lines of the talk as they are drawn.
pub const LINES: &str =
    "[...document.querySelectorAll('.talk-list li:not([hidden]) > span:last-child')]
    .map((it) => it.textContent)";

/// Opens the list and goes from there to the room.
pub async fn enter(visit: &Visit) -> Result<()> {
    visit.open("/live").await?;
    visit.tap(CARD).await?;
    visit.arrives(PATH).await?;
    visit.element(".room-top h1").await.map(drop)
}

/// The picture moves: three seconds of it within ten. A machine that has other work may miss a first ten.
pub async fn moves(visit: &Visit) -> Result<()> {
    let begun = "document.querySelector('video')?.readyState > 2 && document.querySelector('video').currentTime > 0";
    visit.wait("a picture", begun).await?;
    let mut went = Vec::new();
    for _ in 0..3 {
        let (from, since) = (time(visit).await?, Instant::now());
        while since.elapsed() < Duration::from_secs(10) {
            if time(visit).await? >= from + 3.0 {
                return Ok(());
            }
            sleep(Duration::from_millis(250)).await;
        }
        went.push((from, time(visit).await?, since.elapsed()));
    }
    bail!("the picture went so far in three times ten seconds: {went:?}")
}

/// How many seconds of the picture were played: to go to another place of it, as to the live edge, is no playing.
async fn time(visit: &Visit) -> Result<f64> {
    let sum = "((all) => [...Array(all.length).keys()].reduce((sum, at) => sum + all.end(at) - all.start(at), 0))(
        document.querySelector('video').played)";
    let played = visit.value(sum).await?;
    played.as_f64().with_context(|| format!("of the video was played {played}"))
}

/// Marks the picture that is there, and notes every pause of it.
pub async fn mark(visit: &Visit) -> Result<()> {
    let mark = "const video = document.querySelector('video');
        video.e2e = { pauses: 0 };
        video.addEventListener('pause', () => { video.e2e.pauses += 1; });";
    visit.script(mark, &[]).await.map(drop)
}

/// It is the marked picture, in its place and in sight, it was never paused, and it moves.
pub async fn is_the_same(visit: &Visit, when: &str) -> Result<()> {
    let is = "(() => {
        const all = [...document.querySelectorAll('video')], [video] = all;
        const sheet = document.querySelector('dialog[open]')?.getBoundingClientRect();
        const seen = video.getBoundingClientRect();
        return {
            one: all.length === 1, marked: video.e2e !== undefined, pauses: video.e2e?.pauses, paused: video.paused,
            seen: (sheet ? Math.min(sheet.top, seen.bottom) : seen.bottom) - Math.max(0, seen.top) > innerHeight / 4,
        };
    })()";
    let is = visit.value(is).await?;
    let good = json!({ "one": true, "marked": true, "pauses": 0, "paused": false, "seen": true });
    ensure!(is == good, "{when}: the picture is {is}");
    moves(visit).await.with_context(|| when.to_owned())
}

/// Says something under a name; what others say afterwards comes behind it.
pub async fn say(visit: &Visit, name: &str, text: &str) -> Result<()> {
    visit.fill(SAY, text).await?;
    if visit.has(NAME).await? {
        visit.fill(NAME, name).await?;
    }
    visit.tap(SEND).await?;
    // The page shows it at once, and asks the shop meanwhile.
    visit.shop.comes_to("comments", &format!("body = '{text}'"), 1).await
}

/// Each of these is drawn once, in this order and at the end.
pub async fn lines_are(visit: &Visit, lines: &[&str]) -> Result<()> {
    let all = format!("JSON.stringify({LINES}.slice(-{}))", lines.len());
    let wanted = json!(json!(lines).to_string());
    visit.wait(&format!("{lines:?}"), &format!("{all} === {wanted}")).await?;
    let drawn = visit.value(LINES).await?;
    let drawn = drawn.as_array().cloned().unwrap_or_default();
    for line in lines {
        let count = drawn.iter().filter(|it| **it == json!(line)).count();
        ensure!(count == 1, "“{line}” is there {count} times");
    }
    Ok(())
}

#[test]
pub fn from_the_list_into_a_room_whose_picture_moves_and_back() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        visit.sees(".room-viewers", "1 人在看").await?;
        visit.tap(".room-out").await?;
        visit.arrives("/live").await?;
        visit.element(CARD).await?;
        ensure!(!visit.has("video").await?, "nothing plays on");
        Ok(())
    })
}

#[test]
pub fn what_the_host_shows_comes_with_the_picture() -> Result<()> {
    journey(async |visit| shown_after(visit, 3_000).await)
}

#[test]
fn who_is_eighteen_seconds_behind_sees_it_eighteen_seconds_later() -> Result<()> {
    journey(async |visit| {
        let source = "/demo/live/morning-tea.m3u8?delay=18";
        visit.shop.run(&["rooms", "change", ID, "--source", source])?;
        shown_after(visit, 20_000).await
    })
}

/// The host shows another product: it comes to the page as late as the picture is, `least` milliseconds at least.
async fn shown_after(visit: &Visit, least: i64) -> Result<()> {
    let host = Caller::host(&visit.shop, ID).await?;
    enter(visit).await?;
    moves(visit).await?;
    visit.watch("pin", &format!("document.querySelector('{PIN}')?.textContent")).await?;
    let at = host.pin("celadon-cup").await?;
    let at = visit.value(&format!("Date.parse({})", json!(at))).await?;
    let at = at.as_i64().context("no moment")?;
    // What is not bound to a moment is shown at once, though it was told later.
    host.say("先看杯子").await?;
    lines_are(visit, &["先看杯子"]).await?;
    visit.sees(PIN, "青瓷").await?;
    let moments = visit.moments("pin").await?;
    let shown = moments.iter().find(|moment| moment.what.contains("青瓷")).context("not noted")?;
    let late = shown.at as i64 - at;
    // Later than that it would come without the picture.
    ensure!((least..40_000).contains(&late), "it came {late} ms after the host showed it");
    Ok(())
}

#[test]
pub fn what_one_says_others_hear() -> Result<()> {
    journey(async |visit| {
        let guest = Caller::viewer(&visit.shop, ID).await?;
        let first = visit.tab().await?;
        enter(visit).await?;
        say(visit, "林晓", "早上好 www.example.com").await?;
        lines_are(visit, &["早上好 www.example.com"]).await?;
        ensure!(!visit.has(".talk-list a").await?, "an address is no link");
        ensure!(guest.said().await? == ["早上好 www.example.com"], "the shop has it, once");
        visit.new_tab().await?;
        visit.open(PATH).await?;
        lines_are(visit, &["早上好 www.example.com"]).await?;
        // By now the name is known.
        say(visit, "", "我在另一页").await?;
        guest.say("我也在").await?;
        visit.turn_to(&first).await?;
        lines_are(visit, &["早上好 www.example.com", "我在另一页", "我也在"]).await?;
        visit.sees(".talk-list", "林晓 我在另一页").await?;
        visit.shop.comes_to("comments", "name = '林晓' AND removed_at IS NULL", 2).await
    })
}

#[test]
pub fn by_keyboard_from_the_list_to_a_comment_and_out_again() -> Result<()> {
    journey(async |visit| {
        visit.open("/live").await?;
        visit.tab_to(CARD).await?;
        visit.press(Key::Enter).await?;
        visit.arrives(PATH).await?;
        visit.wait("focus on the heading", "document.activeElement?.tagName === 'H1'").await?;
        visit.tab_to(SAY).await?;
        visit.press("有小杯吗").await?;
        visit.press(Key::Enter).await?;
        visit.sees(".talk-wrong", "请先写个称呼").await?;
        visit.wait("focus on the name", "document.activeElement?.id === 'room-name'").await?;
        visit.press("阿青").await?;
        visit.press(Key::Enter).await?;
        lines_are(visit, &["有小杯吗"]).await?;
        let left = "document.querySelector('#room-say').value === ''";
        visit.wait("an empty field", left).await?;
        visit.tab_to(".room-pin .room-buy").await?;
        visit.press(Key::Enter).await?;
        visit.element("dialog[open] .variant").await?;
        visit.press(Key::Escape).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        visit.tab_to(".room-out").await?;
        visit.press(Key::Enter).await?;
        visit.arrives("/live").await?;
        visit.element(CARD).await.map(drop)
    })
}
