//! Trying a code. Any code of the contact that is neither used nor too old is good, so that asking for
//! another one, whoever does, takes none away.
//!
//! Tries are counted before they are looked at. Whoever asked for a code tries on their own account;
//! requesters who asked for none (a phone that changed networks, or somebody guessing) share one account
//! a contact, so that guesses of others do not use up the owner's tries.

use picklive_contract::UnixMillis;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr};
use subtle::ConstantTimeEq;

use super::codes::digest;
use crate::{
    ApiError,
    db::{Tx, entities::code, one_at_a_time},
};

/// Tries that come with one code, for the requester who asked for it.
const OWN: i32 = 5;
/// Tries of all other requesters together, while the contact has a code that is good.
const STRANGE: i32 = 10;

/// Counts a try for a contact, as (kind, value), and uses the code up that was typed, if it is a good one.
/// `requester` is the key of the address.
///
/// # Errors
/// When the database does not answer.
pub async fn right(
    tx: &Tx,
    contact: (&str, &str),
    requester: &str,
    typed: &str,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    let (kind, value) = contact;
    one_at_a_time(tx, value).await?;
    let good = code::Entity::find()
        .filter(code::Column::Kind.eq(kind))
        .filter(code::Column::Value.eq(value))
        .filter(code::Column::UsedAt.is_null())
        .filter(code::Column::ExpiresAt.gt(now.0))
        .order_by_desc(code::Column::CreatedAt)
        .all(&**tx)
        .await?;
    let Some(latest) = good.first() else { return Ok(false) };
    let own = good.iter().find(|code| code.address == requester);
    let counted = match own {
        Some(own) => count(tx, &own.id, code::Column::Tries, OWN).await?,
        None => {
            let tried: i32 = good.iter().map(|code| code.strange_tries).sum();
            let left = STRANGE - tried + latest.strange_tries;
            count(tx, &latest.id, code::Column::StrangeTries, left).await?
        }
    };
    let is_it = |code: &&code::Model| {
        bool::from(digest(&code.id, typed).as_bytes().ct_eq(code.code_hash.as_bytes()))
    };
    let Some(found) = good.iter().find(is_it).filter(|_| counted) else { return Ok(false) };
    let used = code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(now.0))
        .filter(code::Column::Id.eq(&found.id))
        .filter(code::Column::UsedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Counts a try on a row; `false` when it has had `most`.
async fn count(tx: &Tx, id: &str, column: code::Column, most: i32) -> Result<bool, ApiError> {
    let counted = code::Entity::update_many()
        .col_expr(column, Expr::col(column).add(1))
        .filter(code::Column::Id.eq(id))
        .filter(column.lt(most))
        .exec(&**tx)
        .await?;
    Ok(counted.rows_affected == 1)
}
