//! Finding returns and showing them.

use std::{collections::HashMap, fs, path::Path};

use clap::value_parser;
use picklive_contract::{
    orders::Order,
    returns::{Return, ReturnState},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::print;
use crate::{
    AppState,
    cli::orders::{find::zone, print as paper, told},
    db::entities::{order, return_request as row},
    orders::view as orders,
    returns::{pictures, requests, view},
};

/// Most returns of one list.
const LIMIT_MAX: u64 = 10_000;

const STATES: [ReturnState; 6] = [
    ReturnState::Requested,
    ReturnState::Approved,
    ReturnState::Received,
    ReturnState::Refused,
    ReturnState::Withdrawn,
    ReturnState::Refunded,
];

/// What `list` is asked for.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Only those in this state, e.g. requested.
    #[arg(long)]
    state: Option<String>,
    /// Only those that go on: requested, approved or received.
    #[arg(long)]
    open: bool,
    /// At most so many.
    #[arg(long, default_value_t = 100, value_parser = value_parser!(u64).range(1..=LIMIT_MAX))]
    limit: u64,
}

/// A return as JSON: as the order's owner sees it, and the order's number.
#[derive(Serialize)]
pub struct Shown {
    /// The order's number.
    pub order: String,
    /// The return.
    #[serde(flatten)]
    pub request: Return,
}

/// The return with this number or id, and its order.
pub async fn named(state: &AppState, name: &str) -> Result<(row::Model, order::Model), String> {
    let (name, read) = (name.trim().trim_start_matches('#'), &state.db.read);
    let found = requests::named(read, name).await.map_err(told)?;
    let found = found.ok_or_else(|| format!("there is no return {name}"))?;
    let of = order::Entity::find_by_id(&found.order_id).one(read).await;
    let of = of.map_err(|error| told(error.into()))?;
    Ok((found, of.ok_or_else(|| format!("there is no order of return {name}"))?))
}

/// `list`.
pub async fn list(state: &AppState, asked: &Wanted, json: bool) -> Result<(), String> {
    let mut query = row::Entity::find();
    if let Some(wanted) = &asked.state {
        if !STATES.iter().any(|state| state.as_str() == wanted) {
            let known: Vec<_> = STATES.iter().map(ReturnState::as_str).collect();
            return Err(format!("there is no state {wanted}; there are: {}", known.join(", ")));
        }
        query = query.filter(row::Column::State.eq(wanted.as_str()));
    }
    if asked.open {
        query = query.filter(row::Column::ClosedAt.is_null());
    }
    let found = query
        .order_by_desc(row::Column::AskedAt)
        .order_by_desc(row::Column::Id)
        .limit(asked.limit)
        .all(&state.db.read)
        .await;
    let all = all(state, found.map_err(|error| told(error.into()))?).await?;
    if json {
        return paper::json(&all);
    }
    let (zone, name) = zone(state).await?;
    print::table(&all, &zone.told(&name, state.clock.now()));
    Ok(())
}

/// Returns with the numbers of their orders, in the order given.
async fn all(state: &AppState, rows: Vec<row::Model>) -> Result<Vec<Shown>, String> {
    let mut shown = Vec::with_capacity(rows.len());
    for rows in rows.chunks(orders::CHUNK) {
        let ids: Vec<_> = rows.iter().map(|row| row.order_id.as_str()).collect();
        let found = order::Entity::find().filter(order::Column::Id.is_in(ids));
        let found = found.all(&state.db.read).await.map_err(|error| told(error.into()))?;
        let found: HashMap<_, _> = found.iter().map(|order| (order.id.as_str(), order)).collect();
        for request in view::with_parts(&state.db.read, rows.to_vec()).await.map_err(told)? {
            let Some(order) = found.get(request.row.order_id.as_str()) else { continue };
            let currency = orders::currency(order).map_err(told)?;
            let request = view::told(request, &order.number, currency).map_err(told)?;
            shown.push(Shown { order: order.number.clone(), request });
        }
    }
    Ok(shown)
}

/// What every command ends with.
pub async fn show(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let (found, of) = named(state, name).await?;
    let id = found.id.clone();
    let order: Order = orders::one(&state.db.read, of).await.map_err(told)?;
    let request = order.returns.iter().find(|request| request.id.as_str() == id).cloned();
    let request = request.ok_or_else(|| format!("there is no return {name}"))?;
    if json {
        return paper::json(&Shown { order: order.number, request });
    }
    let (zone, name) = zone(state).await?;
    print::request(&request, &order, &zone.told(&name, state.clock.now()));
    Ok(())
}

/// `show`.
pub async fn show_with(
    state: &AppState,
    name: &str,
    folder: Option<&Path>,
    json: bool,
) -> Result<(), String> {
    show(state, name, json).await?;
    let Some(folder) = folder else { return Ok(()) };
    let (found, of) = named(state, name).await?;
    let number = requests::number(&found, &of.number);
    let kept = pictures::of(state, &found.id).await.map_err(told)?;
    let failed = |at: &Path, error: std::io::Error| format!("{}: {error}", at.display());
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for picture in &kept {
        let file = folder.join(format!("{number}-{}.jpg", picture.position + 1));
        fs::write(&file, &picture.jpeg).map_err(|error| failed(&file, error))?;
    }
    eprintln!("pictures written into {}: {}", folder.display(), kept.len());
    Ok(())
}
