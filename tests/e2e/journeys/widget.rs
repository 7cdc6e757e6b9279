//! The widget on a page that is not ours: under that page's policy it shows the room, tells the page what happens, and
//! nothing of it is left when it is gone.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Way, journey_by};
use serde_json::json;

use crate::{
    rooms::{ID, PIN, moves},
    widget_page::{BEFORE, is_a_good_guest, open, room, told},
};

/// Nothing of what a widget needs while it is there.
const NOTHING: &str = "open_.lines === 0 && open_.intervals.size === 0 && open_.listeners === 0";

#[test]
fn a_strangers_page_shows_the_room_under_its_own_policy() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        open(visit, &room("autoplay")).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        moves(visit).await?;
        let ready = json!([{ "name": "ready", "composed": true, "room": ID, "state": "live",
            "title": "早茶桌边：先喝一口再说" }]);
        ensure!(json!(told(visit, "ready").await?) == ready);
        let pin = told(visit, "pin").await?;
        let price = json!({ "amount": 5800, "currency": "CNY" });
        ensure!(
            pin.len() == 1 && pin[0]["product"] == "white-tea" && pin[0]["price"] == price,
            "{pin:?}"
        );
        let state = told(visit, "state").await?;
        ensure!(
            json!(state)
                == json!([{ "name": "state", "composed": true, "room": ID, "state": "live" }])
        );
        // As in the app, where the list of rooms has styles of its own for it.
        let tag = "getComputedStyle(document.querySelector('.room-said .room-tag')).position";
        ensure!(visit.value(tag).await? == json!("static"), "the mark lies over the host");
        is_a_good_guest(visit).await
    })
}

#[test]
fn nothing_is_fetched_far_away_and_nothing_mounted_before_a_tap() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        // So far down that nobody comes near.
        open(visit, &format!("{}{}", "<br>".repeat(300), room(""))).await?;
        visit.element(".poster").await?;
        let program =
            "performance.getEntriesByType('resource').some((it) => it.name.endsWith('.wasm'))";
        ensure!(visit.value(program).await? == json!(false), "its program was fetched far away");
        visit.script("document.getElementById('a').scrollIntoView()", &[]).await?;
        visit.wait("the program", program).await?;
        ensure!(!visit.has(".room").await?, "the room is there");
        visit.tap(".poster").await?;
        visit.sees(PIN, "高山白牡丹").await?;
        is_a_good_guest(visit).await
    })
}

#[test]
fn a_room_that_is_none_says_so_and_tells_the_page() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        open(visit, "<picklive-room room=\"no-such-room\" lang=\"en\" autoplay></picklive-room>")
            .await?;
        visit.element(".state-title").await?;
        visit.wait("the event", "told.some((it) => it.name === 'error')").await?;
        let error = told(visit, "error").await?;
        ensure!(error[0]["reason"] == "not-found", "{error:?}");
        Ok(())
    })
}

#[test]
fn two_share_a_line_and_what_is_moved_removed_and_added_again_leaves_nothing() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        let second =
            "<picklive-room id=\"b\" room=\"evening-cups\" theme=\"dark\"></picklive-room>";
        open(visit, &format!("{}<div id=\"there\"></div>{second}", room("autoplay"))).await?;
        moves(visit).await?;
        // What the page itself listens to is not the widget's.
        visit.wait("no line but one", "open_.lines === 1").await?;
        visit.script("document.getElementById('b').open()", &[]).await?;
        let both = "document.getElementById('b').shadowRoot.querySelector('.room') !== null";
        visit.wait("the second room", both).await?;
        visit.wait("both rooms on one line", "open_.lines === 1").await?;

        let moved = "const it = document.getElementById('a'), video = () => it.shadowRoot.querySelector('video');
            const before = video();
            document.getElementById('there').append(it);
            return new Promise((done) => setTimeout(() => done([video() === before, video().paused]), 300));";
        ensure!(visit.script(moved, &[]).await? == json!([true, false]), "moved, it goes on");

        visit.script("window.a = document.getElementById('a'); a.remove();", &[]).await?;
        visit.wait("the line of the other", "open_.lines === 1").await?;
        visit.script("window.b = document.getElementById('b'); b.remove();", &[]).await?;
        visit.wait("nothing left", NOTHING).await?;
        for _ in 0..3 {
            visit.script("document.body.append(window.a)", &[]).await?;
            visit.sees(PIN, "高山白牡丹").await?;
            visit.script("a.remove()", &[]).await?;
            visit.wait("nothing left", NOTHING).await?;
            let left =
                visit.value("a.shadowRoot.querySelector('.frame').childNodes.length").await?;
            ensure!(left == json!(0), "{left} nodes are left");
        }
        let names = visit.value("Object.keys(window).filter((it) => /picklive/i.test(it))").await?;
        ensure!(names == json!([]), "the page has {names}");
        is_a_good_guest(visit).await
    })
}

