//! How often codes can be asked for. The rows of the codes themselves are counted.

use picklive_contract::{
    UnixMillis,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use crate::{
    ApiError,
    db::{Tx, entities::code},
};

/// Milliseconds until another code can be asked for.
pub const AGAIN: i64 = MINUTE;
/// Codes for one contact, in a time of so many milliseconds.
const PER_CONTACT: [(usize, i64); 2] = [(5, HOUR), (10, DAY)];
/// Codes asked for from one address within an hour: wide, because phones share addresses.
const PER_ADDRESS: u64 = 2_000;

/// Refuses a code for a contact that got one a moment ago, or too many, or an address that floods.
pub async fn check(
    tx: &Tx,
    kind: &str,
    value: &str,
    address: &str,
    now: UnixMillis,
) -> Result<(), ApiError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        // One at a time for a contact: two requests at once must not both find the contact rested.
        let lock = "SELECT pg_advisory_xact_lock(hashtext($1))";
        tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, [value.into()]))
            .await?;
    }
    let sent: Vec<i64> = code::Entity::find()
        .select_only()
        .column(code::Column::CreatedAt)
        .filter(code::Column::Kind.eq(kind))
        .filter(code::Column::Value.eq(value))
        .filter(code::Column::CreatedAt.gt(now.plus(-DAY).0))
        .order_by_desc(code::Column::CreatedAt)
        .into_tuple()
        .all(&**tx)
        .await?;
    if let Some(retry_at) = rest_until(&sent, now) {
        return Err(ApiError::too_many(now, retry_at));
    }
    let flood = code::Entity::find()
        .filter(code::Column::Address.eq(address))
        .filter(code::Column::CreatedAt.gt(now.plus(-HOUR).0))
        .count(&**tx)
        .await?;
    if flood >= PER_ADDRESS {
        return Err(ApiError::too_many(now, now.plus(10 * MINUTE)));
    }
    Ok(())
}

/// Until when a contact rests that got codes at `sent` (newest first); `None` when it may have another.
fn rest_until(sent: &[i64], now: UnixMillis) -> Option<UnixMillis> {
    let after = |at: Option<&i64>, wait: i64| {
        at.map(|at| UnixMillis(*at).plus(wait)).filter(|until| *until > now)
    };
    let many = PER_CONTACT.into_iter().filter_map(|(most, time)| after(sent.get(most - 1), time));
    many.chain(after(sent.first(), AGAIN)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_rests_a_minute_then_an_hour_then_a_day() {
        let now = UnixMillis(10 * DAY);
        let ago = |minutes: i64| now.0 - minutes * MINUTE;
        assert_eq!(rest_until(&[], now), None);
        assert_eq!(rest_until(&[ago(1)], now), None);
        assert_eq!(rest_until(&[ago(1) + 1], now), Some(now.plus(1)));
        let five: Vec<_> = (1..=5).map(|n| ago(10 * n)).collect();
        assert_eq!(rest_until(&five, now), Some(now.plus(10 * MINUTE)));
        let ten: Vec<_> = (1..=10).map(|n| ago(120 * n)).collect();
        assert_eq!(rest_until(&ten, now), Some(now.plus(4 * HOUR)));
    }
}
