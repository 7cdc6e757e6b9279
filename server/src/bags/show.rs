//! What everybody reads of a bag, and a person of their own entry.

use axum::http::StatusCode;
use picklive_contract::{
    List,
    bags::{GetBag, GetEntry, ListEntries, PAGE},
    problem::ProblemKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{entry_of, find, own, public, with_winners};
use crate::{
    ApiError,
    account::Caller,
    db::entities::bag_entry::{Column, Entity},
    http::{Answer, Cache, Call, Cursor},
    storefront::settings,
};

/// Tells a bag.
pub async fn bag(call: Call<GetBag>) -> Result<Answer<GetBag>, ApiError> {
    let state = &call.state;
    let (shop, row) = (settings::get(state).await?, find(&state.db.read, call.at.as_str()).await?);
    let told = with_winners(&state.db.read, &shop, &[row]).await?.pop();
    Answer::shared(&told.ok_or_else(ApiError::not_found)?, Cache::Revalidate)
}

/// Tells a person their entry.
pub async fn mine(call: Call<GetEntry>) -> Result<Answer<GetEntry>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let person = caller.person()?.as_str();
    let entry = entry_of(&state.db.read, call.at.as_str(), person).await?;
    let entry = entry.ok_or_else(ApiError::not_found)?;
    // The bag after the entry: who has a place then has its prize, too.
    let bag = find(&state.db.read, call.at.as_str()).await?;
    Answer::private(&own(&bag, entry))
}

/// Lists who is in, once the bag is drawn.
pub async fn list(call: Call<ListEntries>) -> Result<Answer<ListEntries>, ApiError> {
    let after = Cursor::asked(call.query.as_deref())?;
    let (conn, id) = (&call.state.db.read, call.at.as_str());
    if find(conn, id).await?.drawn_at.is_none() {
        let title = "Entries are told once the bag is drawn";
        return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
    }
    let most = u64::try_from(PAGE).unwrap_or(u64::MAX).saturating_add(1);
    let mut found = Entity::find()
        .filter(Column::BagId.eq(id))
        .filter(Column::Number.gt(after.map_or(0, |after| after.at)))
        .order_by_asc(Column::Number)
        .limit(most)
        .all(conn)
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let next = last.map(|entry| Cursor { at: entry.number, id: entry.id.clone() }.told());
    // It is drawn, so it changes no more.
    let items = found.into_iter().map(public).collect();
    Answer::shared(&List { items, next }, Cache::Revalidate)
}
