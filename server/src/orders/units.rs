//! Where units are: on the shelf, set aside, or sold. Every move is one guarded write.
//!
//! Rows are always touched in one order (variants by id, then deals by id, then buyers), so that two
//! purchases never wait for each other on PostgreSQL.

use std::collections::BTreeMap;

use picklive_contract::UnixMillis;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};

use crate::{
    ApiError,
    db::entities::{deal, deal_buyer, drop, order_line, variant},
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

/// Units of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The variant.
    pub variant: String,
    /// How many.
    pub quantity: i64,
    /// The everyday price the buyer was told; `None` when another offer counts.
    pub list_price: Option<i64>,
    /// The deal whose price counts.
    pub deal: Option<DealWant>,
}

/// The deal a line is bought by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealWant {
    /// The deal.
    pub id: String,
    /// The price the buyer was told.
    pub price: i64,
    /// Its limit per person.
    pub limit: Option<i32>,
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

impl Want {
    /// What an order's line took.
    pub fn of(line: &order_line::Model) -> Self {
        let limit = line.limited.then_some(i32::MAX);
        let deal = line.deal_id.clone().map(|id| DealWant { id, price: line.unit_price, limit });
        Self { variant: line.variant_id.clone(), quantity: line.quantity, list_price: None, deal }
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
    for (id, (units, price)) in by_variant(wants) {
        let price = price.filter(|_| offers != Offers::Agreed);
        if !shift(tx, id, units, Shelf::Stock, to, price).await? {
            return Ok(Some(Refused::Gone));
        }
    }
    let deals = by_deal(wants);
    for (id, (units, deal)) in &deals {
        if !take_quota(tx, id, *units, deal, offers).await? {
            return Ok(Some(Refused::Gone));
        }
    }
    for (id, (units, deal)) in &deals {
        let Some(limit) = deal.limit else { continue };
        let Some(person) = person else { return Ok(Some(Refused::Limit)) };
        let limit = match offers {
            Offers::OpenAt(_) => Some(limit),
            Offers::Agreed => limit_now(tx, id).await?,
        };
        if !take_turn(tx, id, person, *units, i64::from(limit.unwrap_or(i32::MAX))).await? {
            return Ok(Some(Refused::Limit));
        }
    }
    Ok(None)
}

/// Gives the units of an order back: to stock, to the deals' quota and to the person's limit.
pub async fn give_back(
    tx: &DatabaseTransaction,
    lines: &[order_line::Model],
    person: Option<&str>,
    from: Shelf,
) -> Result<(), ApiError> {
    let wants: Vec<_> = lines.iter().map(Want::of).collect();
    for (id, (units, _)) in by_variant(&wants) {
        // A variant that the shop has deleted has nothing to give back to.
        shift(tx, id, units, from, Shelf::Stock, None).await?;
    }
    let deals = by_deal(&wants);
    for (id, (units, _)) in &deals {
        let left = Expr::col(deal::Column::Left).add(*units);
        // The merchant may have lowered the quota meanwhile.
        let left = Expr::case(left.clone().lte(Expr::col(deal::Column::Quota)), left)
            .finally(Expr::col(deal::Column::Quota));
        deal::Entity::update_many()
            .col_expr(deal::Column::Left, left.into())
            .filter(deal::Column::Id.eq(*id))
            .exec(tx)
            .await?;
    }
    for (id, (units, deal)) in &deals {
        let (Some(_), Some(person)) = (deal.limit, person) else { continue };
        deal_buyer::Entity::update_many()
            .col_expr(deal_buyer::Column::Units, Expr::col(deal_buyer::Column::Units).sub(*units))
            .filter(deal_buyer::Column::DealId.eq(*id))
            .filter(deal_buyer::Column::PersonId.eq(person))
            .filter(deal_buyer::Column::Units.gte(*units))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Marks an order's held units as sold.
pub async fn sell_held(tx: &DatabaseTransaction, lines: &[order_line::Model]) -> Result<(), ApiError> {
    let wants: Vec<_> = lines.iter().map(Want::of).collect();
    for (id, (units, _)) in by_variant(&wants) {
        shift(tx, id, units, Shelf::Reserved, Shelf::Sold, None).await?;
    }
    Ok(())
}

async fn shift(
    tx: &DatabaseTransaction,
    id: &str,
    units: i64,
    from: Shelf,
    to: Shelf,
    price: Option<i64>,
) -> Result<bool, ApiError> {
    let (from, to) = (from.column(), to.column());
    let mut update = variant::Entity::update_many()
        .col_expr(from, Expr::col(from).sub(units))
        .col_expr(to, Expr::col(to).add(units))
        .filter(variant::Column::Id.eq(id))
        .filter(from.gte(units));
    if let Some(price) = price {
        update = update.filter(variant::Column::Price.eq(price));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

async fn take_quota(
    tx: &DatabaseTransaction,
    id: &str,
    units: i64,
    deal: &DealWant,
    offers: Offers,
) -> Result<bool, ApiError> {
    let mut update = deal::Entity::update_many()
        .col_expr(deal::Column::Left, Expr::col(deal::Column::Left).sub(units))
        .filter(deal::Column::Id.eq(id))
        .filter(deal::Column::Left.gte(units));
    if let Offers::OpenAt(now) = offers {
        let open = drop::Entity::find()
            .select_only()
            .column(drop::Column::Id)
            .filter(drop::Column::OpensAt.lte(now.0))
            .filter(drop::Column::ClosesAt.gt(now.0));
        update = update
            .filter(deal::Column::Price.eq(deal.price))
            .filter(match deal.limit {
                Some(limit) => deal::Column::PersonLimit.eq(limit),
                None => deal::Column::PersonLimit.is_null(),
            })
            .filter(deal::Column::DropId.in_subquery(open.into_query()));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

async fn limit_now(tx: &DatabaseTransaction, id: &str) -> Result<Option<i32>, ApiError> {
    Ok(deal::Entity::find_by_id(id).one(tx).await?.and_then(|deal| deal.person_limit))
}

async fn take_turn(
    tx: &DatabaseTransaction,
    id: &str,
    person: &str,
    units: i64,
    limit: i64,
) -> Result<bool, ApiError> {
    if units > limit {
        return Ok(false);
    }
    let had = Expr::col((deal_buyer::Entity, deal_buyer::Column::Units));
    let row = deal_buyer::ActiveModel {
        deal_id: sea_orm::Set(id.to_owned()),
        person_id: sea_orm::Set(person.to_owned()),
        units: sea_orm::Set(units),
    };
    let conflict = OnConflict::columns([deal_buyer::Column::DealId, deal_buyer::Column::PersonId])
        .value(deal_buyer::Column::Units, had.clone().add(units))
        .action_and_where(had.add(units).lte(limit))
        .to_owned();
    let rows = deal_buyer::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(rows == 1)
}

fn by_variant(wants: &[Want]) -> BTreeMap<&str, (i64, Option<i64>)> {
    let mut all: BTreeMap<&str, (i64, Option<i64>)> = BTreeMap::new();
    for want in wants {
        let one = all.entry(&want.variant).or_default();
        one.0 += want.quantity;
        one.1 = one.1.or(want.list_price);
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