/// Makes nonsense of all that the second program remembers, so that it traps at whatever it does next.
const BREAK: &str = "
    const all = performance.getEntriesByType('resource').map((it) => it.name);
    const second = all.find((it) => /\\/embed\\/room-[^/]*\\.js\\?1$/.test(it));
    return import(second).then((script) => script.default()).then((exports) => {
        const memory = Object.values(exports).find((it) => it instanceof WebAssembly.Memory);
        new Uint8Array(memory.buffer).fill(255);
    });";

#[test]
fn a_program_that_breaks_takes_its_own_rooms_with_it_and_no_others() -> Result<()> {
    let look = Look { breaks: true, ..Look::with(BEFORE) };
    journey_by(Way::Foreign, look, async |visit| {
        open(visit, &room("autoplay")).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        // It comes when the first has its program, so that the second program is its own.
        let second = "const b = document.createElement('picklive-room');
            [b.id, b.lang] = ['b', 'en'];
            b.setAttribute('room', 'evening-cups');
            document.getElementById('a').after(b);
            b.open();";
        visit.script(second, &[]).await?;
        let inside = |id: &str, css: &str| {
            format!("document.getElementById('{id}').shadowRoot.querySelector('{css}')")
        };
        visit
            .wait("the second room", &format!("{} !== null", inside("b", ".room .talk-list")))
            .await?;
        visit.script(BREAK, &[]).await?;
        // It may have broken by itself by then.
        visit.script(&format!("{}?.click()", inside("b", ".room-bag")), &[]).await?;
        let says = format!("{}?.innerText", inside("b", ".poster [role=alert]"));
        visit.wait("words", &format!("{says}?.startsWith('Something went wrong')")).await?;
        let error = told(visit, "error").await?;
        let of = json!([{ "name": "error", "composed": true, "room": "evening-cups", "reason": "broken" }]);
        ensure!(json!(error) == of, "{error:?}");
        ensure!(visit.value(&format!("{} !== null", inside("a", ".room"))).await? == json!(true));
        moves(visit).await?;
        // A tap begins anew.
        visit.script(&format!("{}.click()", inside("b", ".poster")), &[]).await?;
        visit.wait("the second room again", &format!("{} !== null", inside("b", ".room"))).await
    })
}

#[test]
fn over_a_video_of_the_pages_own_it_plays_nothing_and_follows_that() -> Result<()> {
    let look = Look::with(&format!(
        "{BEFORE}
        addEventListener('DOMContentLoaded', () => {{
            document.getElementById('a').at = () => {{ window.asked = true; return Date.now(); }};
        }});"
    ));
    journey_by(Way::Foreign, look, async |visit| {
        open(visit, &format!("<video id=\"show\" height=\"600\"></video>{}", room("for=\"show\"")))
            .await?;
        visit.sees(PIN, "高山白牡丹").await?;
        visit.wait("the page to be asked where its picture is", "window.asked").await?;
        let inside = "document.getElementById('a').shadowRoot.querySelectorAll('video, .room-cover, .room-pause').length";
        ensure!(visit.value(inside).await? == json!(0), "it plays something of its own");
        // A tap where the widget has nothing is the video's.
        let under = "document.elementsFromPoint(180, 300).map((it) => it.localName).slice(0, 1)";
        ensure!(visit.value(under).await? != json!(["picklive-room"]), "it takes the page's taps");
        is_a_good_guest(visit).await
    })
}
