//! Finding orders and showing them.

use picklive_contract::{Date, UnixMillis, orders::OrderState};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{print, told};
use crate::{
    AppState,
    db::entities::order,
    orders::view,
    storefront::{settings, zone::ShopZone},
};

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

/// `list`.
pub async fn list(
    state: &AppState,
    wanted: Option<String>,
    since: Option<String>,
    limit: u64,
    json: bool,
) -> Result<(), String> {
    let mut query = order::Entity::find();
    if let Some(wanted) = wanted {
        if !STATES.iter().any(|state| state.as_str() == wanted) {
            let known: Vec<_> = STATES.iter().map(OrderState::as_str).collect();
            return Err(format!("there is no state {wanted}; there are: {}", known.join(", ")));
        }
        query = query.filter(order::Column::State.eq(wanted));
    }
    let (zone, name) = zone(state).await?;
    if let Some(since) = since {
        let at = match Date::parse(&since) {
            Some(date) => zone.at(date, "00:00").map_err(told)?,
            None => UnixMillis::parse(&since)
                .ok_or_else(|| format!("--since {since}: a day is YYYY-MM-DD"))?,
        };
        query = query.filter(order::Column::PlacedAt.gte(at.0));
    }
    let found = query
        .order_by_desc(order::Column::PlacedAt)
        .order_by_desc(order::Column::Id)
        .limit(limit)
        .all(&state.db.read)
        .await;
    let found = found.map_err(|error| told(error.into()))?;
    let orders = view::many(&state.db.read, found).await.map_err(told)?;
    if json {
        return print::json(&orders);
    }
    let told = zone.told(&name, state.clock.now());
    print::table(&orders, &told);
    Ok(())
}

/// `show`, and what every other command ends with.
pub async fn show(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let found = order(state, name).await?;
    let order = view::one(&state.db.read, found).await.map_err(told)?;
    if json {
        return print::json(&order);
    }
    let (zone, name) = zone(state).await?;
    print::order(&order, &zone.told(&name, state.clock.now()));
    Ok(())
}
