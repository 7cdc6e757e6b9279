//! Plain file hosts are of several kinds: some say 404, some have the shop in a folder.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Way, journey_by};
use serde_json::json;

use crate::{
    apart::{sells_nothing, write_core},
    buying,
};

#[test]
fn where_no_file_is_a_404_the_app_says_that_there_is_no_such_thing() -> Result<()> {
    journey_by(Way::Apart, Look::default(), async |visit| {
        let today = write_core(visit).await?;
        visit.shop.answers_404()?;
        visit.shop.stop();
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        sells_nothing(visit).await?;
        // A day, a product and a page that are not there: each in its own words.
        for (path, says) in [
            ("/products/there-is-none", "页面不存在"),
            ("/editions/2001-01-01", "这一天没有精选"),
            ("/leads/nowhere", "页面不存在"),
        ] {
            visit.open(path).await?;
            visit.sees("h1", says).await?;
            sells_nothing(visit).await?;
        }
        let second = today["picks"][1]["product"]["id"].as_str().context("no second pick")?;
        visit.open(&format!("/products/{second}")).await?;
        visit.element(".product h1").await?;
        Ok(())
    })
}

/// Addresses on this page that are on its host and not in the shop's folder.
const OUTSIDE: &str = "[location.href, ...[...document.querySelectorAll('a[href], link[href], img[src], script[src]')]
        .map((it) => it.href || it.src)]
    .map((it) => new URL(it, document.baseURI))
    .filter((it) => it.origin === location.origin && !it.pathname.startsWith('/shop/'))
    .map(String)";

#[test]
fn in_a_folder_of_a_file_host_one_reads_and_buys_and_stays_inside() -> Result<()> {
    journey_by(Way::ApartBelow, Look::default(), async |visit| {
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        visit.tap(".pick-link").await?;
        visit.arrives("/products/").await?;
        visit.element(".product h1").await?;
        let outside = visit.value(OUTSIDE).await?;
        ensure!(outside == json!([]), "the product leads out: {outside}");
        // Two levels deep, by its link.
        visit.open("/products/essay-books").await?;
        visit.element(".product h1").await?;
        let order = buying::order(visit).await?;
        ensure!(order.starts_with("/shop/orders/"), "{order} is in the folder");
        buying::pay_by(visit, "sandbox_none").await?;
        buying::sees_paid(visit).await?;
        let outside = visit.value(OUTSIDE).await?;
        ensure!(outside == json!([]), "the order leads out: {outside}");
        visit.browser.web.refresh().await?;
        visit.started().await?;
        buying::sees_paid(visit).await?;
        let asked = visit.shop.asked();
        let outside: Vec<_> = asked.iter().filter(|it| !it.contains(" /shop/")).collect();
        ensure!(outside.is_empty(), "asked for elsewhere on the host: {outside:?}");
        let mine = visit.value("localStorage.getItem('picklive/shop/orders') !== null").await?;
        ensure!(mine == json!(true), "what is remembered is this shop's alone");
        Ok(())
    })
}

#[test]
fn in_a_folder_without_a_server_the_files_beside_the_app_are_the_shop() -> Result<()> {
    journey_by(Way::ApartBelow, Look::default(), async |visit| {
        let today = write_core(visit).await?;
        visit.shop.stop();
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        let second = today["picks"][1]["product"]["id"].as_str().context("no second pick")?;
        visit.open(&format!("/products/{second}")).await?;
        visit.element(".product h1").await?;
        let asked = visit.shop.asked();
        ensure!(asked.iter().any(|it| it.contains(&format!(" /shop/v1/products/{second}"))));
        ensure!(asked.iter().all(|it| it.contains(" /shop/")), "asked for elsewhere: {asked:?}");
        Ok(())
    })
}
