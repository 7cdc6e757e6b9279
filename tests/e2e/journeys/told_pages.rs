//! Whatever changes in the shop is on every open page that shows it within two seconds of the write.
//!
//! The writes are made beside the server, as by its command line: of these it hears last.

use anyhow::{Context, Result, bail};
use picklive_e2e::{Deal, Look, Shop, Visit, journey_with, now};
use serde_json::json;

use crate::{buying, clock};

/// By when it is on the page, in milliseconds.
const SOON: f64 = 2_000.0;
/// A busy machine may be late by itself: one of so many tries is in time.
const TRIES: usize = 3;
/// Says when the page is being told.
const STREAMS: &str = "{
    const fetch = window.fetch;
    window.fetch = async (url, init) => {
        const answer = await fetch(url, init);
        if (init?.headers?.get?.('accept') === 'text/event-stream') window.streams = true;
        return answer;
    };
}";

const TODAY: &str = "/";
const DEALS: &str = "/deals";
const PRODUCT: &str = "/products/essay-books";
const SEARCH: &str = "/search?q=%E6%95%A3%E6%96%87";
const CART: &str = "/cart";
const CHECKOUT: &str = buying::BOOKS;
/// The only variant of the books.
const VARIANT: &str = "essay-books-0";
const HOUR: i64 = 3_600_000;

/// A state of the shop: what makes it, and what is then read. Making it gives the moment of the commit, or one
/// before.
type State<'a> = (&'a dyn Fn(&Shop) -> Result<i64>, &'a str);

/// What is read in an element, as an expression.
fn text(css: &str) -> String {
    format!("document.querySelector('{css}')?.innerText")
}

/// Opens a page that is told of what happens.
async fn opens(visit: &Visit, path: &str) -> Result<()> {
    visit.open(path).await?;
    visit.wait("a stream", "window.streams === true").await
}

/// From one state of the shop to another: how soon `read` on the page goes along.
async fn is_soon(
    visit: &Visit,
    what: &str,
    read: &str,
    from: State<'_>,
    to: State<'_>,
) -> Result<()> {
    let mut late = Vec::new();
    for nth in 0..TRIES {
        from.0(&visit.shop)?;
        let there = |text: &str| format!("({read} ?? '').includes({})", json!(text));
        visit.wait(&format!("{what}: {}", from.1), &there(from.1)).await?;
        let name = format!("{what} {nth}");
        visit.watch(&name, read).await?;
        let at = to.0(&visit.shop)?;
        visit.wait(&format!("{what}: {}", to.1), &there(to.1)).await?;
        let moments = visit.moments(&name).await?;
        let seen = moments.iter().find(|moment| moment.what.contains(to.1));
        let took = seen.with_context(|| format!("{what}: {moments:?}"))?.at - at as f64;
        if took <= SOON {
            eprintln!("{what}: {took:.0} ms");
            return Ok(());
        }
        late.push(took);
    }
    bail!("{what}: only after {late:?} ms")
}

/// Walks with the books at their everyday price, in the cart and on today's page.
fn with_books(walk: impl AsyncFnOnce(&mut Visit) -> Result<()>) -> Result<()> {
    journey_with(Look::with(STREAMS), async |visit| {
        visit.shop.everyday_prices()?;
        visit.shop.edition("一摞书", &[("essay-books", "慢慢读。")]).await?;
        visit.open("/account").await?;
        let cart = "localStorage.setItem('picklive.cart', JSON.stringify([
            { product: 'essay-books', variant: 'essay-books-0', quantity: 1 }]))";
        visit.value(cart).await?;
        walk(visit).await
    })
}

fn price(shop: &Shop, price: i64) -> Result<i64> {
    let at = now()?;
    shop.price(VARIANT, price)?;
    Ok(at)
}

fn stock(shop: &Shop, left: i64) -> Result<i64> {
    let at = now()?;
    shop.stock(VARIANT, left)?;
    Ok(at)
}

#[test]
fn another_price_is_on_every_page_within_two_seconds() -> Result<()> {
    with_books(async |visit| {
        let pages = [
            (TODAY, ".pick .pick-price"),
            (PRODUCT, ".product-price .price-now"),
            (SEARCH, ".found-price"),
            (CART, ".cart .pay-bar"),
            (CHECKOUT, ".checkout .lines"),
        ];
        for (path, css) in pages {
            opens(visit, path).await?;
            let (from, to) = (|shop: &Shop| price(shop, 12_800), |shop: &Shop| price(shop, 11_100));
            let what = format!("a price on {path}");
            is_soon(visit, &what, &text(css), (&from, "¥128"), (&to, "¥111")).await?;
        }
        Ok(())
    })
}

/// The deal of the books.
const DEAL: Deal =
    Deal { product: "essay-books", variant: VARIANT, price: 9_900, quota: 90, limit: None };

