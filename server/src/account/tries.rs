//! Trying a code.
//!
//! **A try is compared with one code**: the latest that this requester asked for and that is neither used
//! nor too old. Codes that others asked for are nothing to guess at, so many codes under way do not make a
//! guess more likely. Tries are counted before they are looked at, on the row of the code.
//!
//! A requester who asked for no code (a phone that changed networks, or somebody guessing) tries the
//! contact's latest code. All such requesters share one account for a day, apart from that of the code's
//! owner; when it is used up the phone asks for a code of its own, and its tries are its own again.
//!
//! **Wrong tries for a contact are bounded over all requesters without locking anybody out.** A code has
//! five tries until the contact has had `WRONG` wrong ones in a day, and two after that, but always its
//! own two: nothing that others do takes the right code from who has it.
//!
//! **The odds.** In a day strangers get 30 codes for a contact, from three addresses or more ([`limits`]).
//! That is six codes of five tries, 24 of two, and ten tries without a code: 88 tries at most, each against
//! one code of a million. So whoever is at it all day gets in with a chance below 1 in 11,000, while the
//! contact gets 30 messages it did not ask for. The unit test below does the sum.
//!
//! [`limits`]: super::limits

use picklive_contract::{UnixMillis, time::DAY};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr};
use subtle::ConstantTimeEq;

use super::codes::digest;
use crate::{
    ApiError,
    db::{Tx, entities::code, one_at_a_time},
};

/// Tries that come with one code, for the requester who asked for it.
const OWN: i32 = 5;
/// Tries of one code once the contact has had many wrong ones.
const FEW: i32 = 2;
/// Wrong tries of a contact within a day, by anybody, after which a code has few.
const WRONG: i32 = 30;
/// Tries of a contact within a day by requesters who asked for no code.
const STRANGE: i32 = 10;

/// Counts a try for a contact, as (kind, value), and uses the code up that was typed, if it is the right
/// one. `requester` is the key of the address.
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
    // As many as are sent to a contact in a day: a few dozen.
    let sent = code::Entity::find()
        .filter(code::Column::Kind.eq(kind))
        .filter(code::Column::Value.eq(value))
        .filter(code::Column::CreatedAt.gt(now.plus(-DAY).0))
        .order_by_desc(code::Column::CreatedAt)
        .order_by_desc(code::Column::Id)
        .all(&**tx)
        .await?;
    let good = |code: &&code::Model| code.used_at.is_none() && code.expires_at > now.0;
    let own = sent.iter().filter(good).find(|code| code.address == requester);
    let Some(code) = own.or(sent.iter().find(good)) else { return Ok(false) };
    let counted = if own.is_some() {
        count(tx, &code.id, code::Column::Tries, most(&sent)).await?
    } else {
        let tried: i32 = sent.iter().map(|code| code.strange_tries).sum();
        let left = STRANGE - tried + code.strange_tries;
        count(tx, &code.id, code::Column::StrangeTries, left).await?
    };
    let is_it = bool::from(digest(&code.id, typed).as_bytes().ct_eq(code.code_hash.as_bytes()));
    if !counted || !is_it {
        return Ok(false);
    }
    let used = code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(now.0))
        .filter(code::Column::Id.eq(&code.id))
        .filter(code::Column::UsedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many tries a code has, after what was tried with those that were sent within a day.
fn most(sent: &[code::Model]) -> i32 {
    let wrong =
        |code: &code::Model| code.tries + code.strange_tries - i32::from(code.used_at.is_some());
    if sent.iter().map(wrong).sum::<i32>() < WRONG { OWN } else { FEW }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_have_88_tries_a_day_at_most() {
        let codes = i32::try_from(super::super::limits::STRANGERS_A_DAY).unwrap();
        // Codes first, so that tries without a code do not count towards the many wrong ones.
        let full = WRONG / OWN;
        assert_eq!(full * OWN + (codes - full) * FEW + STRANGE, 88);
        // Or the other way round.
        let full = (WRONG - STRANGE) / OWN;
        assert!(STRANGE + full * OWN + (codes - full) * FEW <= 88);
    }
}
