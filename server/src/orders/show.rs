//! `GET /v1/orders/{id}` and `GET /v1/orders`: what only their owner sees.

use picklive_contract::{
    List,
    orders::{GetOrder, ListOrders, Order},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{own, view};
use crate::{
    ApiError, AppState,
    account::Caller,
    db::entities::order,
    http::{Answer, Call, Cursor},
    returns::period,
};

/// Orders on one page of the list.
const PAGE: usize = 20;

/// Shows one order.
pub async fn show(call: Call<GetOrder>) -> Result<Answer<GetOrder>, ApiError> {
    let (caller, read) = (Caller::of(&call).await?, &call.state.db.read);
    let found = own::find(read, call.at.as_str(), caller.person.as_ref(), &call.headers).await?;
    let told = view::one(read, found).await?;
    Answer::private(&period::as_of(told, call.state.clock.now()))
}

/// Lists a person's orders.
pub async fn list(call: Call<ListOrders>) -> Result<Answer<ListOrders>, ApiError> {
    let caller = Caller::of(&call).await?;
    let person = caller.person()?;
    let after = Cursor::asked(call.query.as_deref())?;
    Answer::private(&page(&call.state, person.as_str(), after.as_ref()).await?)
}

/// A page of a person's orders, newest first, after the one a cursor names.
async fn page(
    state: &AppState,
    person: &str,
    after: Option<&Cursor>,
) -> Result<List<Order>, ApiError> {
    let mut query = order::Entity::find().filter(order::Column::PersonId.eq(person));
    if let Some(Cursor { at, id }) = after {
        let same = order::Column::PlacedAt.eq(*at).and(order::Column::Id.lt(id));
        query = query.filter(Condition::any().add(order::Column::PlacedAt.lt(*at)).add(same));
    }
    let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
    let mut found = query
        .order_by_desc(order::Column::PlacedAt)
        .order_by_desc(order::Column::Id)
        .limit(limit)
        .all(&state.db.read)
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let next = last.map(|order| Cursor { at: order.placed_at, id: order.id.clone() }.told());
    let (told, now) = (view::many(&state.db.read, found).await?, state.clock.now());
    Ok(List { items: told.into_iter().map(|order| period::as_of(order, now)).collect(), next })
}