#[test]
fn what_is_left_is_on_every_page_within_two_seconds() -> Result<()> {
    with_books(async |visit| {
        let pages = [
            (TODAY, ".pick"),
            (SEARCH, ".found-row"),
            (CART, ".cart-line"),
            (CHECKOUT, ".checkout"),
        ];
        let (some, none) = (|shop: &Shop| stock(shop, 40), |shop: &Shop| stock(shop, 0));
        for (path, css) in pages {
            opens(visit, path).await?;
            let read = format!("(({})?.includes('售完') ? '没货' : '有货')", text(css));
            let what = format!("that nothing is left, on {path}");
            is_soon(visit, &what, &read, (&some, "有货"), (&none, "没货")).await?;
            let what = format!("that something is left, on {path}");
            is_soon(visit, &what, &read, (&none, "没货"), (&some, "有货")).await?;
        }
        opens(visit, PRODUCT).await?;
        let (few, facts) = (|shop: &Shop| stock(shop, 3), text(".product-facts"));
        is_soon(visit, "stock of a product", &facts, (&some, "40"), (&few, "只剩 3")).await?;

        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at - HOUR, at + HOUR, DEAL)?;
        opens(visit, DEALS).await?;
        let left = text(".deal-left-box");
        is_soon(visit, "stock of a deal", &left, (&some, "剩 40 / 90"), (&few, "剩 3 / 90"))
            .await?;
        let quota = |shop: &Shop| {
            let at = now()?;
            shop.deal_left(2)?;
            Ok(at)
        };
        is_soon(visit, "quota of a deal", &left, (&some, "剩 40 / 90"), (&quota, "剩 2 / 90")).await
    })
}

/// The drop opens, or opened, so long after now.
fn opens_in(shop: &Shop, after: i64) -> Result<i64> {
    let at = now()?;
    shop.drop_moves(at + after, at + 3 * HOUR)?;
    Ok(at)
}

#[test]
fn a_drop_that_is_moved_opens_and_closes_on_every_page_within_two_seconds() -> Result<()> {
    with_books(async |visit| {
        let button =
            "(document.querySelector('.deal-act button')?.disabled === false ? '开' : '关')";
        let pages = [
            (DEALS, button.to_owned(), "关", "开"),
            (TODAY, text(".drop-line"), "限时开抢", "限时进行中"),
            (TODAY, text(".pick .pick-price"), "¥128", "¥99"),
            (PRODUCT, text(".product-price .price-now"), "¥128", "¥99"),
            (SEARCH, text(".found-price"), "¥128", "¥99"),
            (CART, text(".cart .pay-bar"), "¥128", "¥99"),
            (CHECKOUT, text(".checkout .lines"), "¥128", "¥99"),
        ];
        let at = now()?;
        visit.shop.only_drop(clock::TITLE, at + HOUR, at + 3 * HOUR, DEAL)?;
        let (shut, open) =
            (|shop: &Shop| opens_in(shop, HOUR), |shop: &Shop| opens_in(shop, -1_000));
        for (path, read, before, after) in pages {
            opens(visit, path).await?;
            let (shut, open): (State<'_>, State<'_>) = ((&shut, before), (&open, after));
            is_soon(visit, &format!("a drop that opens, on {path}"), &read, shut, open).await?;
            is_soon(visit, &format!("a drop that is put off, on {path}"), &read, open, shut)
                .await?;
        }
        Ok(())
    })
}

#[test]
fn an_edition_is_on_todays_page_within_two_seconds() -> Result<()> {
    with_books(async |visit| {
        let shown = visit.shop.get("/v1/editions/today").await?.json()?;
        let date = shown["date"].as_str().context("no edition is shown")?;
        let titled = |shop: &Shop, title: &str| {
            let pick = ["--pick", "essay-books", "--note", "慢慢读。"];
            let words = ["import", "edition", "--date", date, "--title", title, "--replace"];
            shop.run(&[&words[..], &pick].concat())?;
            // It ends right after its commit.
            now()
        };
        opens(visit, TODAY).await?;
        let (one, other) =
            (|shop: &Shop| titled(shop, "一摞书"), |shop: &Shop| titled(shop, "几本书"));
        let title = text("h1");
        is_soon(visit, "an edition's title", &title, (&one, "一摞书"), (&other, "几本书")).await?;

        let comes = |shop: &Shop, after: i64| {
            let at = (now()? + after) / 1_000 * 1_000;
            shop.last_edition("新的一期", at)?;
            Ok(at)
        };
        let later = |shop: &Shop| comes(shop, 48 * HOUR);
        let by_hand = |shop: &Shop| {
            let at = now()?;
            comes(shop, 0)?;
            Ok(at)
        };
        let by_clock = |shop: &Shop| comes(shop, 6_000);
        let (before, then) = ((&later as _, "几本书"), "新的一期");
        is_soon(visit, "an edition published by hand", &title, before, (&by_hand, then)).await?;
        is_soon(visit, "an edition published at its hour", &title, before, (&by_clock, then)).await
    })
}
