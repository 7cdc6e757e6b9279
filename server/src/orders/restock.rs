//! Which units a refund makes sellable again, line by line and unit by unit.
//!
//! With the whole sum everything returns that never left the shop: parcels not yet shipped, courses,
//! vouchers not redeemed. What was shipped returns only when the merchant says that it came back. With a
//! part of the sum nothing returns that is not named.

use std::{fmt, str::FromStr};

use picklive_contract::{UnixMillis, orders::OrderState, product::ProductKind, quotes::QuoteLine};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr,
};

use super::{
    accept,
    units::{self, Back, Shelf},
    vouchers,
};
use crate::{
    ApiError,
    db::entities::{order, order_line},
};

/// What the merchant says is back on the shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Restock {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// Everything that was shipped.
    Shipped,
    /// Units of lines, as (line from 1, units).
    Units(Vec<(usize, i64)>),
}

impl FromStr for Restock {
    type Err = String;

    /// Reads `all`, or `1:2,3:1`: two units of the first line and one of the third.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::Shipped);
        }
        let wrong = || format!("“{text}” is not LINE:UNITS, e.g. 1:2 or 1:2,3:1");
        let one = |pair: &str| {
            let (line, units) = pair.split_once(':')?;
            Some((line.trim().parse().ok()?, units.trim().parse().ok().filter(|units| *units > 0)?))
        };
        let all: Option<Vec<(usize, i64)>> = text.split(',').map(one).collect();
        all.map(Self::Units).ok_or_else(wrong)
    }
}

/// Why the units named cannot come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRestock {
    /// Nothing that was shipped is out: what is not shipped returns by itself.
    Needless,
    /// With a part of the sum, it must be said which.
    Which,
    /// The order has no such line.
    NoLine(usize),
    /// No more units of the line than this can come back.
    TooMany(usize, i64),
}

impl fmt::Display for NoRestock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Needless => f.write_str(
                "--restock does nothing here: nothing shipped is out, and the rest returns by itself",
            ),
            Self::Which => f.write_str(
                "with a part of the sum, say which units came back: --restock=LINE:UNITS",
            ),
            Self::NoLine(line) => write!(f, "--restock: the order has no line {line}"),
            Self::TooMany(line, most) => {
                write!(f, "--restock: of line {line} no more than {most} units can come back")
            }
        }
    }
}

/// A line and what can come back of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The row.
    pub row: order_line::Model,
    /// Units that are neither back nor redeemed, nor in a return that is not decided.
    open: i64,
    /// Whether they left the shop in a parcel.
    pub shipped: bool,
    /// Whether they are vouchers, with codes.
    pub voucher: bool,
}

impl Line {
    /// Units that return by themselves when all the money goes back.
    pub fn never_left(&self) -> i64 {
        if self.shipped { 0 } else { self.open }
    }
}

/// The lines of an order whose row is locked.
pub async fn lines(tx: &DatabaseTransaction, order: &order::Model) -> Result<Vec<Line>, ApiError> {
    let mut lines = Vec::new();
    for row in accept::lines(tx, &order.id).await? {
        let bought: QuoteLine = serde_json::from_str(&row.bought)?;
        let parcel = !matches!(bought.kind, ProductKind::Course | ProductKind::Voucher);
        let voucher = bought.kind == ProductKind::Voucher;
        let left = row.quantity - row.returned - row.in_return;
        let redeemed = if voucher { vouchers::redeemed(tx, &row).await? } else { 0 };
        let shipped = parcel && order.state != OrderState::Paid.as_str();
        lines.push(Line { open: Ord::max(left - redeemed, 0), shipped, voucher, row });
    }
    Ok(lines)
}

