//! A hold that lapses.

use std::time::Duration;

use picklive_contract::{
    UnixMillis,
    orders::{GetOrder, Order, OrderState},
    storefront::Capability,
    time::SECOND,
};

use super::{Caller, Checked, Till};
use crate::rules::{self, Rule};

pub(super) const OWN: &[&Rule] = &[&rules::LAPSED];

/// How long after its time a hold may still stand, in milliseconds.
const LATE: i64 = 2 * SECOND;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let hold = till.fixture.hold.as_ref().ok_or("how long to wait in the fixture ([hold])")?;
    let last = till.fixture.last.as_ref().map(|goods| goods.variant.clone());
    let variant = hold.variant.clone().or(last);
    let variant = variant.ok_or("a variant with few units in the fixture ([hold] or [last])")?;
    let (guest, wait) = (&Caller::default(), i64::from(hold.wait_seconds) * SECOND);
    let units = till.few(guest, &variant).await?;
    let (order, owner) = till.buy(guest, &variant, units).await?;
    let until = order.hold_expires_at.ok_or("an order with hold_expires_at")?;
    let now = till.client.now().ok_or("Picklive-Time")?;
    if until.since(now) > wait {
        till.call_off(&owner, &order.id).await?;
        let (most, is) = (wait / SECOND, until.since(now) / SECOND);
        return Err(format!("a hold of at most {most} s ([hold]); this one is of {is} s"));
    }
    let (mut state, mut seen) = (order.state, now);
    while is_before(till, until.plus(LATE)) && state == OrderState::AwaitingPayment {
        tokio::time::sleep(PAUSE).await;
        let answer = till.call::<GetOrder>(&owner, &order.id).await?;
        let shown: Option<Order> = answer.read().filter(|_| answer.is_success());
        till.check(&rules::OWNER, &answer, shown.is_some(), "the order");
        state = shown.ok_or("an order that its owner can see")?.state;
        // The server's own time of this answer: what the run reckons may lag behind by a slow answer.
        seen = answer.time().ok_or("Picklive-Time")?;
    }
    let at = format!("GET /v1/orders/{}", order.id);
    let lapsed = state == OrderState::Expired && seen >= until;
    let expected = format!("expired, at {} or 2 s later", until.to_rfc3339());
    let got = format!("{state} at {}", seen.to_rfc3339());
    till.client.record.check(&rules::LAPSED, &at, lapsed, expected, got);
    let quote = till.quote(guest, &variant, units).await?;
    let line = quote.lines.first().ok_or("a line in a quote")?;
    let (back, at) = (line.trouble.is_none(), format!("POST /v1/quotes {variant}"));
    let got = format!("{:?} available, trouble {:?}", line.available, line.trouble);
    till.client.record.check(&rules::LAPSED, &at, back, format!("{units} available"), got);
    Ok(())
}

fn is_before(till: &Till<'_>, end: UnixMillis) -> bool {
    till.client.now().is_some_and(|now| now < end)
}
