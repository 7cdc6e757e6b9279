//! Finding orders and showing them.

use std::{collections::HashMap, slice};

use clap::value_parser;
use picklive_contract::{
    Date, UnixMillis,
    orders::{Order, OrderState},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::{print, told};
use crate::{
    AppState,
    db::entities::order,
    messages::thread,
    orders::view,
    payments::owed::{self, Back},
    returns::period,
    storefront::{settings, zone::ShopZone},
};

/// Most orders of one list.
const LIMIT_MAX: u64 = 10_000;

const STATES: [OrderState; 8] = [
    OrderState::AwaitingPayment,
    OrderState::Paid,
    OrderState::Shipped,
    OrderState::Delivered,
    OrderState::Completed,
    OrderState::Cancelled,
    OrderState::Expired,
    OrderState::Refunded,
];

/// The order with this number or id.
pub async fn order(state: &AppState, name: &str) -> Result<order::Model, String> {
    let name = name.trim().trim_start_matches('#');
    let found = order::Entity::find()
        .filter(
            Condition::any().add(order::Column::Number.eq(name)).add(order::Column::Id.eq(name)),
        )
        .one(&state.db.read)
        .await;
    let found = found.map_err(|error| told(error.into()))?;
    found.ok_or_else(|| format!("there is no order {name}"))
}

/// The shop's time zone, for printing.
pub async fn zone(state: &AppState) -> Result<(ShopZone, String), String> {
    let name = settings::get(state).await.map_err(told)?.zone;
    Ok((ShopZone::named(&name).map_err(told)?, name))
}

/// What `list` is asked for.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Only those in this state, e.g. paid.
    #[arg(long)]
    state: Option<String>,
    /// Only those placed since this day (of the shop) or instant, e.g. 2026-11-24.
    #[arg(long)]
    since: Option<String>,
    /// Only those with money that has not gone back yet: to be sent by hand, on its way, or refused.
    #[arg(long)]
    refunds: bool,
    /// Only those whose buyer wrote last.
    #[arg(long)]
    unanswered: bool,
    /// Only those placed before this one, by its number or id: the last of a list goes on with the next.
    #[arg(long, value_name = "NUMBER")]
    before: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 100, value_parser = value_parser!(u64).range(1..=LIMIT_MAX))]
    limit: u64,
}

/// `list`.
pub async fn list(state: &AppState, asked: &Wanted, json: bool) -> Result<(), String> {
    let mut query = order::Entity::find();
    if asked.refunds {
        query = query.filter(order::Column::Id.in_subquery(owed::owing()));
    }
    if asked.unanswered {
        query = query.filter(order::Column::Id.in_subquery(thread::unanswered()));
    }
    if let Some(wanted) = &asked.state {
        if !STATES.iter().any(|state| state.as_str() == wanted) {
            let known: Vec<_> = STATES.iter().map(OrderState::as_str).collect();
            return Err(format!("there is no state {wanted}; there are: {}", known.join(", ")));
        }
        query = query.filter(order::Column::State.eq(wanted.as_str()));
    }
    if let Some(before) = &asked.before {
        // The same order as below: of one moment, by id.
        let last = order(state, before).await?;
        let same = Condition::all()
            .add(order::Column::PlacedAt.eq(last.placed_at))
            .add(order::Column::Id.lt(last.id));
        let earlier = order::Column::PlacedAt.lt(last.placed_at);
        query = query.filter(Condition::any().add(earlier).add(same));
    }
    let (zone, name) = zone(state).await?;
    if let Some(since) = &asked.since {
        let at = match Date::parse(since) {
            Some(date) => zone.at(date, "00:00").map_err(told)?,
            None => UnixMillis::parse(since)
                .ok_or_else(|| format!("--since {since}: a day is YYYY-MM-DD"))?,
        };
        query = query.filter(order::Column::PlacedAt.gte(at.0));
    }
    let found = query
        .order_by_desc(order::Column::PlacedAt)
        .order_by_desc(order::Column::Id)
        .limit(asked.limit)
        .all(&state.db.read)
        .await;
    let found = found.map_err(|error| told(error.into()))?;
    let mut backs = if asked.refunds {
        owed::of_orders(state, &found).await.map_err(told)?
    } else {
        HashMap::new()
    };
    let now = state.clock.now();
    let orders = view::many(&state.db.read, found).await.map_err(told)?;
    let orders: Vec<_> = orders.into_iter().map(|order| period::as_of(order, now)).collect();
    if json {
        let shown = orders.into_iter().map(|order| {
            let refunds = backs.remove(order.id.as_str()).unwrap_or_default();
            Shown { order, refunds }
        });
        return print::json(&shown.collect::<Vec<_>>());
    }
    let told = zone.told(&name, now);
    print::table(&orders, &backs, &told);
    Ok(())
}

/// An order as JSON: as its owner sees it, and what goes back or went back, if that was asked for.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    order: Order,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<Back>,
}

/// `show`, and what every other command ends with.
pub async fn show(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let found = order(state, name).await?;
    let backs = owed::of_orders(state, slice::from_ref(&found)).await.map_err(told)?;
    let backs = backs.into_values().next().unwrap_or_default();
    let (order, now) = (view::one(&state.db.read, found).await.map_err(told)?, state.clock.now());
    let order = period::as_of(order, now);
    if json {
        return print::json(&Shown { order, refunds: backs });
    }
    let (zone, name) = zone(state).await?;
    print::order(&order, &backs, &zone.told(&name, now));
    Ok(())
}
