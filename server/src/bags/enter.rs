//! `POST /v1/bags/{id}/entries`: a person enters, once.

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    bags::{BagFor, BagState, ENTRIES_MAX, EnterAsk, EnterBag, is_nonce, masked},
    orders::OrderState,
    problem::ProblemKind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};

use super::{entry_of, find, own};
use crate::{
    ApiError,
    account::Caller,
    db::{
        Tx,
        entities::{bag, bag_entry, order},
    },
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
    live, random,
};

/// Enters a bag; who is in is told so again.
pub async fn enter(call: Call<EnterBag>) -> Result<Answer<EnterBag>, ApiError> {
    let (state, caller) = (&call.state, Caller::of(&call).await?);
    let (person, wish) = (caller.person()?.as_str(), Wish::of(&call)?);
    if let Some(first) = recall(state, &caller, &wish).await? {
        return Ok(first);
    }
    let nonce = (!is_nonce(&call.ask.nonce)).then(|| ("nonce".to_owned(), "malformed"));
    let wrong: Vec<_> = nonce.into_iter().chain(live::wrong_name(&call.ask.name)).collect();
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let (id, ask, now) = (call.at.as_str(), &call.ask, state.clock.now());
    // Most of those who come late are refused without a write.
    if entry_of(&state.db.read, id, person).await?.is_none() {
        let bag = find(&state.db.read, id).await?;
        can_be_entered(&bag, now)?;
        // Asked before the bag is held: nobody waits while it is looked up what somebody else has bought.
        may_enter(&state.db.read, &bag, person).await?;
    }
    let work = |tx: Tx| async move { take(&tx, id, person, ask, now).await };
    idempotent(state, &caller, &wish, work).await
}

async fn take(
    tx: &Tx,
    id: &str,
    person: &str,
    ask: &EnterAsk,
    now: UnixMillis,
) -> Result<Answer<EnterBag>, ApiError> {
    // Who enters waits here for who is entering, and for the draw.
    let held = bag::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**tx).await?;
    let mut bag = held.ok_or_else(ApiError::not_found)?;
    if let Some(entry) = entry_of(&**tx, id, person).await? {
        return Answer::private(&own(&bag, entry));
    }
    let counted = bag::Entity::update_many()
        .col_expr(bag::Column::Entries, Expr::col(bag::Column::Entries).add(1))
        .filter(bag::Column::Id.eq(id))
        .filter(bag::Column::State.eq(BagState::Open.as_str()))
        .filter(bag::Column::OpensAt.lte(now.0))
        .filter(bag::Column::ClosesAt.gt(now.0))
        .filter(bag::Column::Entries.lt(i64::from(ENTRIES_MAX)))
        .exec(&**tx)
        .await?;
    if counted.rows_affected != 1 {
        can_be_entered(&bag, now)?;
        return Err(full());
    }
    bag.entries += 1;
    let entry = bag_entry::Model {
        bag_id: id.into(),
        person_id: person.into(),
        number: bag.entries,
        id: random::id(),
        nonce: ask.nonce.clone(),
        name: masked(&ask.name),
        entered_at: now.0,
        place: None,
    };
    bag_entry::Entity::insert(bag_entry::ActiveModel::from(entry.clone()).reset_all())
        .exec_without_returning(&**tx)
        .await?;
    Ok(Answer::private(&own(&bag, entry))?.status(StatusCode::CREATED))
}

/// Whether the bag is for this person.
async fn may_enter<C: ConnectionTrait>(
    conn: &C,
    bag: &bag::Model,
    person: &str,
) -> Result<(), ApiError> {
    let forbidden =
        |title: &str| ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title);
    let room = live::rooms::find(conn, &bag.room_id).await?;
    if room.is_some_and(|room| room.host_person.as_deref() == Some(person)) {
        return Err(forbidden("A host does not enter their own bags"));
    }
    if BagFor::from(bag.who.as_str()) == BagFor::Everyone || has_bought(conn, person).await? {
        return Ok(());
    }
    Err(forbidden("This bag is for those who have bought here"))
}

/// Whether a person has bought something that is paid for and was not given back whole.
async fn has_bought<C: ConnectionTrait>(conn: &C, person: &str) -> Result<bool, ApiError> {
    let bought =
        [OrderState::Paid, OrderState::Shipped, OrderState::Delivered, OrderState::Completed];
    let orders = order::Entity::find()
        .filter(order::Column::PersonId.eq(person))
        .filter(order::Column::State.is_in(bought.iter().map(|state| state.as_str())));
    Ok(orders.count(conn).await? > 0)
}

fn can_be_entered(bag: &bag::Model, now: UnixMillis) -> Result<(), ApiError> {
    let open = BagState::from(bag.state.as_str()) == BagState::Open;
    if !open || now.0 < bag.opens_at || now.0 >= bag.closes_at {
        let title = "This bag cannot be entered now";
        return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
    }
    if bag.entries < i64::from(ENTRIES_MAX) { Ok(()) } else { Err(full()) }
}

fn full() -> ApiError {
    ApiError::problem(ProblemKind::SoldOut, StatusCode::CONFLICT, "This bag is full")
}
