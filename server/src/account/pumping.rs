//! Short messages cost money, and some people have them sent for their own gain. So besides what one contact
//! and one requester may ask for ([`super::limits`]), codes by short message are bounded by the address they
//! are asked for from, and all messages of the shop by the hour.
//!
//! A quarter of the hour is kept for contacts that ask from where they signed in before: a stranger who uses
//! the rest up keeps none of them out.

use picklive_contract::{
    UnixMillis,
    account::ContactKind,
    time::{HOUR, MINUTE},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::sms::Gateway;
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{code, letter},
        one_at_a_time,
    },
};

/// Codes by short message that one address asks for within an hour.
const PER_ADDRESS: u64 = 300;

/// Refuses a code by short message when its address or, through this gateway, the whole shop has had too
/// many.
///
/// # Errors
/// 429.
pub async fn check(
    tx: &Tx,
    requester: &str,
    is_stranger: bool,
    gateway: Option<&Gateway>,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let later = || ApiError::too_many(now, now.plus(10 * MINUTE));
    let from_here = code::Entity::find()
        .filter(code::Column::Kind.eq(ContactKind::Phone.as_str()))
        .filter(code::Column::Address.eq(requester))
        .filter(code::Column::CreatedAt.gt(now.plus(-HOUR).0))
        .count(&**tx)
        .await?;
    if from_here >= PER_ADDRESS {
        return Err(later());
    }
    let Some(gateway) = gateway else { return Ok(()) };
    let most = gateway.per_hour();
    let most = if is_stranger { most - most / 4 } else { most };
    if within_the_hour(tx, now).await? >= most {
        gateway.used_up(now);
        return Err(later());
    }
    Ok(())
}

/// Messages of the last hour: codes, and letters that went by short message, also in vain.
///
/// # Errors
/// When the database does not answer.
pub async fn within_the_hour(tx: &Tx, now: UnixMillis) -> Result<u64, DbErr> {
    // Counted before it is written, so by one at a time; always the last lock that is taken.
    one_at_a_time(tx, "short messages").await?;
    let since = now.plus(-HOUR).0;
    let codes = code::Entity::find()
        .filter(code::Column::Kind.eq(ContactKind::Phone.as_str()))
        .filter(code::Column::CreatedAt.gt(since))
        .count(&**tx)
        .await?;
    let letters = letter::Entity::find()
        .filter(letter::Column::Carrier.eq(ContactKind::Phone.as_str()))
        .filter(letter::Column::TriedAt.gt(since))
        .count(&**tx)
        .await?;
    Ok(codes + letters)
}
