//! The host's console in one window, and a viewer in another: what is done here is seen there, and what is rehearsed or
//! undone is not.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Engine, Visit, journey};
use serde_json::json;
use thirtyfour::prelude::WindowHandle;

use crate::{
    rooms::{ID, PATH, PIN},
    rooms_caller::{Caller, HOST},
    use_by_all::Found,
};

/// The console's cards, in the demo's order: white tea, the celadon cup, the course.
const CUP: &str = ".desk-card:nth-child(2) .desk-pin";
const COURSE: &str = ".desk-card:nth-child(3) .desk-pin";
const SHOWN: &str = ".desk-card-shown .desk-name";
/// Events that show something.
const PINS: &str = "topic = 'room:morning-tea' AND body LIKE '%\"kind\":\"pin\"%'";
const REHEARSE: &str = "section.desk-form:nth-last-of-type(2) .button";
const UNDO: &str = ".desk-undo button";
/// Taps that, once it is for the cup.
const UNDOES: &str = "(() => {
    const bar = document.querySelector('.desk-undo');
    if (!bar?.textContent.includes('青瓷')) return false;
    bar.querySelector('button').click();
    return true;
})()";
/// What viewers see of the price of what is shown.
const COST: &str = ".room-pin .room-cost";

/// WebKit's driver types a 2 where there is an @: then the address is set.
const AT: &str = "const field = document.querySelector('#verify-contact');
    if (field.value === arguments[0]) return;
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));";

/// Signs in as the host, and goes to the console by the list of one's rooms.
async fn come_to_the_desk(visit: &Visit) -> Result<()> {
    visit.open("/desk").await?;
    visit.tap(".state .button").await?;
    visit.tap("dialog[open] .chip:last-child .choice").await?;
    visit.fill("dialog[open] #verify-contact[type=email]", HOST).await?;
    visit.script(AT, &[json!(HOST)]).await?;
    visit.tap("dialog[open] button[type=submit]").await?;
    visit.tap("dialog[open] .note-bar .link").await?;
    visit.wait("all rooms", "document.querySelectorAll('.desk-room').length === 3").await?;
    visit.sees(".desk-room-on", "直播中").await?;
    visit.tap(".desk-room[href='/desk/live/morning-tea']").await?;
    visit.arrives("/desk/live/morning-tea").await?;
    visit.started().await?;
    visit.sees(SHOWN, "高山白牡丹").await
}

/// The desk in one window and the room in another, which is acted in; both.
async fn two_windows(visit: &Visit) -> Result<[WindowHandle; 2]> {
    come_to_the_desk(visit).await?;
    let desk = visit.tab().await?;
    let room = visit.new_tab().await?;
    visit.open(PATH).await?;
    visit.sees(PIN, "高山白牡丹").await?;
    Ok([desk, room])
}

#[test]
pub fn what_the_host_does_on_one_page_is_seen_on_another() -> Result<()> {
    journey(async |visit| {
        let [desk, room] = two_windows(visit).await?;
        visit.turn_to(&desk).await?;
        visit.tap(CUP).await?;
        visit.sees(SHOWN, "青瓷").await?;
        visit.turn_to(&room).await?;
        visit.sees(PIN, "青瓷").await?;
        let before = visit.text(COST).await?;

        // Another price: typed, and then asked for once more with both.
        visit.turn_to(&desk).await?;
        visit.tap(".desk-card:nth-child(2) .desk-more").await?;
        visit.fill("dialog[open] #desk-price", "48").await?;
        let set = "dialog[open] .desk-form:nth-of-type(1) .button:not(.button-quiet)";
        visit.tap(set).await?;
        visit.sees("dialog[open] .desk-armed", "¥48").await?;
        let set_here = "price = 4800 AND closes_at IS NULL";
        ensure!(visit.shop.count("room_prices", set_here)? == 0, "one tap asks");
        twice_is_not_one(visit).await?;
        visit.tap("dialog[open] .desk-armed").await?;
        visit.shop.comes_to("room_prices", set_here, 1).await?;
        visit.turn_to(&room).await?;
        visit.sees(COST, "¥48").await?;
        ensure!(!before.contains("¥48"), "it was {before}");

        // A flash deal.
        visit.turn_to(&desk).await?;
        visit.tap(".desk-card:nth-child(2) .desk-more").await?;
        for (field, text) in
            [("#desk-deal-price", "45.5"), ("#desk-quota", "3"), ("#desk-seconds", "600")]
        {
            visit.fill(&format!("dialog[open] {field}"), text).await?;
        }
        let open = "dialog[open] .desk-form:nth-of-type(2) .desk-buttons .button";
        visit.tap(open).await?;
        visit.sees("dialog[open] .desk-armed", "¥45.5").await?;
        twice_is_not_one(visit).await?;
        visit.tap("dialog[open] .desk-armed").await?;
        visit.shop.comes_to("deals", "price = 4550 AND quota = 3", 1).await?;
        visit.turn_to(&room).await?;
        visit.sees(COST, "¥45.5").await?;
        visit.sees(".room-pin .room-facts", "3").await
    })
}

/// A second tap within a third of a second is one double tap: a hand that waits has waited as long as this.
async fn twice_is_not_one(visit: &Visit) -> Result<()> {
    visit.script("window.armed = performance.now();", &[]).await?;
    visit.wait("the time of a double tap", "performance.now() - window.armed > 400").await
}

