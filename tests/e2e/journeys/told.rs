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
fn another_price_is_on_the_open_page_at_once() -> Result<()> {
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
fn what_changed_while_the_server_was_away_is_told_when_it_is_back() -> Result<()> {
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

#[test]
fn where_streams_are_held_back_the_page_asks_instead() -> Result<()> {
    // What a proxy does that wants the whole answer before it passes it on.
    let held_back = "{
        const fetch = window.fetch;
        window.streams = 0;
        window.fetch = (url, init) => {
            if (init?.headers?.get?.('accept') !== 'text/event-stream') return fetch(url, init);
            window.streams += 1;
            const headers = { 'content-type': 'text/event-stream' };
            return Promise.resolve(new Response(new ReadableStream({}), { headers }));
        };
    }";
    journey_with(Look::with(held_back), async |visit| {
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
