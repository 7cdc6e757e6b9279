//! The app on a plain file host: with our server for questions only on another port, and with nothing behind
//! it but files of the core.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, Way, journey_by};
use serde_json::{Value, json};

use crate::{buying, limited};

const BOOKS: &str = "/products/essay-books";
/// Notes how the API is asked: with whose name and whether with cookies.
pub const NOTED: &str = "window.calls = [];
    const usual = window.fetch;
    window.fetch = (url, init) => {
        if (String(url).includes('/v1/')) window.calls.push({
            url: String(url), credentials: init?.credentials ?? '',
            bearer: init?.headers?.get?.('authorization') ?? '',
            secret: init?.headers?.get?.('picklive-order-secret') ?? '',
        });
        return usual(url, init);
    };";

/// Nothing was left behind that is sent by itself, by no host.
pub async fn no_cookies(visit: &Visit) -> Result<()> {
    ensure!(visit.value("document.cookie").await? == json!(""), "the page has a cookie");
    let kept = visit.browser.all_cookies().await?;
    ensure!(kept.is_empty(), "the browser has cookies: {kept:?}");
    Ok(())
}

/// Every question since the page was opened went to the API's own port, without cookies.
pub async fn asked_apart(visit: &Visit) -> Result<Vec<Value>> {
    let calls = visit.value("window.calls").await?.as_array().cloned().unwrap_or_default();
    let page = visit.shop.url("/");
    for call in &calls {
        let url = call["url"].as_str().unwrap_or_default();
        ensure!(url.starts_with("http://") && !url.starts_with(&page), "{url} is the page's host");
        ensure!(call["credentials"] == json!("omit"), "{url} was asked for with cookies");
    }
    ensure!(!calls.is_empty(), "nothing was asked for");
    Ok(calls)
}

#[test]
fn across_origins_one_reads_signs_in_buys_and_signs_out() -> Result<()> {
    journey_by(Way::Apart, Look::with(NOTED), async |visit| {
        visit.shop.everyday_prices()?;
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        visit.wait("a picture", "document.querySelector('.pick img')?.naturalWidth > 0").await?;
        visit.tap(".tabs a[href='/deals']").await?;
        visit.element(".deal").await?;

        visit.tap(".tabs a[href='/account']").await?;
        visit.tap(".account-who .button").await?;
        limited::verify(visit).await?;
        visit.sees(".account-who", "退出").await?;
        no_cookies(visit).await?;

        visit.open(BOOKS).await?;
        visit.tap(".buy-bar .button").await?;
        visit.tap("dialog[open] .sheet-foot button:first-child").await?;
        visit.sees(".toast", "已加入购物车").await?;
        visit.tap(".tabs a[href='/cart']").await?;
        visit.sees(".cart .pay-bar button", "去结算").await?;
        visit.tap(".cart .pay-bar button").await?;
        visit.arrives("/buy").await?;
        buying::place_and_pay(visit).await?;
        let bought = "state = 'paid' AND person_id IS NOT NULL";
        ensure!(visit.shop.count("orders", bought)? == 1, "the person has bought it");
        let calls = asked_apart(visit).await?;
        let named =
            |call: &Value| call["bearer"].as_str().is_some_and(|it| it.starts_with("Bearer "));
        ensure!(calls.iter().all(named), "the person is named in every question: {calls:?}");

        // The token lives as long as the tab.
        visit.value("localStorage.removeItem('picklive.orders')").await?;
        visit.open("/orders").await?;
        visit.sees(".order-row", "散文").await?;
        no_cookies(visit).await?;
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        visit.sees(".account-who", "还没有验证").await?;
        let kept = visit.value("sessionStorage.getItem('picklive.bearer')").await?;
        ensure!(kept == Value::Null, "the token is forgotten");
        visit.open("/orders").await?;
        visit.sees("h1", "还没有订单").await?;
        ensure!(asked_apart(visit).await?.iter().all(|call| call["bearer"] == json!("")));
        no_cookies(visit).await
    })
}

#[test]
fn across_origins_what_changes_is_told_to_open_pages() -> Result<()> {
    journey_by(Way::Apart, Look::default(), async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(BOOKS).await?;
        for price in [12_300, 45_600] {
            visit.shop.all_prices("essay-books", price)?;
            visit.sees(".product .price-now", &format!("{}", price / 100)).await?;
        }
        Ok(())
    })
}

#[test]
fn a_site_that_is_not_allowed_says_so_in_a_sentence() -> Result<()> {
    journey_by(Way::Apart, Look::default(), async |visit| {
        // Another name of the same machine is another origin.
        let page = visit.shop.url("/").replace("127.0.0.1", "localhost");
        visit.browser.web.goto(page).await?;
        visit.started().await?;
        visit.sees(".state[role=alert]", "连不上店铺").await?;
        visit.element(".state[role=alert] button").await?;
        Ok(())
    })
}

