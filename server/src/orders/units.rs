//! Where units are: on the shelf, set aside, or sold. Every move is one guarded write.
//!
//! Rows are always touched in one order (products, then variants by id, then deals by id, then buyers), so that two
//! purchases never wait for each other on PostgreSQL, nor a purchase and an import (`db/locks.rs`).

use std::collections::BTreeMap;

use picklive_contract::UnixMillis;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, SimpleExpr},
};

use super::{
    quota,
    want::{DealWant, Told, Want},
};
use crate::{
    ApiError,
    db::entities::{order_line, variant},
};

/// A place units can be in; together they are all units of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Sellable.
    Stock,
    /// Set aside for unpaid orders.
    Reserved,
    /// Paid and not returned.
    Sold,
}

impl Shelf {
    fn column(self) -> variant::Column {
        match self {
            Self::Stock => variant::Column::Stock,
            Self::Reserved => variant::Column::Reserved,
            Self::Sold => variant::Column::Sold,
        }
    }
}

/// Which guard refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Too few are left, or the offer is not open at that price any more.
    Gone,
    /// The person has bought as many as one may.
    Limit,
}

/// How strictly offers are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offers {
    /// The price must still be the one told, and the drop open at this moment.
    OpenAt(UnixMillis),
    /// The price was agreed before; only quota and limit count.
    Agreed,
}

/// Units of a line that go back, and whose they were.
#[derive(Clone, Copy, Debug)]
pub struct Back<'a> {
    /// The line.
    pub line: &'a order_line::Model,
    /// How many of its units.
    pub units: i64,
    /// The person who took them, for the deal's limit; nobody for a guest.
    pub person: Option<&'a str>,
    /// Whether they are sellable again; else they are in the books no more.
    pub sellable: bool,
}

impl<'a> Back<'a> {
    /// All units of an order's lines.
    pub fn all(lines: &'a [order_line::Model], person: Option<&'a str>) -> Vec<Self> {
        let back = |line| Self { line, units: line.quantity, person, sellable: true };
        lines.iter().map(back).collect()
    }
}

/// Takes every unit wanted from stock, quota and the person's limit, or says which guard refused: then
/// the caller must undo the transaction.
pub async fn take(
    tx: &DatabaseTransaction,
    wants: &[Want],
    person: Option<&str>,
    offers: Offers,
    to: Shelf,
) -> Result<Option<Refused>, ApiError> {
    for (id, (units, told)) in by_variant(wants) {
        let condition = match (told, offers) {
            (Some(told), Offers::OpenAt(now)) => Some(told.still_counts(now)),
            _ => None,
        };
        if !take_stock(tx, id, units, to, condition).await? {
            return Ok(Some(Refused::Gone));
        }
    }
    let deals = by_deal(wants);
    for (id, (units, deal)) in &deals {
        if !quota::take(tx, id, *units, deal, offers).await? {
            return Ok(Some(Refused::Gone));
        }
    }
    for (id, (units, deal)) in &deals {
        let Some(limit) = deal.limit else { continue };
        let Some(person) = person else { return Ok(Some(Refused::Limit)) };
        let limit = match offers {
            Offers::OpenAt(_) => Some(limit),
            Offers::Agreed => quota::limit_now(tx, id).await?,
        };
        if !quota::take_turn(tx, id, person, *units, i64::from(limit.unwrap_or(i32::MAX))).await? {
            return Ok(Some(Refused::Limit));
        }
    }
    Ok(None)
}

