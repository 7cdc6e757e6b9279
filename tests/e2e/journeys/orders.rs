//! The list of orders of somebody who has bought a lot.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey_with};
use serde_json::json;

use crate::{after::sign_in, buying, fresh::LOOKED_AT, merchant};

/// How many rows are drawn.
const ROWS: &str = "document.querySelectorAll('.order-row').length";
/// The button for older ones.
const OLDER: &str = ".more button";

/// Counts the pages of the list that were read to their end.
const COUNTED: &str = "const usual = window.fetch;
    window.lists = 0;
    window.fetch = async (...ask) => {
        const answer = await usual(...ask);
        if (!/\\/v1\\/orders([?]|$)/.test(String(ask[0])) || ask[1]?.method === 'POST') return answer;
        const text = await answer.text();
        setTimeout(() => { window.lists += 1; });
        return new Response(text, { status: answer.status, headers: answer.headers });
    };";

#[test]
fn older_orders_are_a_tap_away_and_stay_when_one_looks_again() -> Result<()> {
    journey_with(Look::with(COUNTED), async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.orders_before(44)?;
        visit.open("/orders").await?;
        visit.wait("the newest", &format!("{ROWS} === 20")).await?;
        visit.tap(OLDER).await?;
        visit.wait("the ones before", &format!("{ROWS} === 40")).await?;
        visit.tap(OLDER).await?;
        visit.wait("all", &format!("{ROWS} === 45")).await?;
        visit.wait("no button", &format!("!document.querySelector('{OLDER}')")).await?;
        // The button had the focus: now the first of those that came has it.
        let first = "document.activeElement === document.querySelectorAll('.orders a')[40]";
        visit.wait("the focus", first).await?;
        let twice = "new Set([...document.querySelectorAll('.order-row a, a.order-row')].map((it) => it.href)).size";
        ensure!(visit.value(twice).await? == json!(45), "each is there once");
        // What is read again when the line is back takes nothing away.
        visit.value("window.lists = 0").await?;
        visit.value(LOOKED_AT).await?;
        visit.wait("all of it anew", "window.lists === 3").await?;
        visit.wait("as many", &format!("{ROWS} === 45")).await
    })
}

/// One order of two cannot be read, whatever is tried.
const ONE_FAILS: &str = "const usual = window.fetch;
    window.fetch = (...ask) => String(ask[0]).includes(`/v1/orders/${localStorage.getItem('e2e.fails')}`)
        ? Promise.resolve(new Response('', { status: 500 })) : usual(...ask);";

#[test]
fn an_order_that_cannot_be_read_keeps_nobody_from_the_others() -> Result<()> {
    journey_with(Look::with(ONE_FAILS), async |visit| {
        let first = buying::order(visit).await?;
        buying::order(visit).await?;
        let number = merchant::number(visit).await?;
        let id = first.rsplit('/').next().unwrap_or_default();
        visit.value(&format!("localStorage.setItem('e2e.fails', {})", json!(id))).await?;
        visit.open("/orders").await?;
        visit.wait("the other one", &format!("{ROWS} === 1")).await?;
        visit.sees("main .note-bar", "有些订单暂时没能读到").await?;
        // What becomes of the other one is shown, though the first cannot be read.
        visit.sees(".order-row", "待付款").await?;
        visit.shop.run(&["orders", "cancel", &number])?;
        visit.value(LOOKED_AT).await?;
        visit.sees(".order-row", "已取消").await
    })
}

/// The second page of the list fails once.
const FAILS: &str = "const usual = window.fetch;
    window.fails = 1;
    window.fetch = async (...ask) => {
        const older = String(ask[0]).includes('/v1/orders?');
        if (!older || window.fails-- <= 0) return usual(...ask);
        return new Response('', { status: 503 });
    };";

#[test]
fn older_orders_that_cannot_be_had_are_asked_for_again() -> Result<()> {
    journey_with(Look::with(FAILS), async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.orders_before(24)?;
        visit.open("/orders").await?;
        visit.wait("the newest", &format!("{ROWS} === 20")).await?;
        visit.tap(OLDER).await?;
        visit.sees(".more [role=alert]", "店铺那边出了问题").await?;
        ensure!(visit.value(ROWS).await? == json!(20), "what is there stays");
        visit.tap(OLDER).await?;
        visit.wait("all", &format!("{ROWS} === 25")).await
    })
}
