//! The widget on a page that is not ours: under that page's policy it shows the room, tells the page what happens, and
//! nothing of it is left when it is gone.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, Way, journey_by};
use serde_json::json;

use crate::{
    rooms::{ID, PIN, moves},
    widget_page::{BEFORE, PAGE, is_a_good_guest, open, room, told},
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
        is_a_good_guest(visit).await
    })
}

#[test]
fn nothing_is_mounted_before_the_poster_is_tapped() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        open(visit, &room("")).await?;
        visit.element(".poster").await?;
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

/// A page of somebody else's as `docs/widget.md` has it, and its styles.
const EXAMPLE: &str = include_str!("../../../docs/example/page.html");
const HOSTILE: &str = include_str!("../../../docs/example/hostile.css");

#[test]
fn the_pages_own_styles_change_no_pixel_of_it() -> Result<()> {
    journey_by(Way::Foreign, Look::with(BEFORE), async |visit| {
        let example = EXAMPLE.replace("https://shop.example", &visit.shop.own_url(""));
        visit.shop.host(PAGE, &example)?;
        visit.shop.host("/hostile.css", HOSTILE)?;
        visit.browser.web.goto(visit.shop.url(PAGE)).await?;
        visit.sees(PIN, "高山白牡丹").await?;
        moves(visit).await?;
        // What stands still, at the same place, can be compared.
        visit.tap(".room-pause").await?;
        let still = "const style = document.getElementById('a').style;
            for (const [name, value] of Object.entries({ position: 'fixed', top: '0', left: '0', right: 'auto', width: '340px' }))
                style.setProperty(name, value, 'important');";
        visit.script(still, &[]).await?;
        visit.element(".room-play").await?;
        let spaced = "getComputedStyle(document.querySelector('h2')).letterSpacing === '4px'";
        ensure!(visit.value(spaced).await? == json!(true), "the page's styles do not act");
        let with = picture(visit).await?;
        ensure!(with == picture(visit).await?, "it does not stand still");
        let off = "document.querySelector('head link[rel=stylesheet]').disabled = true;";
        visit.script(off, &[]).await?;
        ensure!(visit.value(spaced).await? == json!(false), "the page's styles still act");
        let without = picture(visit).await?;
        if with != without {
            let folder = std::env::temp_dir().join("picklive-widget");
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join("with.png"), &with)?;
            std::fs::write(folder.join("without.png"), &without)?;
            anyhow::bail!("the page's styles reach it: {}", folder.display());
        }
        is_a_good_guest(visit).await
    })
}

/// The widget as it is painted.
async fn picture(visit: &Visit) -> Result<Vec<u8>> {
    visit
        .wait(
            "two frames",
            "window.e2e_frames >= 2 || (requestAnimationFrame(() => {
        window.e2e_frames = (window.e2e_frames ?? 0) + 1; }), false)",
        )
        .await?;
    visit.script("window.e2e_frames = 0", &[]).await?;
    visit.element("#a").await?.screenshot_as_png().await.context("no picture")
}
