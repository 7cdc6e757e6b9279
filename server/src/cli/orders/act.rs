//! Changing orders. Each says what is wrong, and then has changed nothing.

use std::process::ExitCode;

use picklive_contract::UnixMillis;
use serde_json::json;

use super::{find, print, refund, told};
use crate::{
    AppState,
    db::{Tx, entities::order},
    orders::{
        holds, ship,
        vouchers::{self, Redeemed},
    },
    payments::{asks, confirm::confirm as settle_by_hand, settle::Settled},
};

/// Exit code of a voucher that cannot be redeemed.
const NOT_REDEEMED: u8 = 2;
/// Longest reason, in characters.
const REASON_MAX: usize = 200;

/// A sentence about an order in a state in which this cannot be done.
pub fn wrong_state(order: &order::Model, wanted: &str) -> String {
    format!("order {} is {}; {wanted}", order.number, order.state)
}

/// `confirm`.
pub async fn confirm(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let order = find::order(state, name).await?;
    if !matches!(order.state.as_str(), "awaiting_payment" | "expired" | "cancelled") {
        return Err(wrong_state(&order, "there is no money to confirm"));
    }
    let settled = settle_by_hand(state, &order).await.map_err(told)?;
    let note = match settled {
        Settled::Paid => None,
        Settled::PaidLate => Some("the hold was over, but a unit was found"),
        Settled::SoldOut => Some("the hold was over and nothing is left"),
        Settled::CalledOff => Some("the order was called off before, so nothing is sold"),
        Settled::NotNeeded => Some("it was paid otherwise meanwhile"),
        _ => return Err(wrong_state(&order, "it was confirmed meanwhile")),
    };
    find::show(state, &order.id, json).await?;
    if let Some(note) = note {
        eprintln!("note: {note}");
    }
    refund::remind(state, &order).await
}

/// `cancel`.
pub async fn cancel(state: &AppState, name: &str, reason: &str, json: bool) -> Result<(), String> {
    let (reason, now) = (checked(reason)?, state.clock.now());
    let order = find::order(state, name).await?;
    let work = async |tx: Tx| holds::call_off(&tx, &order.id, Some(reason), now).await;
    if !state.db.writing(work).await.map_err(told)? {
        // As it is now: money may have come since it was looked up.
        let order = find::order(state, &order.id).await?;
        return Err(wrong_state(&order, "only an unpaid order is cancelled"));
    }
    asks::soon(state, [order.id.as_str()]).await;
    find::show(state, &order.id, json).await
}

/// A reason that can be kept and printed.
pub fn checked(reason: &str) -> Result<&str, String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MAX || reason.contains(char::is_control)
    {
        return Err(format!("--reason needs 1 to {REASON_MAX} characters on one line"));
    }
    Ok(reason)
}

/// `ship`.
pub async fn ship(
    state: &AppState,
    name: &str,
    carrier: &str,
    number: &str,
    json: bool,
) -> Result<(), String> {
    let (carrier, number) = (carrier.trim(), number.trim());
    for (what, text) in [("--carrier", carrier), ("--number", number)] {
        if text.is_empty()
            || text.chars().count() > ship::TRACKING_MAX
            || text.contains(char::is_control)
        {
            return Err(format!("{what} needs 1 to {} characters", ship::TRACKING_MAX));
        }
    }
    let order = find::order(state, name).await?;
    if !order.shipped_goods {
        return Err(format!("order {} has nothing to ship", order.number));
    }
    let now = state.clock.now();
    let work = async |tx: Tx| ship::ship(&tx, &order, carrier, number, now).await;
    if !state.db.writing(work).await.map_err(told)? {
        return Err(wrong_state(&order, "only a paid order is shipped"));
    }
    find::show(state, &order.id, json).await
}

/// `deliver`.
pub async fn deliver(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let (order, now) = (find::order(state, name).await?, state.clock.now());
    let work = async |tx: Tx| ship::deliver(&tx, &order, now).await;
    if !state.db.writing(work).await.map_err(told)? {
        return Err(wrong_state(&order, "only a shipped order is delivered"));
    }
    find::show(state, &order.id, json).await
}

/// `complete`.
pub async fn complete(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let (order, now) = (find::order(state, name).await?, state.clock.now());
    let work = async |tx: Tx| ship::complete(&tx, &order, now).await;
    if !state.db.writing(work).await.map_err(told)? {
        return Err(wrong_state(&order, "only a shipped or delivered order is completed"));
    }
    find::show(state, &order.id, json).await
}

/// `redeem`.
pub async fn redeem(state: &AppState, code: &str, json: bool) -> Result<ExitCode, String> {
    let now = state.clock.now();
    let work = async |tx: Tx| vouchers::redeem(&tx, code, now).await;
    let done = state.db.writing(work).await.map_err(told)?;
    let (zone, name) = find::zone(state).await?;
    let zone = zone.told(&name, now);
    let when = |at: UnixMillis| print::at(at, &zone);
    let (word, text) = match &done {
        Redeemed::Now(row) => {
            let order = find::order(state, &row.order_id).await?;
            ("redeemed", format!("redeemed {} (order {})", row.code, order.number))
        }
        Redeemed::Before(at) => ("already_redeemed", format!("was redeemed {}", when(*at))),
        Redeemed::TooLate(until) => ("too_late", format!("was good until {}", when(*until))),
        Redeemed::Void => ("void", "is void: its order was refunded".into()),
        Redeemed::Returning => ("returning", "is in a return that is not decided".into()),
        Redeemed::Unknown => ("unknown", "is not a code of this shop".into()),
    };
    let good = matches!(done, Redeemed::Now(_));
    let before = if let Redeemed::Before(at) = done { Some(at) } else { None };
    if json {
        print::json(&json!({"code": code, "result": word, "redeemed_at": before}))?;
    } else if good {
        print::out(&text);
    } else {
        eprintln!("{code} {text}");
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(NOT_REDEEMED) })
}
