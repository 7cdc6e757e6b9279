//! Money goes back for a return: the units count as sold no more, and the return is over.

use picklive_contract::{UnixMillis, orders::OrderState, returns::ReturnState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, Value},
};

use super::{close, codes, requests, sums::Sums};
use crate::{
    ApiError,
    db::entities::{order, order_line, return_line, return_request as row},
    orders::{
        accept,
        refund::paid_by,
        restock::{self, Line, NoRestock, Restock},
        steps,
        units::{self, Back, Shelf},
    },
    payments::refunds::{self, Kind},
};

/// What is to go back.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// How much, minor units; what was agreed to, or asked, when `None`.
    pub amount: Option<i64>,
    /// Whether the shipping fee goes back with it.
    pub shipping: bool,
    /// Which shipped units are sellable again.
    pub restock: &'a Restock,
    /// The shop's own words.
    pub answer: Option<&'a str>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// So much goes back.
    Done {
        /// Minor units.
        amount: i64,
        /// Units that are sellable again.
        sellable: i64,
        /// Whether that was all that was left of the order.
        whole: bool,
    },
    /// The return is in another state, this one.
    WrongState(ReturnState),
    /// No more than this can go back; less than was agreed to, when no sum was said.
    TooMuch(i64),
    /// It would take all that is left while other returns of the order go on.
    OthersOpen,
    /// The units named cannot come back.
    NoRestock(NoRestock),
}

/// What the sums of a return are, as its order stands.
pub async fn sums(
    conn: &impl ConnectionTrait,
    order: &order::Model,
    request: &row::Model,
) -> Result<Sums, ApiError> {
    let others = row::Entity::find().filter(row::Column::OrderId.eq(&order.id));
    let others = others.filter(row::Column::Id.ne(&request.id)).all(conn).await?;
    let counts = |state| !matches!(state, ReturnState::Refused | ReturnState::Withdrawn);
    let others = others.iter().filter(|other| counts(requests::state(other)));
    let fees: i64 = others.clone().map(|other| other.shipping).sum();
    let open = others.filter(|other| requests::is_open(other));
    let promised: i64 = open.filter_map(|other| other.allowed).sum();
    let mine = requests::lines(conn, &request.id).await?;
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(&order.id));
    let back = |line: &order_line::Model| line.returned + units_of(&mine, line.position);
    let lines = lines.all(conn).await?;
    Ok(Sums {
        worth: request.worth,
        asked: request.asked,
        allowed: request.allowed,
        with_fee: request.shipping,
        fee_left: (order.shipping - fees).max(0),
        left: order.total - order.refunded,
        promised,
        whole: lines.iter().all(|line| back(line) == line.quantity),
    })
}

fn units_of(lines: &[return_line::Model], position: i32) -> i64 {
    lines.iter().find(|line| line.position == position).map_or(0, |line| line.quantity)
}