/// Writes the core of what our server answers into files, as a shop without a server has it.
pub async fn write_core(visit: &Visit) -> Result<Value> {
    let shop = &visit.shop;
    let mut front = shop.get("/v1/storefront").await?.json()?;
    for part in ["capabilities", "payment_methods", "contact_kinds", "hold_seconds", "shipping"] {
        front.as_object_mut().context("no storefront")?.remove(part);
    }
    shop.put("/v1/storefront", &front.to_string())?;
    let today = shop.get("/v1/editions/today").await?.json()?;
    let mut at = Some(today.clone());
    let mut path = "/v1/editions/today".to_owned();
    while let Some(edition) = at.take() {
        shop.put(&path, &edition.to_string())?;
        let date = edition["date"].as_str().context("no date")?;
        shop.put(&format!("/v1/editions/{date}"), &edition.to_string())?;
        for pick in edition["picks"].as_array().context("no picks")? {
            let id = pick["product"]["id"].as_str().context("no id")?;
            let path = format!("/v1/products/{id}");
            let mut product = shop.get(&path).await?.json()?;
            if id == first(&today)? {
                product["buy_url"] = json!("https://elsewhere.example/buy");
            }
            shop.put(&path, &product.to_string())?;
        }
        // Two editions are enough.
        if path.ends_with("today")
            && let Some(before) = edition["previous"].as_str()
        {
            path = format!("/v1/editions/{before}");
            at = Some(shop.get(&path).await?.json()?);
        }
    }
    shop.names_api("")?;
    Ok(today)
}

/// The first product of an edition.
fn first(edition: &Value) -> Result<&str> {
    edition["picks"][0]["product"]["id"].as_str().context("no pick")
}

/// Nothing on the page that is there leads to buying here.
pub async fn sells_nothing(visit: &Visit) -> Result<()> {
    const WAYS: &str = "[...document.querySelectorAll('a[href]')]
        .filter((it) => it.origin === location.origin).map((it) => it.pathname)
        .filter((it) => /^\\/(buy|cart|orders|deals|search)/.test(it))";
    let ways = visit.value(WAYS).await?;
    ensure!(ways == json!([]), "{} leads to {ways}", visit.path().await?);
    ensure!(!visit.has("dialog").await?, "nothing is chosen to be bought");
    Ok(())
}

#[test]
fn a_folder_of_files_is_a_shop_to_read_in() -> Result<()> {
    journey_by(Way::Apart, Look::default(), async |visit| {
        let today = write_core(visit).await?;
        // From now on there are files and nothing else.
        visit.shop.stop();
        let before = visit.shop.asked().len();
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        ensure!(!visit.text(".pick-price").await?.is_empty(), "prices are shown");
        sells_nothing(visit).await?;
        visit.tap(".pick-link").await?;
        visit.arrives("/products/").await?;
        visit.element(".product h1").await?;
        sells_nothing(visit).await?;
        let link = visit.element(".buy-bar a.button").await?.attr("href").await?;
        ensure!(link.as_deref() == Some("https://elsewhere.example/buy"), "{link:?}");

        let second = today["picks"][1]["product"]["id"].as_str().context("no second pick")?;
        visit.open(&format!("/products/{second}")).await?;
        visit.element(".product h1").await?;
        ensure!(!visit.has(".buy-bar .button").await?, "nothing offers to buy");
        sells_nothing(visit).await?;
        let yesterday = today["previous"].as_str().context("no edition before")?;
        visit.open(&format!("/editions/{yesterday}")).await?;
        visit.element(".pick-title").await?;
        // A file host answers what is not there with the page.
        visit.open("/products/there-is-none").await?;
        visit.sees("h1", "返回的内容有误").await?;
        visit.open("/account").await?;
        visit.element(".account h1").await?;
        ensure!(!visit.has(".account-who").await?, "nobody is asked to sign in");
        sells_nothing(visit).await?;

        // Only the core is asked for, and the time, which no file can tell, less and less often.
        visit.open("/").await?;
        visit.element(".pick-title").await?;
        let asked = |what: &str| {
            let all = visit.shop.asked();
            all.iter().skip(before).filter(|it| it.contains(what)).count()
        };
        let times = asked("/v1/time");
        visit.wait("some seconds", "performance.now() > 8000").await?;
        let more = asked("/v1/time") - times;
        ensure!(more <= 5, "the time was asked for {more} times");
        for none in ["/v1/session", "/v1/drops", "/v1/events", "/v1/quotes", "/v1/orders"] {
            ensure!(asked(none) == 0, "{none} was asked for");
        }
        let said = visit.browser.web.browser_log().await?;
        // Pictures stand beside the API, where there is none now.
        let bad = said.iter().filter(|it| it.level == "SEVERE" && !it.message.contains("/media/"));
        let bad: Vec<_> = bad.map(|it| &it.message).collect();
        ensure!(bad.is_empty(), "the console said {bad:#?}");
        Ok(())
    })
}