/// Units that come back, a number a line; `whole` when all the money goes back.
///
/// # Errors
/// When what the merchant says cannot be, or would do nothing.
pub fn plan(lines: &[Line], said: &Restock, whole: bool) -> Result<Vec<i64>, NoRestock> {
    let itself = |line: &Line| if whole { line.never_left() } else { 0 };
    let mut plan: Vec<i64> = lines.iter().map(itself).collect();
    match said {
        Restock::Unsaid => {}
        Restock::Shipped if !whole => return Err(NoRestock::Which),
        Restock::Shipped => {
            let out = |line: &&Line| line.shipped && line.open > 0;
            if lines.iter().find(out).is_none() {
                return Err(NoRestock::Needless);
            }
            plan = lines.iter().map(|line| line.open).collect();
        }
        Restock::Units(named) => {
            for (number, units) in named {
                let at = number.checked_sub(1);
                let found = at.and_then(|at| Some((lines.get(at)?, plan.get_mut(at)?)));
                let Some((line, planned)) = found else { return Err(NoRestock::NoLine(*number)) };
                if whole && !line.shipped {
                    return Err(NoRestock::Needless);
                }
                *planned += units;
                if *planned > line.open {
                    return Err(NoRestock::TooMany(*number, line.open));
                }
            }
        }
    }
    Ok(plan)
}

/// Brings the units back: to stock, quota and limit; codes of vouchers that come back are void.
pub async fn apply(
    tx: &DatabaseTransaction,
    order: &order::Model,
    lines: &[Line],
    plan: &[i64],
    now: UnixMillis,
) -> Result<(), ApiError> {
    let backs = note(tx, order, lines, plan, now).await?;
    units::give_back(tx, &backs, Shelf::Sold).await
}

/// Notes that the units are back and makes their codes void. They are still to be given back, all of a
/// transaction at once.
pub async fn note<'a>(
    tx: &DatabaseTransaction,
    order: &'a order::Model,
    lines: &'a [Line],
    plan: &[i64],
    now: UnixMillis,
) -> Result<Vec<Back<'a>>, ApiError> {
    let mut backs = Vec::new();
    for (line, units) in lines.iter().zip(plan).filter(|(_, units)| **units > 0) {
        order_line::Entity::update_many()
            .col_expr(
                order_line::Column::Returned,
                Expr::col(order_line::Column::Returned).add(*units),
            )
            .filter(order_line::Column::OrderId.eq(&order.id))
            .filter(order_line::Column::Position.eq(line.row.position))
            .exec(tx)
            .await?;
        if line.voucher {
            vouchers::void(tx, &line.row, *units, now).await?;
        }
        let person = order.person_id.as_deref();
        backs.push(Back { line: &line.row, units: *units, person, sellable: true });
    }
    Ok(backs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(open: i64, shipped: bool) -> Line {
        let row = order_line::Model {
            order_id: "o".into(),
            position: 0,
            product_id: "p".into(),
            variant_id: "v".into(),
            deal_id: None,
            limited: false,
            quantity: open,
            unit_price: 1,
            coupon_off: 0,
            bought: String::new(),
            returned: 0,
            in_return: 0,
        };
        Line { row, open, shipped, voucher: false }
    }

    #[test]
    fn what_never_left_returns_by_itself_and_the_rest_when_it_is_said() {
        let order = [line(2, true), line(3, false), line(0, false)];
        let units = |text: &str| text.parse::<Restock>().unwrap();
        assert_eq!(plan(&order, &Restock::Unsaid, true), Ok(vec![0, 3, 0]));
        assert_eq!(plan(&order, &Restock::Unsaid, false), Ok(vec![0, 0, 0]));
        assert_eq!(plan(&order, &Restock::Shipped, true), Ok(vec![2, 3, 0]));
        assert_eq!(plan(&order, &Restock::Shipped, false), Err(NoRestock::Which));
        assert_eq!(plan(&order[1..], &Restock::Shipped, true), Err(NoRestock::Needless));
        assert_eq!(plan(&order, &units("1:1"), true), Ok(vec![1, 3, 0]));
        assert_eq!(plan(&order, &units("1:1,2:2"), false), Ok(vec![1, 2, 0]));
        assert_eq!(plan(&order, &units("2:1"), true), Err(NoRestock::Needless));
        assert_eq!(plan(&order, &units("1:1,1:2"), false), Err(NoRestock::TooMany(1, 2)));
        assert_eq!(plan(&order, &units("3:1"), false), Err(NoRestock::TooMany(3, 0)));
        assert_eq!(plan(&order, &units("4:1"), false), Err(NoRestock::NoLine(4)));
        assert_eq!(plan(&order, &units("0:1"), false), Err(NoRestock::NoLine(0)));
        for bad in ["", "1", "1:0", "1:-1", "x:1", "1:1,"] {
            assert!(bad.parse::<Restock>().is_err(), "{bad}");
        }
    }
}
