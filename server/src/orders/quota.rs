//! A deal's quota and its limit per person: ceilings on top of stock.

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    QueryTrait, Set,
    sea_query::{Expr, OnConflict},
};

use super::{units::Offers, want::DealWant};
use crate::{
    ApiError,
    db::{
        entities::{deal, deal_buyer, drop},
        inserted,
    },
    live::ALLOWANCE,
};

/// Takes units of a deal's quota; `false` when too few are left, or (with a moment) when the drop is not
/// open then or the deal is not the one the buyer was told of.
pub async fn take(
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
            // A room's deal is honoured for a while for who saw it later; whether this buyer did, the prices say.
            .filter(
                Condition::any().add(drop::Column::ClosesAt.gt(now.0)).add(
                    drop::Column::RoomId
                        .is_not_null()
                        .and(drop::Column::ClosesAt.gt(now.plus(-ALLOWANCE).0)),
                ),
            );
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

/// The limit per person that a deal has now.
pub async fn limit_now(tx: &DatabaseTransaction, id: &str) -> Result<Option<i32>, ApiError> {
    Ok(deal::Entity::find_by_id(id).one(tx).await?.and_then(|deal| deal.person_limit))
}

/// Adds units to what a person has of a deal; `false` when that is more than the limit.
pub async fn take_turn(
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
        deal_id: Set(id.to_owned()),
        person_id: Set(person.to_owned()),
        units: Set(units),
    };
    let conflict = OnConflict::columns([deal_buyer::Column::DealId, deal_buyer::Column::PersonId])
        .value(deal_buyer::Column::Units, had.clone().add(units))
        .action_and_where(had.add(units).lte(limit))
        .to_owned();
    let insert = deal_buyer::Entity::insert(row).on_conflict(conflict);
    Ok(inserted(insert.exec_without_returning(tx).await)?)
}

/// Gives units back to a deal's quota.
pub async fn give_back(tx: &DatabaseTransaction, id: &str, units: i64) -> Result<(), ApiError> {
    let left = Expr::col(deal::Column::Left).add(units);
    // The merchant may have lowered the quota meanwhile.
    let left = Expr::case(left.clone().lte(Expr::col(deal::Column::Quota)), left)
        .finally(Expr::col(deal::Column::Quota));
    deal::Entity::update_many()
        .col_expr(deal::Column::Left, left.into())
        .filter(deal::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes units off what a person has of a deal.
pub async fn give_turn_back(
    tx: &DatabaseTransaction,
    id: &str,
    person: &str,
    units: i64,
) -> Result<(), ApiError> {
    deal_buyer::Entity::update_many()
        .col_expr(deal_buyer::Column::Units, Expr::col(deal_buyer::Column::Units).sub(units))
        .filter(deal_buyer::Column::DealId.eq(id))
        .filter(deal_buyer::Column::PersonId.eq(person))
        .filter(deal_buyer::Column::Units.gte(units))
        .exec(tx)
        .await?;
    Ok(())
}
