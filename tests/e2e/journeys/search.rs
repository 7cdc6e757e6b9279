//! Finding something in the shop.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

#[test]
fn what_is_typed_is_found_and_can_be_come_back_to() -> Result<()> {
    journey(async |visit| {
        visit.open("/").await?;
        visit.tap("a[href='/search']").await?;
        visit.arrives("/search").await?;
        visit.element(".found-row").await?;
        visit.fill("#search-text", "亚麻裙").await?;
        visit.sees(".found-row", "亚麻").await?;
        visit
            .wait("the address", "location.search === '?q=' + encodeURIComponent('亚麻裙')")
            .await?;
        visit.tap(".found-row").await?;
        visit.arrives("/products/linen-dress").await?;
        visit.value("history.back()").await?;
        visit.sees(".found-row", "亚麻").await?;
        ensure!(
            visit.value("document.querySelector('#search-text').value").await? == json!("亚麻裙")
        );
        // It is remembered for the next time.
        visit.open("/search").await?;
        visit.sees(".chip", "亚麻裙").await?;
        visit.tap(".chip").await?;
        visit.wait("what was found", "document.querySelectorAll('.found-row').length === 1").await
    })
}

#[test]
fn when_nothing_is_found_the_page_says_what_to_do() -> Result<()> {
    journey(async |visit| {
        visit.open("/search?q=zzzzzz").await?;
        visit.sees("main", "没有找到“zzzzzz”").await?;
        visit.sees("main a", "看看今天的精选").await?;
        // What was typed stays when the line is gone, and is searched when it is back.
        visit.browser.online(false).await?;
        visit.fill("#search-text", "茶").await?;
        visit.sees("main", "网络").await?;
        visit.browser.online(true).await?;
        visit.sees(".found-row", "茶").await
    })
}