#[test]
pub fn what_is_undone_is_as_it_was_for_who_watches() -> Result<()> {
    journey(async |visit| {
        let guest = Caller::viewer(&visit.shop, ID).await?;
        come_to_the_desk(visit).await?;
        let before = pins(visit)?;
        visit.tap(CUP).await?;
        // In the same moment in which it is seen: a driver on a busy machine may need the five seconds for a tap.
        visit.wait("what undoes it", UNDOES).await?;
        visit.sees(SHOWN, "高山白牡丹").await?;
        ensure!(!visit.has(UNDO).await?, "what is undone is not undone again");
        // Both were told, one after the other.
        shown(visit, &guest, before + 2, "white-tea").await?;
        // After five seconds it stays.
        visit.watch("undo", "document.querySelector('.desk-undo')?.textContent").await?;
        twice_is_not_one(visit).await?;
        visit.tap(COURSE).await?;
        visit.sees(SHOWN, "六堂小课").await?;
        visit.wait("nothing to undo", "!document.querySelector('.desk-undo')").await?;
        let moments = visit.moments("undo").await?;
        let offered = moments.iter().rposition(|moment| moment.what.contains("六堂小课"));
        let offered = offered.context("it was never offered")?;
        let until = moments.get(offered + 1).context("it is offered still")?;
        let time = until.at - moments[offered].at;
        ensure!(time >= 4_500.0, "it could be undone for {time} ms");
        shown(visit, &guest, before + 3, "course-tea").await
    })
}

/// How often something was shown.
fn pins(visit: &Visit) -> Result<i64> {
    visit.shop.count("events", PINS)
}

/// So much was shown, and this last.
async fn shown(visit: &Visit, guest: &Caller, count: i64, product: &str) -> Result<()> {
    visit.shop.comes_to("events", PINS, count).await?;
    guest.room_when(|room| room["pin"]["product"] == json!(product)).await.map(drop)
}

#[test]
fn of_a_rehearsal_viewers_see_nothing() -> Result<()> {
    journey(async |visit| {
        let guest = Caller::viewer(&visit.shop, ID).await?;
        let [desk, room] = two_windows(visit).await?;
        visit.turn_to(&desk).await?;
        visit.tap(".desk-air-button").await?;
        let paused = guest.room_when(|room| room["state"] == json!("paused")).await?;
        // Of viewers and likes it is told on.
        let told = "topic = 'room:morning-tea' AND body NOT LIKE '%\"kind\":\"viewers\"%'
            AND body NOT LIKE '%\"kind\":\"likes\"%'";
        let before = visit.shop.count("events", told)?;

        visit.tap(".desk-tab:nth-child(3)").await?;
        visit.tap(REHEARSE).await?;
        visit.sees(".desk-rehearsal", "彩排").await?;
        visit.tap(".desk-tab:nth-child(1)").await?;
        visit.tap(".desk-air-button").await?;
        visit.sees(".desk-title", "直播中").await?;
        twice_is_not_one(visit).await?;
        visit.tap(CUP).await?;
        visit.sees(SHOWN, "青瓷").await?;
        visit.tap(".desk-tab:nth-child(3)").await?;
        visit.fill("#desk-say", "只给自己看").await?;
        visit.tap("form.desk-form:first-of-type .button").await?;
        visit.sees(".desk-undo", "公告").await?;

        // What is said meanwhile is heard on both pages: both lines are there, and nothing else came by them.
        guest.say("彩排时有人说话").await?;
        visit.turn_to(&room).await?;
        visit.sees(".talk-list", "彩排时有人说话").await?;
        ensure!(visit.text(PIN).await?.contains("高山白牡丹"), "it is shown to nobody");
        ensure!(!visit.has(".room-news").await?, "nor is it read");
        ensure!(visit.shop.count("events", told)? == before + 1, "the comment, and nothing else");
        let after = guest.room().await?;
        for part in ["state", "pin", "prices", "shelf", "coupons", "announcement"] {
            ensure!(after[part] == paused[part], "{part}: {} and {}", paused[part], after[part]);
        }
        visit.turn_to(&desk).await?;
        visit.tap(REHEARSE).await?;
        visit.wait("no rehearsal", "!document.querySelector('.desk-rehearsal')").await?;
        visit.tap(".desk-tab:nth-child(1)").await?;
        visit.sees(SHOWN, "高山白牡丹").await?;
        ensure!(visit.shop.count("events", told)? == before + 1, "nothing of it is sent later");
        Ok(())
    })
}

#[test]
pub fn axe_finds_nothing_at_the_desk() -> Result<()> {
    journey(async |visit| {
        let mut found = Found::default();
        visit.open("/desk").await?;
        visit.element(".state .button").await?;
        look(&mut found, visit, "the desk of nobody").await?;
        come_to_the_desk(visit).await?;
        look(&mut found, visit, "the goods").await?;
        visit.tap(".desk-card:nth-child(2) .desk-more").await?;
        visit.element("dialog[open] #desk-price").await?;
        look(&mut found, visit, "a product").await?;
        visit.tap("dialog[open] .sheet-head .icon-button").await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        for (tab, page) in [(2, "the comments"), (3, "the tools")] {
            visit.tap(&format!(".desk-tab:nth-child({tab})")).await?;
            look(&mut found, visit, page).await?;
        }
        visit.open("/desk").await?;
        visit.element(".desk-room").await?;
        look(&mut found, visit, "the rooms of a host").await?;
        found.nothing()
    })
}

/// Looks in both colours, where the browser can be asked for them.
async fn look(found: &mut Found, visit: &Visit, page: &str) -> Result<()> {
    if visit.browser.engine() == Engine::Chromium {
        return found.look(visit, page).await;
    }
    let said = visit.axe().await?;
    ensure!(said.is_empty(), "{page}: {said:#?}");
    Ok(())
}
