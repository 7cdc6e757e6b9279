//! What an import does to variants that are there: gathered while products are looked at, and written at the end, those
//! of all products together, in the one order in which rows are locked.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    ApiError,
    db::{Tx, entities::variant},
};

/// A variant that is written otherwise, or removed.
#[derive(Debug)]
pub struct Move {
    /// As it was read.
    pub old: variant::Model,
    /// As it is wanted; nothing when it is to go.
    pub wanted: Option<variant::Model>,
}

/// What is to be done to variants.
#[derive(Debug, Default)]
pub struct Moves {
    /// Those that are there.
    pub moved: Vec<Move>,
    /// New ones.
    pub added: Vec<variant::ActiveModel>,
}

impl Moves {
    /// Notes a row if it differs, and whether it does.
    pub fn update(&mut self, old: &variant::Model, wanted: variant::Model) -> bool {
        let differs = *old != wanted;
        if differs {
            self.moved.push(Move { old: old.clone(), wanted: Some(wanted) });
        }
        differs
    }

    /// Writes them all.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn write(self, tx: &Tx) -> Result<(), ApiError> {
        for Move { old, wanted } in self.moved {
            match wanted {
                Some(wanted) => update(tx, &old, &wanted).await?,
                None => remove(tx, &old).await?,
            }
        }
        for part in self.added.chunks(500) {
            variant::Entity::insert_many(part.to_vec()).exec_without_returning(&**tx).await?;
        }
        Ok(())
    }

    /// Which rows of these are touched.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.moved.iter().map(|moved| moved.old.id.as_str())
    }
}

/// Removes a variant of which no unit is anybody's.
async fn remove(tx: &Tx, old: &variant::Model) -> Result<(), ApiError> {
    let unsold = variant::Entity::delete_many()
        .filter(variant::Column::Id.eq(old.id.as_str()))
        .filter(variant::Column::Reserved.eq(0))
        .filter(variant::Column::Sold.eq(0));
    unsold.exec(&**tx).await?;
    Ok(())
}

/// Writes a row. The stock is moved by the difference, guarded: a purchase that came
/// between reading and writing keeps its units.
async fn update(tx: &Tx, old: &variant::Model, wanted: &variant::Model) -> Result<(), ApiError> {
    use variant::Column::{
        ListPrice, ListPriceSource, Picture, Position, Price, PricedAt, RetiredAt, Stock, Values,
    };
    let moved = Expr::col(Stock).add(wanted.stock - old.stock);
    let stock = Expr::case(moved.clone().gt(0), moved).finally(0);
    let mut update = variant::Entity::update_many()
        .col_expr(Position, Expr::value(wanted.position))
        .col_expr(Values, Expr::value(wanted.values.clone()))
        .col_expr(ListPrice, Expr::value(wanted.list_price))
        .col_expr(ListPriceSource, Expr::value(wanted.list_price_source.clone()))
        .col_expr(Picture, Expr::value(wanted.picture))
        .col_expr(RetiredAt, Expr::value(wanted.retired_at))
        .col_expr(Stock, stock.into())
        .filter(variant::Column::Id.eq(old.id.as_str()));
    if old.price != wanted.price {
        update = update
            .col_expr(Price, Expr::value(wanted.price))
            .col_expr(PricedAt, Expr::value(wanted.priced_at));
    }
    update.exec(&**tx).await?;
    Ok(())
}
