//! A lucky bag of a room: dropped by the host, entered by who signs in for it, drawn by the shop, and computed again by
//! anybody's browser.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey, journey_with};
use serde_json::{Value, json};

use crate::{
    rooms::{ID, enter, mark, moves},
    rooms_caller::Caller,
};

/// The bag over the picture, and in its sheet.
const CHIP: &str = ".room-lucky";
const ROW: &str = "dialog[open] .room-ticket";
/// Changes one digit of the list on its way to a page that was told to lie.
const LIES: &str = "const usual = window.fetch;
window.fetch = async (request, init) => {
  const answer = await usual(request, init);
  const lists = new URL(request.url ?? request, location).pathname.endsWith('/entries');
  if (!lists || sessionStorage.lies !== '1') return answer;
  const list = await answer.json();
  list.items[0].nonce = list.items[0].nonce.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  return new Response(JSON.stringify(list), { status: answer.status, headers: answer.headers });
};";

/// What the host drops.
pub fn bag(seconds: u32) -> Value {
    let cny = |amount: i64| json!({ "amount": amount, "currency": "CNY" });
    json!({
        "kind": "bag", "text": "早茶福袋", "off": cny(500), "minimum": cny(3_000), "quota": 1,
        "seconds": seconds, "for": "everyone",
    })
}

/// What the page on which it is checked has found.
async fn finds(visit: &Visit, verdict: &str, wrong: usize) -> Result<()> {
    visit.sees(".recheck .result", verdict).await?;
    let parts = "({ all: document.querySelectorAll('.recheck-part').length,
        wrong: document.querySelectorAll('.recheck-wrong').length })";
    let parts = visit.value(parts).await?;
    ensure!(parts == json!({ "all": 6, "wrong": wrong }), "{parts}");
    Ok(())
}

#[test]
pub fn a_bag_is_entered_drawn_and_the_draw_is_computed_again() -> Result<()> {
    journey_with(Look::with(LIES), async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        ensure!(!visit.has(CHIP).await?, "there is none yet");
        host.act(bag(600)).await?;
        visit.sees(CHIP, "抽 1 人").await?;
        visit.tap(CHIP).await?;
        visit.sees(ROW, "减 ¥5，满 ¥30 可用").await?;
        visit.sees(ROW, "0 人参加，抽 1 人").await?;
        let hash = visit.text(&format!("{ROW} code")).await?;
        ensure!(hash.len() == 64, "the seed's fingerprint is told before: {hash}");

        // It is for people: who taps it signs in, and then is in.
        visit.tap(&format!("{ROW} button.button")).await?;
        visit.fill("#verify-contact", "13900139000").await?;
        visit.tap("dialog[open] button[type=submit]").await?;
        visit.tap("dialog[open] .note-bar .link").await?;
        visit.sees(ROW, "你是 1 号").await?;
        visit.sees(ROW, "1 人参加，抽 1 人").await?;
        ensure!(visit.axe().await?.is_empty(), "{:#?}", visit.axe().await?);

        // The only one in it wins: the coupon is theirs.
        visit.shop.bags_close()?;
        visit.sees(ROW, "你中了！减 ¥5 的券归你了").await?;
        visit.sees(CHIP, "你中了").await?;
        visit.shop.comes_to("coupon_claims", "order_id IS NULL", 1).await?;

        // The draw is looked at while the room goes on in its corner.
        visit.tap(&format!("{ROW} .lucky-check")).await?;
        visit.arrives("/live/morning-tea/bags/").await?;
        let led = "document.activeElement?.matches('h1:not(.room-corner *)')";
        visit.wait("the focus on the new page's heading", led).await?;
        finds(visit, "核对一致", 0).await?;
        visit.sees(".recheck-told", &hash).await?;
        let same = "document.querySelector('video')?.e2e !== undefined";
        ensure!(visit.value(same).await? == json!(true), "the picture goes on");
        ensure!(visit.axe().await?.is_empty(), "{:#?}", visit.axe().await?);

        // A list in which one digit is another is not the list: neither its digest nor one's own number is right.
        visit.script("sessionStorage.lies = '1'", &[]).await?;
        visit.browser.web.refresh().await?;
        visit.started().await?;
        visit.sees(".recheck .result", "核对不一致").await?;
        let wrong = "document.querySelectorAll('.recheck-wrong').length >= 2";
        ensure!(visit.value(wrong).await? == json!(true), "it is said what does not agree");
        visit.script("sessionStorage.lies = '0'", &[]).await?;
        visit.browser.web.refresh().await?;
        visit.started().await?;
        finds(visit, "核对一致", 0).await
    })
}

#[test]
fn the_host_drops_a_bag_in_the_console_and_sees_who_is_in_and_who_has_won() -> Result<()> {
    journey(async |visit| {
        visit.browser.web.goto(visit.shop.url("/desk/live/morning-tea")).await?;
        visit.tap(".state .button").await?;
        visit.tap("dialog[open] .choices .chip:last-child").await?;
        visit.fill("#verify-contact", "host@dawn-window.example").await?;
        visit.tap("dialog[open] button[type=submit]").await?;
        visit.tap("dialog[open] .note-bar .link").await?;
        visit.tap(".desk-tabs button:last-child").await?;
        visit.fill("#desk-bag-title", "早茶福袋").await?;
        visit.fill("#desk-bag-off", "5").await?;
        visit.fill("#desk-bag-from", "30").await?;
        visit.fill("#desk-bag-minutes", "1").await?;
        visit.sees(".desk-form", "发福袋：1 人各减 ¥5（满 ¥30），1 分钟").await?;
        let drop = "[...document.querySelectorAll('.desk-form button')]
            .find((it) => it.textContent.includes('ASKS')).click()";
        visit.script(&drop.replace("ASKS", "发福袋"), &[]).await?;
        visit.sees(".desk-form .desk-armed", "再点一次发出").await?;
        // A second tap that comes too soon belongs to the first.
        visit.script("window.armed = performance.now()", &[]).await?;
        visit.wait("a tap that counts", "performance.now() - window.armed > 500").await?;
        visit.script("document.querySelector('.desk-armed').click()", &[]).await?;
        visit.sees(".desk-deal", "早茶福袋：0 人参加，抽 1 人").await?;
        let viewer = Caller::person(&visit.shop, ID, "lin@example.com").await?;
        let room = viewer.room().await?;
        let bag = room["bags"][0]["id"].as_str().unwrap_or_default().to_owned();
        viewer.enters(&bag, "9f2c61d07b3a4e18", "林小满").await?;
        visit.sees(".desk-deal", "早茶福袋：1 人参加，抽 1 人").await?;
        visit.shop.bags_close()?;
        visit.sees(".desk-deal", "已开奖，1 人参加：1 号 林**").await
    })
}
