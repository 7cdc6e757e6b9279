//! Voucher codes: one a unit, made when the order is paid, redeemed once.

use picklive_contract::{UnixMillis, product::ProductKind, quotes::QuoteLine, time::DAY};
use rand::seq::IndexedRandom;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{
    ApiError,
    db::{
        entities::{order_line, product, voucher_code},
        inserted,
    },
};

/// Letters and digits that cannot be taken for each other.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes the codes of an order's voucher lines.
pub async fn make(
    tx: &DatabaseTransaction,
    lines: &[order_line::Model],
    now: UnixMillis,
) -> Result<(), ApiError> {
    for line in lines {
        let bought: QuoteLine = serde_json::from_str(&line.bought)?;
        if bought.kind != ProductKind::Voucher {
            continue;
        }
        let found: Option<(Option<String>, Option<i32>)> =
            product::Entity::find_by_id(&line.product_id)
                .select_only()
                .columns([product::Column::VoucherPrefix, product::Column::VoucherDays])
                .into_tuple()
                .one(tx)
                .await?;
        let (prefix, days) = found.unwrap_or_default();
        let valid_until = days.map(|days| now.plus(i64::from(days) * DAY).0);
        let quantity = i32::try_from(line.quantity).unwrap_or(i32::MAX);
        for unit in 0..quantity {
            add(tx, line, unit, prefix.as_deref(), valid_until).await?;
        }
    }
    Ok(())
}

async fn add(
    tx: &DatabaseTransaction,
    line: &order_line::Model,
    unit: i32,
    prefix: Option<&str>,
    valid_until: Option<i64>,
) -> Result<(), ApiError> {
    loop {
        let row = voucher_code::ActiveModel {
            code: Set(code(prefix)),
            order_id: Set(line.order_id.clone()),
            position: Set(line.position),
            unit: Set(unit),
            valid_until: Set(valid_until),
            redeemed_at: Set(None),
            void_at: Set(None),
            return_id: Set(None),
        };
        let taken = OnConflict::column(voucher_code::Column::Code).do_nothing().to_owned();
        let made = voucher_code::Entity::insert(row).on_conflict(taken);
        if inserted(made.exec_without_returning(tx).await)? {
            return Ok(());
        }
    }
}

/// A code, e.g. `POT-7K2M-QX4D-9RTA`: 58 random bits.
fn code(prefix: Option<&str>) -> String {
    let mut random = rand::rng();
    let mut code =
        prefix.filter(|prefix| !prefix.is_empty()).map_or(String::new(), |p| format!("{p}-"));
    for at in 0..12 {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(*ALPHABET.choose(&mut random).unwrap_or(&b'2')));
    }
    code
}

/// How many codes of a line were redeemed.
pub async fn redeemed(tx: &DatabaseTransaction, line: &order_line::Model) -> Result<i64, ApiError> {
    let count = of(line).filter(voucher_code::Column::RedeemedAt.is_not_null()).count(tx).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Makes so many codes of a line void that were not redeemed and are in no return, the last ones first.
pub async fn void(
    tx: &DatabaseTransaction,
    line: &order_line::Model,
    units: i64,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let open = open(tx, line, units).await?;
    let done = voucher_code::Entity::update_many()
        .col_expr(voucher_code::Column::VoidAt, Expr::value(now.0))
        .filter(voucher_code::Column::Code.is_in(&open))
        .filter(voucher_code::Column::RedeemedAt.is_null())
        .exec(tx)
        .await?;
    if i64::try_from(done.rows_affected) == Ok(units) {
        return Ok(());
    }
    Err(ApiError::internal("a voucher was redeemed at this moment; try again"))
}

/// So many codes of a line that are good and in no return, the last ones first.
pub async fn open(
    tx: &DatabaseTransaction,
    line: &order_line::Model,
    units: i64,
) -> Result<Vec<String>, ApiError> {
    let open = of(line)
        .select_only()
        .column(voucher_code::Column::Code)
        .filter(voucher_code::Column::RedeemedAt.is_null())
        .filter(voucher_code::Column::VoidAt.is_null())
        .filter(voucher_code::Column::ReturnId.is_null())
        .order_by_desc(voucher_code::Column::Unit)
        .limit(u64::try_from(units).unwrap_or(0));
    Ok(open.into_tuple().all(tx).await?)
}

fn of(line: &order_line::Model) -> sea_orm::Select<voucher_code::Entity> {
    voucher_code::Entity::find()
        .filter(voucher_code::Column::OrderId.eq(&line.order_id))
        .filter(voucher_code::Column::Position.eq(line.position))
}

/// What became of redeeming a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// Redeemed now; the row as it is.
    Now(voucher_code::Model),
    /// It was redeemed before, at that moment.
    Before(UnixMillis),
    /// It was good until that moment.
    TooLate(UnixMillis),
    /// Its order was refunded.
    Void,
    /// It is in a return that goes on.
    Returning,
    /// There is no such code.
    Unknown,
}

/// Redeems a code once. Case and spaces do not matter.
pub async fn redeem(
    tx: &DatabaseTransaction,
    typed: &str,
    now: UnixMillis,
) -> Result<Redeemed, ApiError> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\0').collect();
    let code = code.to_uppercase();
    let good =
        voucher_code::Column::ValidUntil.is_null().or(voucher_code::Column::ValidUntil.gt(now.0));
    let done = voucher_code::Entity::update_many()
        .col_expr(voucher_code::Column::RedeemedAt, Expr::value(now.0))
        .filter(voucher_code::Column::Code.eq(&code))
        .filter(voucher_code::Column::RedeemedAt.is_null())
        .filter(voucher_code::Column::VoidAt.is_null())
        .filter(voucher_code::Column::ReturnId.is_null())
        .filter(good)
        .exec(tx)
        .await?;
    let found = voucher_code::Entity::find_by_id(&code).one(tx).await?;
    Ok(match found {
        None => Redeemed::Unknown,
        Some(row) if done.rows_affected == 1 => Redeemed::Now(row),
        Some(row) => match (row.redeemed_at, row.void_at, row.valid_until) {
            (Some(at), ..) => Redeemed::Before(UnixMillis(at)),
            (None, None, _) if row.return_id.is_some() => Redeemed::Returning,
            (None, None, Some(until)) => Redeemed::TooLate(UnixMillis(until)),
            _ => Redeemed::Void,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_a_shape_people_can_read_out() {
        let one = code(Some("POT"));
        assert_eq!(one.len(), "POT-XXXX-XXXX-XXXX".len());
        assert!(one.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-'));
        assert_eq!(code(None).len(), 14);
        assert_ne!(code(None), code(None));
    }
}
