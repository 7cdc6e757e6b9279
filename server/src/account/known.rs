//! Where a person signed in from before: whoever asks for a code from there is likely to be its owner, and
//! is not held up by what strangers ask for the same contact.
//!
//! Only digests are kept, the last few of a person, and not for ever.

use picklive_contract::{UnixMillis, time::DAY};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use crate::{
    ApiError,
    db::{
        Tx,
        entities::{known_address as row, person},
    },
};

/// Addresses kept of a person, the last ones.
const KEPT: u64 = 8;
/// How long an address is kept after the last sign-in from there, in milliseconds.
pub const LASTS: i64 = 180 * DAY;

/// Notes that a person signed in from an address.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &Tx, person: &str, address: &str, now: UnixMillis) -> Result<(), ApiError> {
    let seen = row::ActiveModel {
        person_id: Set(person.into()),
        address: Set(address.into()),
        seen_at: Set(now.0),
    };
    let again = OnConflict::columns([row::Column::PersonId, row::Column::Address])
        .update_column(row::Column::SeenAt)
        .to_owned();
    row::Entity::insert(seen).on_conflict(again).exec_without_returning(&**tx).await?;
    let mine = || row::Entity::find().filter(row::Column::PersonId.eq(person));
    let last = mine().order_by_desc(row::Column::SeenAt).limit(KEPT).all(&**tx).await?;
    row::Entity::delete_many()
        .filter(row::Column::PersonId.eq(person))
        .filter(row::Column::Address.is_not_in(last.into_iter().map(|row| row.address)))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The addresses that a contact, as (kind, value), signed in from; none for one that never did.
///
/// # Errors
/// When the database does not answer.
pub async fn of(tx: &Tx, contact: (&str, &str), now: UnixMillis) -> Result<Vec<String>, ApiError> {
    let (kind, value) = contact;
    let person = person::Entity::find()
        .filter(person::Column::Kind.eq(kind))
        .filter(person::Column::Value.eq(value))
        .one(&**tx)
        .await?;
    let Some(person) = person else { return Ok(Vec::new()) };
    let rows = row::Entity::find()
        .filter(row::Column::PersonId.eq(person.id))
        .filter(row::Column::SeenAt.gt(now.plus(-LASTS).0))
        .all(&**tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.address).collect())
}
