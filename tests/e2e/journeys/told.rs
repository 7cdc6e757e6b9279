//! What changes in the shop reaches the open page: told, not asked for.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey, journey_with};
use serde_json::json;

/// A page that asks for nothing by itself while it is looked at.
const PAGE: &str = "/products/linen-dress";
const PRICE: &str = ".product-price .price-now";
/// The first variant of that product.
const VARIANT: &str = "linen-dress-1";

#[test]
pub fn another_price_is_on_the_open_page_at_once() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(PAGE).await?;
        for price in [12_300, 45_600] {
            visit.shop.all_prices("linen-dress", price)?;
            visit.sees(PRICE, &format!("{}", price / 100)).await?;
        }
        Ok(())
    })
}

#[test]
pub fn what_changed_while_the_server_was_away_is_told_when_it_is_back() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(PAGE).await?;
        visit.shop.all_prices("linen-dress", 12_300)?;
        visit.sees(PRICE, "123").await?;
        visit.shop.stop();
        visit.shop.all_prices("linen-dress", 45_600)?;
        visit.shop.start().await?;
        visit.sees(PRICE, "456").await
    })
}

/// Answers the app's streams by `ANSWER` and counts them.
const STREAMS: &str = "{
    const fetch = window.fetch;
    window.streams = 0;
    window.fetch = (url, init) => {
        if (init?.headers?.get?.('accept') !== 'text/event-stream') return fetch(url, init);
        window.streams += 1;
        ANSWER
    };
}";

/// A proxy that wants the whole answer before it passes it on: it holds back its headers, too.
const NEVER: &str = "return new Promise((_, failed) => {
    init.signal.addEventListener('abort', () => failed(init.signal.reason));
});";

/// One that passes on the headers and holds back the rest.
const HEADERS_ONLY: &str = "const headers = { 'content-type': 'text/event-stream' };
    return Promise.resolve(new Response(new ReadableStream({}), { headers }));";

#[test]
fn where_streams_are_held_back_the_page_asks_instead() -> Result<()> {
    asks_instead(NEVER)
}

#[test]
fn where_only_the_headers_of_a_stream_come_through_the_page_asks_instead() -> Result<()> {
    asks_instead(HEADERS_ONLY)
}

fn asks_instead(answer: &str) -> Result<()> {
    let held_back = STREAMS.replace("ANSWER", answer);
    journey_with(Look::with(&held_back), async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(PAGE).await?;
        visit.wait("a stream", "window.streams === 1").await?;
        visit.shop.all_prices("linen-dress", 12_300)?;
        visit.sees(PRICE, "123").await?;
        visit.shop.all_prices("linen-dress", 45_600)?;
        visit.sees(PRICE, "456").await?;
        ensure!(
            visit.value("window.streams").await? == json!(1),
            "it does not try again and again"
        );
        Ok(())
    })
}

#[test]
fn a_gateway_that_finds_nothing_for_a_while_does_not_end_the_telling() -> Result<()> {
    let gateway = STREAMS.replace(
        "ANSWER",
        "if (window.streams > 2) return fetch(url, init);
        const headers = { 'content-type': 'text/html' };
        return Promise.resolve(new Response('<h1>404</h1>', { status: 404, headers }));",
    );
    journey_with(Look::with(&gateway), async |visit| {
        visit.shop.everyday_prices()?;
        visit.open(PAGE).await?;
        visit.shop.all_prices("linen-dress", 12_300)?;
        visit.sees(PRICE, "123").await?;
        ensure!(visit.value("window.streams >= 3").await? == json!(true), "it was asked again");
        Ok(())
    })
}

#[test]
fn a_hidden_page_has_no_connection_and_one_that_is_seen_again_has_one() -> Result<()> {
    let counted = "{
        const fetch = window.fetch;
        window.open_streams = 0;
        window.fetch = (url, init) => {
            if (init?.headers?.get?.('accept') === 'text/event-stream') {
                window.open_streams += 1;
                init.signal.addEventListener('abort', () => { window.open_streams -= 1; });
            }
            return fetch(url, init);
        };
    }";
    journey_with(Look::with(counted), async |visit| {
        visit.open(PAGE).await?;
        visit.wait("a stream", "window.open_streams === 1").await?;
        let look = |state: &str| {
            format!(
                "(() => {{
                    Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }});
                    document.dispatchEvent(new Event('visibilitychange', {{ bubbles: true }}));
                }})()"
            )
        };
        visit.value(&look("hidden")).await?;
        visit.wait("no stream", "window.open_streams === 0").await?;
        visit.value(&look("visible")).await?;
        visit.wait("a stream again", "window.open_streams === 1").await
    })
}

#[test]
fn the_cart_says_that_something_in_it_is_gone() -> Result<()> {
    journey(async |visit| {
        visit.shop.everyday_prices()?;
        visit.open("/products/stoneware-bowl").await?;
        visit.value(&format!(
            "localStorage.setItem('picklive.cart', JSON.stringify([{{ product: 'linen-dress', variant: '{VARIANT}', quantity: 1 }}]))"
        ))
        .await?;
        visit.open("/cart").await?;
        visit.element(".cart-line").await?;
        visit.shop.stock(VARIANT, 0)?;
        visit.sees(".cart-line", "已经售完").await
    })
}
