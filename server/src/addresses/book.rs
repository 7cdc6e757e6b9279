//! The rows of address books.

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    address::Address,
    addresses::{ADDRESSES_MAX, AddressAsk, AddressBook, SavedAddress},
    problem::ProblemKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    ApiError,
    db::{Tx, entities::address as row, one_at_a_time},
    random,
};

/// A person's book; `saved` is the address that was just added or changed.
pub async fn of(
    conn: &impl ConnectionTrait,
    person: &str,
    saved: Option<&str>,
) -> Result<AddressBook, ApiError> {
    let rows = rows(conn, person).await?;
    let told = |row: row::Model| -> Result<SavedAddress, ApiError> {
        Ok(SavedAddress {
            id: row.id.as_str().into(),
            label: row.label,
            address: serde_json::from_str(&row.address)?,
            default: row.is_default,
        })
    };
    let addresses = rows.into_iter().map(told).collect::<Result<_, _>>()?;
    Ok(AddressBook { addresses, saved: saved.map(Into::into) })
}

/// The default first, then the latest first.
async fn rows(conn: &impl ConnectionTrait, person: &str) -> Result<Vec<row::Model>, ApiError> {
    Ok(row::Entity::find()
        .filter(row::Column::PersonId.eq(person))
        .order_by_desc(row::Column::IsDefault)
        .order_by_desc(row::Column::SavedAt)
        .order_by_desc(row::Column::Place)
        .all(conn)
        .await?)
}

/// Adds an address in the first free place; its id.
///
/// # Errors
/// 409 when there is none.
pub async fn add(
    tx: &Tx,
    person: &str,
    ask: &AddressAsk,
    now: UnixMillis,
) -> Result<String, ApiError> {
    let rows = turn(tx, person).await?;
    let taken: Vec<_> = rows.iter().map(|row| row.place).collect();
    let most = i32::try_from(ADDRESSES_MAX).unwrap_or(i32::MAX);
    let place = (0..most).find(|place| !taken.contains(place)).ok_or_else(full)?;
    if ask.default {
        no_default(tx, person).await?;
    }
    let id = random::id();
    let row = row::ActiveModel {
        id: Set(id.clone()),
        person_id: Set(person.into()),
        place: Set(place),
        label: Set(ask.label.trim().into()),
        address: Set(serde_json::to_string(&trimmed(&ask.address))?),
        is_default: Set(ask.default || rows.is_empty()),
        saved_at: Set(now.0),
    };
    row::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(id)
}

/// Changes an address, whole.
///
/// # Errors
/// 404 when it is not the person's.
pub async fn change(
    tx: &Tx,
    person: &str,
    id: &str,
    ask: &AddressAsk,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let rows = turn(tx, person).await?;
    let before = rows.iter().find(|row| row.id == id).ok_or_else(ApiError::not_found)?;
    if ask.default && !before.is_default {
        no_default(tx, person).await?;
    }
    row::Entity::update_many()
        .col_expr(row::Column::Label, Expr::value(ask.label.trim()))
        .col_expr(row::Column::Address, Expr::value(serde_json::to_string(&trimmed(&ask.address))?))
        .col_expr(row::Column::IsDefault, Expr::value(ask.default || before.is_default))
        .col_expr(row::Column::SavedAt, Expr::value(now.0))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::PersonId.eq(person))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets an address; when it was the default, the latest of the others is.
///
/// # Errors
/// 404 when it is not the person's.
pub async fn remove(tx: &Tx, person: &str, id: &str) -> Result<(), ApiError> {
    let rows = turn(tx, person).await?;
    let (gone, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.id == id);
    let gone = gone.first().ok_or_else(ApiError::not_found)?;
    row::Entity::delete_by_id(id).filter(row::Column::PersonId.eq(person)).exec(&**tx).await?;
    let Some(next) = others.first().filter(|_| gone.is_default) else { return Ok(()) };
    row::Entity::update_many()
        .col_expr(row::Column::IsDefault, Expr::value(true))
        .filter(row::Column::Id.eq(&next.id))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The person's addresses, which nobody else changes until the transaction ends.
async fn turn(tx: &Tx, person: &str) -> Result<Vec<row::Model>, ApiError> {
    one_at_a_time(tx, &format!("addresses:{person}")).await?;
    rows(&**tx, person).await
}

async fn no_default(tx: &Tx, person: &str) -> Result<(), ApiError> {
    row::Entity::update_many()
        .col_expr(row::Column::IsDefault, Expr::value(false))
        .filter(row::Column::PersonId.eq(person))
        .filter(row::Column::IsDefault.eq(true))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// An address without blanks around its fields.
fn trimmed(address: &Address) -> Address {
    let trim = |text: &String| text.trim().to_owned();
    Address {
        country: trim(&address.country),
        name: trim(&address.name),
        phone: trim(&address.phone),
        province: trim(&address.province),
        city: trim(&address.city),
        district: trim(&address.district),
        street: trim(&address.street),
        postcode: trim(&address.postcode),
    }
}

fn full() -> ApiError {
    let title = "The address book is full";
    ApiError::problem(ProblemKind::LimitReached, StatusCode::CONFLICT, title)
}