/// Gives units back, of one order or of many: to stock (those that are sellable), to the deals' quota and to
/// each person's limit.
pub async fn give_back(
    tx: &DatabaseTransaction,
    backs: &[Back<'_>],
    from: Shelf,
) -> Result<(), ApiError> {
    let (mut variants, mut deals) = (BTreeMap::new(), BTreeMap::new());
    let mut turns = BTreeMap::new();
    for Back { line, units, person, sellable } in backs.iter().filter(|back| back.units > 0) {
        let moved: &mut Moved = variants.entry(line.variant_id.as_str()).or_default();
        moved.units += units;
        moved.sellable += if *sellable { *units } else { 0 };
        let Some(deal) = line.deal_id.as_deref() else { continue };
        *deals.entry(deal).or_insert(0) += units;
        if let Some(person) = person.filter(|_| line.limited) {
            *turns.entry((deal, person)).or_insert(0) += units;
        }
    }
    for (id, moved) in variants {
        return_stock(tx, id, moved, from).await?;
    }
    for (id, units) in deals {
        quota::give_back(tx, id, units).await?;
    }
    for ((id, person), units) in turns {
        quota::give_turn_back(tx, id, person, units).await?;
    }
    Ok(())
}

/// Marks an order's held units as sold.
pub async fn sell_held(
    tx: &DatabaseTransaction,
    lines: &[order_line::Model],
) -> Result<(), ApiError> {
    let wants: Vec<_> = lines.iter().map(Want::of).collect();
    let (from, to) = (Shelf::Reserved.column(), Shelf::Sold.column());
    for (id, (units, _)) in by_variant(&wants) {
        variant::Entity::update_many()
            .col_expr(from, Expr::col(from).sub(units))
            .col_expr(to, Expr::col(to).add(units))
            .filter(variant::Column::Id.eq(id))
            .filter(from.gte(units))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Takes units off the shelf; `false` when too few are there, the variant is no longer sold, or it does not
/// fulfil the condition.
async fn take_stock(
    tx: &DatabaseTransaction,
    id: &str,
    units: i64,
    to: Shelf,
    condition: Option<SimpleExpr>,
) -> Result<bool, ApiError> {
    let (from, to) = (variant::Column::Stock, to.column());
    let mut update = variant::Entity::update_many()
        .col_expr(from, Expr::col(from).sub(units))
        .col_expr(to, Expr::col(to).add(units))
        .filter(variant::Column::Id.eq(id))
        .filter(variant::Column::RetiredAt.is_null())
        .filter(from.gte(units));
    if let Some(condition) = condition {
        update = update.filter(condition);
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Units of a variant that come back.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    /// All of them.
    units: i64,
    /// Those that can be sold again.
    sellable: i64,
}

/// Takes units back and puts the sellable ones of them on the shelf.
///
/// Those of a variant that is no longer sold are gone from the books: a list that brings it back says how many
/// there are. A variant that was deleted has nothing to give to.
async fn return_stock(
    tx: &DatabaseTransaction,
    id: &str,
    Moved { units, sellable }: Moved,
    from: Shelf,
) -> Result<(), ApiError> {
    let (from, to) = (from.column(), variant::Column::Stock);
    let sellable = Expr::case(variant::Column::RetiredAt.is_null(), Expr::col(to).add(sellable));
    variant::Entity::update_many()
        .col_expr(from, Expr::col(from).sub(units))
        .col_expr(to, sellable.finally(Expr::col(to)).into())
        .filter(variant::Column::Id.eq(id))
        .filter(from.gte(units))
        .exec(tx)
        .await?;
    Ok(())
}

fn by_variant(wants: &[Want]) -> BTreeMap<&str, (i64, Option<&Told>)> {
    let mut all: BTreeMap<&str, (i64, Option<&Told>)> = BTreeMap::new();
    for want in wants {
        let one = all.entry(&want.variant).or_default();
        one.0 += want.quantity;
        one.1 = one.1.or(want.told.as_ref());
    }
    all
}

fn by_deal(wants: &[Want]) -> BTreeMap<&str, (i64, &DealWant)> {
    let mut all: BTreeMap<&str, (i64, &DealWant)> = BTreeMap::new();
    for want in wants {
        let Some(deal) = &want.deal else { continue };
        all.entry(&deal.id).or_insert((0, deal)).0 += want.quantity;
    }
    all
}
