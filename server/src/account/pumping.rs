//! Short messages cost money, and some people have them sent for their own gain. So besides what one contact
//! and one requester may ask for ([`super::limits`]), an address from which codes are asked for that nobody enters
//! gets no more of them, and all messages of the shop are bounded by the hour.
//!
//! A quarter of the hour is kept for contacts that ask from where they signed in before: a stranger who uses
//! the rest up keeps none of them out. One address does not use it up either, however quickly it asks: strangers
//! get no more there once as many codes as half of the hour are not entered.

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

/// Codes by short message within an hour that one address asks for and nobody enters. Phones share addresses, so
/// many are asked for from one; but people enter most of them.
const UNENTERED: u64 = 300;
/// How long somebody may take to enter one, in milliseconds.
const ENTERED_WITHIN: i64 = 3 * MINUTE;

/// Refuses a code by short message when its address has had too many that nobody entered or, through this gateway,
/// the whole shop too many.
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
    let asked = code::Entity::find()
        .filter(code::Column::Kind.eq(ContactKind::Phone.as_str()))
        .filter(code::Column::Address.eq(requester))
        .filter(code::Column::CreatedAt.gt(now.plus(-HOUR).0));
    let settled = asked.clone();
    let settled = settled.filter(code::Column::CreatedAt.lte(now.plus(-ENTERED_WITHIN).0));
    let all = settled.clone().count(&**tx).await?;
    let entered = settled.filter(code::Column::UsedAt.is_not_null()).count(&**tx).await?;
    let not = all.saturating_sub(entered);
    // Some ask a second time; of three codes people enter one at least.
    if not >= UNENTERED && not * 3 > all * 2 {
        return Err(later());
    }
    let Some(gateway) = gateway else { return Ok(()) };
    let most = gateway.per_hour();
    let allowed = if is_stranger { most - most / 4 } else { most };
    if within_the_hour(tx, now).await? >= allowed {
        gateway.used_up(now);
        return Err(later());
    }
    // Those of this moment too, by one at a time from here.
    let open = asked.filter(code::Column::UsedAt.is_null()).count(&**tx).await?;
    if is_stranger && open >= (most / 2).max(1) {
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