/// Gives money back for a return that goes on, and ends it. Nothing is changed unless the answer is
/// [`Refunded::Done`].
pub async fn refund(
    tx: &DatabaseTransaction,
    id: &str,
    wish: Wish<'_>,
    now: UnixMillis,
) -> Result<Refunded, ApiError> {
    let (request, order) = requests::locked(tx, id).await?;
    if !requests::is_open(&request) {
        return Ok(Refunded::WrongState(requests::state(&request)));
    }
    let sum = match sums(tx, &order, &request).await?.meant(wish.amount, wish.shipping) {
        Ok(sum) => sum,
        Err(most) => return Ok(Refunded::TooMuch(most)),
    };
    let mine = requests::lines(tx, id).await?;
    let lines = restock::lines(tx, &order).await?;
    let drains = sum.amount == order.total - order.refunded;
    let others = |line: &Line| line.row.in_return > units_of(&mine, line.row.position);
    if drains && lines.iter().any(others) {
        return Ok(Refunded::OthersOpen);
    }
    let sellable = match sellable(&lines, &mine, wish.restock) {
        Ok(sellable) => sellable,
        Err(why) => return Ok(Refunded::NoRestock(why)),
    };
    let payment = paid_by(tx, &order.id).await?;
    let why = steps::RETURNED;
    let paid = refunds::add(tx, &payment, Kind::Order, sum.amount, None, why, now).await?;
    let answer = wish.answer.map(ToOwned::to_owned).or_else(|| request.answer.clone());
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(ReturnState::Refunded.as_str()))
        .col_expr(row::Column::Refunded, Expr::value(sum.amount))
        .col_expr(row::Column::Shipping, Expr::value(sum.fee))
        .col_expr(row::Column::RefundId, Expr::value(paid))
        .col_expr(row::Column::Answer, Expr::value(Value::String(answer)))
        .col_expr(row::Column::DecidedAt, Expr::value(request.decided_at.unwrap_or(now.0)))
        .col_expr(row::Column::ClosedAt, Expr::value(now.0))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(ApiError::internal("a return ended while its order was locked"));
    }
    let backs = bring_back(tx, &order, &lines, &mine, &sellable, now).await?;
    let rest: Vec<i64> =
        lines.iter().map(|line| if drains { line.never_left() } else { 0 }).collect();
    let rest_backs = restock::note(tx, &order, &lines, &rest, now).await?;
    let all: Vec<Back<'_>> = backs.into_iter().chain(rest_backs).collect();
    units::give_back(tx, &all, Shelf::Sold).await?;
    if drains {
        let back = |line: &Line| line.row.returned + units_of(&mine, line.row.position);
        let kept =
            lines.iter().zip(&rest).any(|(line, rest)| back(line) + rest < line.row.quantity);
        let (from, to) = (OrderState::from(order.state.as_str()), OrderState::Refunded);
        accept::advance(tx, &order.id, &from, &to, if kept { "sold" } else { "returned" }).await?;
        steps::reached(tx, &order.id, &to, now, Some(steps::RETURNED)).await?;
    }
    let sellable = sellable.iter().chain(&rest).sum();
    Ok(Refunded::Done { amount: sum.amount, sellable, whole: drains })
}

/// How many of the return's units of each line of the order are sellable again: all that never left the shop,
/// and of those that were shipped the ones the merchant names.
fn sellable(
    lines: &[Line],
    mine: &[return_line::Model],
    said: &Restock,
) -> Result<Vec<i64>, NoRestock> {
    let units = |line: &Line| units_of(mine, line.row.position);
    let shipped = |line: &&Line| line.shipped && units(line) > 0;
    let mut plan: Vec<i64> =
        lines.iter().map(|line| if line.shipped { 0 } else { units(line) }).collect();
    match said {
        Restock::Unsaid => {}
        Restock::Shipped if lines.iter().find(shipped).is_none() => {
            return Err(NoRestock::Needless);
        }
        Restock::Shipped => plan = lines.iter().map(units).collect(),
        Restock::Units(named) => {
            for (number, count) in named {
                let at = number.checked_sub(1);
                let found = at.and_then(|at| Some((lines.get(at)?, plan.get_mut(at)?)));
                let Some((line, planned)) = found else { return Err(NoRestock::NoLine(*number)) };
                if !line.shipped && units(line) > 0 {
                    return Err(NoRestock::Needless);
                }
                *planned += count;
                if *planned > units(line) {
                    return Err(NoRestock::TooMany(*number, units(line)));
                }
            }
        }
    }
    Ok(plan)
}

/// Notes that the units of a return are back, makes its codes void, and says where the units go.
async fn bring_back<'a>(
    tx: &DatabaseTransaction,
    order: &'a order::Model,
    lines: &'a [Line],
    mine: &[return_line::Model],
    sellable: &[i64],
    now: UnixMillis,
) -> Result<Vec<Back<'a>>, ApiError> {
    let (person, mut vouchers, mut backs) = (order.person_id.as_deref(), 0, Vec::new());
    for (line, sellable) in lines.iter().zip(sellable) {
        let Some(part) = mine.iter().find(|part| part.position == line.row.position) else {
            continue;
        };
        close::release(tx, part, part.quantity).await?;
        vouchers += i64::from(line.voucher) * part.quantity;
        let rest = part.quantity - sellable;
        backs.push(Back { line: &line.row, units: *sellable, person, sellable: true });
        backs.push(Back { line: &line.row, units: rest, person, sellable: false });
    }
    let Some(first) = mine.first() else { return Ok(backs) };
    if codes::void(tx, &first.return_id, now).await? != vouchers {
        return Err(ApiError::internal("codes of a return are not set aside as they should be"));
    }
    Ok(backs)
}
