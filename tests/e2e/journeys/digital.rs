//! What is no parcel: a course's text and a voucher's codes are for who has paid, and for nobody before.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::{Value, json};

use crate::buying::{self, PLACE};

/// Checkout of a course.
pub const COURSE: &str = "/buy?product=course-tea&variant=course-tea-0&quantity=1";
/// Checkout of two vouchers.
pub const VOUCHERS: &str = "/buy?product=voucher-breakfast&variant=voucher-breakfast-0&quantity=2";
/// Words that stand in the course's text and nowhere else.
const INSIDE: &str = "演示-九十度";
const GIVEN: &str = ".given";

/// Places an order of what is sent nowhere; gives its path.
async fn places(visit: &Visit, path: &str) -> Result<String> {
    visit.open(path).await?;
    visit.fill("#buy-email", "lin@example.com").await?;
    ensure!(!visit.has("#buy-street").await?, "nothing is sent anywhere");
    visit.tap(PLACE).await?;
    buying::placed(visit).await
}

/// What the shop answers to whoever has the key of the order that is shown, as text.
async fn answered(visit: &Visit) -> Result<String> {
    let ask = "const id = location.pathname.split('/').pop();
        const known = JSON.parse(localStorage.getItem('picklive.orders')).find((it) => it.id === id);
        const headers = { 'picklive-order-secret': known.secret };
        const answer = await fetch(`/v1/orders/${id}`, { headers });
        return answer.ok ? await answer.text() : `status ${answer.status}`;";
    Ok(visit.answer(ask).await?.as_str().context("no text")?.to_owned())
}

/// Neither the page, nor what it is made of, nor what this browser keeps has any of this in it.
async fn is_nowhere(visit: &Visit, words: &[&str]) -> Result<()> {
    ensure!(!visit.has(GIVEN).await?, "something was given");
    let page = "document.documentElement.outerHTML
        + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })";
    let (page, answer) = (visit.value(page).await?, answered(visit).await?);
    ensure!(answer.contains("awaiting_payment"), "it is asked for as its buyer: {answer}");
    for word in words {
        ensure!(!page.as_str().unwrap_or_default().contains(word), "{word} is on the page");
        ensure!(!answer.contains(word), "{word} is in the answer");
    }
    Ok(())
}

#[test]
fn a_course_is_told_once_it_is_paid_and_not_before() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        let order = places(visit, COURSE).await?;
        is_nowhere(visit, &[INSIDE, "learn.dawn-window.example"]).await?;
        // Nor on the product's own page, or to who asks for it without the app.
        let product = visit.shop.get("/v1/products/course-tea").await?;
        ensure!(product.status == 200 && !product.text.contains(INSIDE), "the product tells it");

        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        visit.sees(GIVEN, INSIDE).await?;
        let link = visit.value("document.querySelector('.given a')?.href").await?;
        ensure!(link == json!("https://learn.dawn-window.example/tea"), "{link}");
        visit.open(&order).await?;
        visit.sees(GIVEN, "每课准备同一种茶").await?;
        // Who does not have the order's key is told nothing of it.
        visit.value("localStorage.clear()").await?;
        visit.open(&order).await?;
        visit.sees("main", "没有找到").await?;
        ensure!(!visit.has(GIVEN).await?, "nothing is given");
        Ok(())
    })
}

#[test]
fn a_voucher_s_codes_are_made_and_told_once_it_is_paid_one_a_unit() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        let order = places(visit, VOUCHERS).await?;
        is_nowhere(visit, &["BKF"]).await?;
        ensure!(visit.shop.count("voucher_codes", "1")? == 0, "there are none yet");

        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        visit.sees(".codes", "BKF").await?;
        ensure!(visit.shop.count("voucher_codes", "1")? == 2, "two were bought");
        let shown = "[...document.querySelectorAll('.codes code')].map((it) => it.textContent)";
        let shown: Value = visit.value(shown).await?;
        let shown: Vec<_> =
            shown.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ensure!(shown.len() == 2 && shown[0] != shown[1], "{shown:?}");
        for code in &shown {
            let kept = visit.shop.count("voucher_codes", &format!("code = '{code}'"))?;
            ensure!(kept == 1, "the shop does not know {code}");
        }
        visit.open(&order).await?;
        visit.sees(".codes", shown[0]).await
    })
}

#[test]
fn an_order_that_lapsed_unpaid_tells_nothing_either() -> Result<()> {
    journey(async |visit| {
        let order = places(visit, COURSE).await?;
        visit.shop.holds_lapse().await?;
        visit.open(&order).await?;
        visit.sees("main", "已过期").await?;
        ensure!(!visit.has(GIVEN).await? && !answered(visit).await?.contains(INSIDE));
        Ok(())
    })
}
