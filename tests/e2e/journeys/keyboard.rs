//! By keyboard alone: Tab, Enter, Space and the arrow keys.

use anyhow::{Result, bail, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;
use thirtyfour::prelude::Key;

use crate::buying::{self, PAY, PLACE};

#[test]
pub fn from_todays_page_to_a_paid_order_by_keyboard() -> Result<()> {
    journey(async |visit| {
        let picks = [("stoneware-bowl", "碗底有一圈指痕。"), ("linen-dress", "不用熨。")];
        visit.shop.edition("不用鼠标", &picks).await?;
        visit.open("/").await?;
        visit.tab_to(".pick-link[href='/products/linen-dress']").await?;
        visit.press(Key::Enter).await?;
        visit.wait("focus on the heading", "document.activeElement?.tagName === 'H1'").await?;
        choose_dress(visit).await?;
        fill_in(visit).await?;
        // While the price is on its way there is no button to be led to.
        visit
            .wait("a price", &format!("document.querySelector({PLACE:?})?.disabled === false"))
            .await?;
        visit.tab_to(PLACE).await?;
        visit.press(Key::Enter).await?;
        buying::placed(visit).await?;
        choose_wallet(visit).await?;
        visit.tab_to(PAY).await?;
        visit.press(Key::Enter).await?;
        buying::sees_paid(visit).await?;
        let bought = "variant_id = 'linen-dress-1' AND quantity = 2";
        ensure!(visit.shop.count("order_lines", bought)? == 1, "two of oat, M");
        ensure!(visit.shop.count("orders", "state = 'paid'")? == 1, "the order is paid");
        Ok(())
    })
}

/// Opens the sheet, leaves it, opens it again, chooses a colour, a size and two of them.
async fn choose_dress(visit: &Visit) -> Result<()> {
    let (buy, open) = (".buy-bar button.button", "dialog[open]");
    visit.tab_to(buy).await?;
    visit.press(Key::Space).await?;
    visit.element(open).await?;
    visit.press(Key::Escape).await?;
    // A closed dialog tells its page a little later; then what was in it is taken away.
    visit.wait("no sheet", "!document.querySelector('dialog[open], dialog .variant')").await?;
    ensure!(visit.is_at(buy).await?, "the focus is back where it was");
    visit.press(Key::Enter).await?;
    visit.element(open).await?;
    // The first press chooses, an arrow goes on to the next.
    visit.tab_to("#axis-0 input").await?;
    visit.press(Key::Space).await?;
    visit.tab_to("#axis-1 input").await?;
    visit.press(Key::Space).await?;
    visit.press(Key::Right).await?;
    visit.sees("dialog[open] .variant-head", "燕麦").await?;
    visit.sees("dialog[open] .variant-head", "M").await?;
    visit.tab_to("dialog[open] .stepper button:last-child").await?;
    visit.press(Key::Space).await?;
    visit.sees("dialog[open] .stepper output", "2").await?;
    visit.tab_to("dialog[open] .sheet-foot button:last-child").await?;
    visit.press(Key::Enter).await?;
    visit.wait("checkout", "location.pathname === '/buy'").await
}

async fn fill_in(visit: &Visit) -> Result<()> {
    visit.type_into("#buy-name", "林晓").await?;
    visit.type_into("#buy-phone", "13800138000").await?;
    visit.tab_to("#buy-province").await?;
    visit.press(Key::Down).await?;
    visit.wait("a province", "document.querySelector('#buy-province').value !== ''").await?;
    visit.type_into("#buy-city", "北京市").await?;
    visit.type_into("#buy-district", "东城区").await?;
    visit.type_into("#buy-street", "清晨路 7 号").await
}

/// Goes through the ways to pay with the arrow keys, to the wallet.
async fn choose_wallet(visit: &Visit) -> Result<()> {
    visit.tab_to(".methods input:checked").await?;
    for _ in 0..8 {
        let chosen = visit.value("document.querySelector('.methods input:checked').value").await?;
        if chosen == json!("sandbox_none") {
            return Ok(());
        }
        visit.press(Key::Down).await?;
    }
    bail!("the arrow keys do not lead to the wallet")
}

/// The link was followed: as a fragment, or by focus.
const AT_MAIN: &str =
    "location.hash === '#main' || document.activeElement?.matches('#main, #main *')";

#[test]
fn the_skip_link_leads_to_the_content_of_the_same_page() -> Result<()> {
    journey(async |visit| {
        for path in ["/deals", "/products/linen-dress", "/"] {
            visit.open(path).await?;
            visit.element("#main h1").await?;
            visit.value("window.stayed = true").await?;
            visit.press(Key::Tab).await?;
            ensure!(visit.is_at(".skip").await?, "{path}: it is the first thing that Tab leads to");
            visit.press(Key::Enter).await?;
            visit.wait(&format!("the content of {path}"), AT_MAIN).await?;
            ensure!(visit.path().await? == path, "{path}: it led to {}", visit.path().await?);
            ensure!(visit.value("window.stayed ?? null").await? == json!(true), "{path} was left");
            visit.press(Key::Tab).await?;
            let inside = "document.querySelector('#main').contains(document.activeElement)";
            ensure!(
                visit.value(inside).await? == json!(true),
                "{path}: Tab goes on in the content"
            );
        }
        Ok(())
    })
}
