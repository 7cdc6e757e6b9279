//! How much a buyer may write. The rows of the messages themselves are counted.

use picklive_contract::{
    UnixMillis,
    messages::Sender,
    time::{DAY, HOUR, MINUTE},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    ApiError,
    db::{
        Tx,
        entities::{message as row, order},
        one_at_a_time,
    },
};

/// Messages about one order, in a time of so many milliseconds.
const PER_ORDER: [(usize, i64); 2] = [(10, 10 * MINUTE), (40, DAY)];
/// Messages of one person, or one guest's contact, about all their orders.
const PER_BUYER: [(usize, i64); 2] = [(30, HOUR), (100, DAY)];

/// Refuses a message of a buyer who wrote too many.
///
/// # Errors
/// 429, until there is room again.
pub async fn check(tx: &Tx, order: &order::Model, now: UnixMillis) -> Result<(), ApiError> {
    // Two messages at once must not both find room for one.
    one_at_a_time(tx, &order.buyer).await?;
    let sent: Vec<(i64, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::At, row::Column::OrderId])
        .filter(row::Column::Buyer.eq(&order.buyer))
        .filter(row::Column::Sender.eq(Sender::Buyer.as_str()))
        .filter(row::Column::At.gt(now.plus(-DAY).0))
        .order_by_desc(row::Column::At)
        .into_tuple()
        .all(&**tx)
        .await?;
    let all: Vec<i64> = sent.iter().map(|(at, _)| *at).collect();
    let here = sent.iter().filter(|(_, of)| *of == order.id);
    let here: Vec<i64> = here.map(|(at, _)| *at).collect();
    let until = full_until(&here, &PER_ORDER, now).max(full_until(&all, &PER_BUYER, now));
    until.map_or(Ok(()), |until| Err(ApiError::too_many(now, until)))
}

/// Until when there is no room after messages at `sent`, newest first.
fn full_until(sent: &[i64], allowed: &[(usize, i64)], now: UnixMillis) -> Option<UnixMillis> {
    let after = |(most, time): &(usize, i64)| Some(UnixMillis(*sent.get(most - 1)?).plus(*time));
    allowed.iter().filter_map(after).filter(|until| *until > now).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_again_when_the_first_of_too_many_is_long_ago() {
        let now = UnixMillis(10 * DAY);
        let sent: Vec<i64> = (0..10).map(|nth| now.0 - nth * MINUTE).collect();
        assert_eq!(full_until(&sent[..9], &PER_ORDER, now), None);
        assert_eq!(full_until(&sent, &PER_ORDER, now), Some(now.plus(MINUTE)));
        assert_eq!(full_until(&sent, &PER_ORDER, now.plus(MINUTE)), None);
        assert_eq!(full_until(&sent, &PER_BUYER, now), None);
    }
}
