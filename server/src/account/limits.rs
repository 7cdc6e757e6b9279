//! How often codes can be asked for. The rows of the codes themselves are counted.
//!
//! What one requester asked for a contact counts first. A wider ceiling over all requesters keeps a contact
//! from being flooded, and strangers cannot use it up: as many codes as one requester may ask for are kept
//! for the addresses that the contact signed in from before. So strangers, however many addresses they
//! have, keep nobody from signing in where they did before. A contact that never signed in, or that is
//! somewhere new, can be kept waiting by strangers with three addresses or more; nothing tells them apart.

use picklive_contract::{
    UnixMillis,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::known;
use crate::{
    ApiError,
    db::{Tx, entities::code, one_at_a_time},
};

/// Milliseconds until the same requester can ask for another code.
pub const AGAIN: i64 = MINUTE;
/// Codes for one contact that one requester asks for, in a time of so many milliseconds.
const PER_REQUESTER: [(usize, i64); 2] = [(5, HOUR), (10, DAY)];
/// Codes for one contact, whoever asks.
const PER_CONTACT: [(usize, i64); 2] = [(20, HOUR), (40, DAY)];
/// Of these, codes that are asked for from addresses which the contact never signed in from.
const PER_STRANGERS: [(usize, i64); 2] = [(15, HOUR), (STRANGERS_A_DAY, DAY)];
/// As above, for a day; the odds of guessing follow from it.
pub const STRANGERS_A_DAY: usize = 30;
/// Codes asked for from one address within an hour: wide, because phones share addresses.
const PER_ADDRESS: u64 = 2_000;

/// Refuses a code for a contact that this requester asked one for a moment ago, or too many, that got far
/// too many, or an address that floods. `requester` is the key of the address. Returns whether the contact
/// never signed in from there.
pub async fn check(
    tx: &Tx,
    kind: &str,
    value: &str,
    requester: &str,
    now: UnixMillis,
) -> Result<bool, ApiError> {
    // Two requests at once must not both find the contact rested.
    one_at_a_time(tx, value).await?;
    let sent: Vec<(i64, String)> = code::Entity::find()
        .select_only()
        .columns([code::Column::CreatedAt, code::Column::Address])
        .filter(code::Column::Kind.eq(kind))
        .filter(code::Column::Value.eq(value))
        .filter(code::Column::CreatedAt.gt(now.plus(-DAY).0))
        .order_by_desc(code::Column::CreatedAt)
        .into_tuple()
        .all(&**tx)
        .await?;
    let all: Vec<i64> = sent.iter().map(|(at, _)| *at).collect();
    let own = sent.iter().filter(|(_, address)| address == requester);
    let own: Vec<i64> = own.map(|(at, _)| *at).collect();
    let known = known::of(tx, (kind, value), now).await?;
    let strangers = sent.iter().filter(|(_, address)| !known.contains(address));
    let strangers: Vec<i64> = strangers.map(|(at, _)| *at).collect();
    let is_stranger = !known.iter().any(|address| address == requester);
    let waits = [
        rest_until(&own, [(1, AGAIN)], now),
        rest_until(&own, PER_REQUESTER, now),
        rest_until(&all, PER_CONTACT, now),
        rest_until(&strangers, PER_STRANGERS, now).filter(|_| is_stranger),
    ];
    if let Some(retry_at) = waits.into_iter().flatten().max() {
        return Err(ApiError::too_many(now, retry_at));
    }
    let flood = code::Entity::find()
        .filter(code::Column::Address.eq(requester))
        .filter(code::Column::CreatedAt.gt(now.plus(-HOUR).0))
        .count(&**tx)
        .await?;
    if flood >= PER_ADDRESS {
        return Err(ApiError::too_many(now, now.plus(10 * MINUTE)));
    }
    Ok(is_stranger)
}

/// Until when there is a rest after codes at `sent` (newest first), with so many allowed in such a time;
/// `None` when another may be sent.
fn rest_until(
    sent: &[i64],
    allowed: impl IntoIterator<Item = (usize, i64)>,
    now: UnixMillis,
) -> Option<UnixMillis> {
    let after = |(most, time): (usize, i64)| Some(UnixMillis(*sent.get(most - 1)?).plus(time));
    allowed.into_iter().filter_map(after).filter(|until| *until > now).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requester_rests_a_minute_then_an_hour_then_a_day() {
        let now = UnixMillis(10 * DAY);
        let ago = |minutes: i64| now.0 - minutes * MINUTE;
        let again = |sent: &[i64]| rest_until(sent, [(1, AGAIN)], now);
        let many = |sent: &[i64]| rest_until(sent, PER_REQUESTER, now);
        assert_eq!((again(&[]), many(&[])), (None, None));
        assert_eq!(again(&[ago(1)]), None);
        assert_eq!(again(&[ago(1) + 1]), Some(now.plus(1)));
        let five: Vec<_> = (1..=5).map(|n| ago(10 * n)).collect();
        assert_eq!(many(&five), Some(now.plus(10 * MINUTE)));
        assert_eq!(rest_until(&five, PER_CONTACT, now), None);
        let ten: Vec<_> = (1..=10).map(|n| ago(120 * n)).collect();
        assert_eq!(many(&ten), Some(now.plus(4 * HOUR)));
    }

    #[test]
    fn what_strangers_leave_is_one_requesters_whole_allowance() {
        for at in 0..2 {
            let ((all, time), (most, same)) = (PER_CONTACT[at], PER_STRANGERS[at]);
            assert_eq!((all - most, time), (PER_REQUESTER[at].0, same));
        }
    }
}
