//! What a variant cost in the past.

use std::collections::HashMap;

use picklive_contract::UnixMillis;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::{
    ApiError,
    db::entities::{edition, pick, price_change, variant},
};

/// The past prices of one variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Everyday prices: from when, minor units; oldest first.
    pub changes: Vec<(UnixMillis, i64)>,
    /// Lowest price of an offer that was open in the time asked about.
    pub offered: Option<i64>,
}

impl History {
    /// The lowest price from `start` up to `end` (exclusive); `None` when the everyday price is not
    /// known from `start` on.
    pub fn lowest(&self, start: UnixMillis, end: UnixMillis) -> Option<i64> {
        let (_, at_start) = self.changes.iter().rev().find(|(at, _)| *at <= start)?;
        let within = self.changes.iter().filter(|(at, _)| start < *at && *at < end);
        within.map(|(_, price)| *price).chain([*at_start]).chain(self.offered).min()
    }
}

/// Reads the history of `variants` from `start` to `end`, by variant id.
///
/// # Errors
/// When the database does not answer.
pub async fn load<C: ConnectionTrait>(
    conn: &C,
    variants: &[&variant::Model],
    start: UnixMillis,
    end: UnixMillis,
) -> Result<HashMap<String, History>, ApiError> {
    let ids: Vec<_> = variants.iter().map(|variant| variant.id.as_str()).collect();
    let mut all = HashMap::<String, History>::new();
    let changes = price_change::Entity::find()
        .filter(price_change::Column::VariantId.is_in(ids.iter().copied()))
        .filter(price_change::Column::At.lt(end.0))
        .order_by_asc(price_change::Column::At)
        .order_by_asc(price_change::Column::Id)
        .all(conn)
        .await?;
    for change in changes {
        let history = all.entry(change.variant_id).or_default();
        history.changes.push((UnixMillis(change.at), change.price));
    }
    for (variant, price) in deals(conn, &ids, start, end).await? {
        offer(&mut all, &variant, price);
    }
    for (variant, price) in in_rooms(conn, &ids, start, end).await? {
        offer(&mut all, &variant, price);
    }
    for pick in picks(conn, variants, start, end).await? {
        let Some(price) = pick.price else { continue };
        for variant in variants.iter().filter(|variant| variant.product_id == pick.product_id) {
            offer(&mut all, &variant.id, price);
        }
    }
    Ok(all)
}

fn offer(all: &mut HashMap<String, History>, variant: &str, price: i64) {
    let history = all.entry(variant.to_owned()).or_default();
    history.offered = Some(history.offered.map_or(price, |lowest| Ord::min(lowest, price)));
}

/// The lowest deal of each variant whose drop was open for a moment of the time.
async fn deals<C: ConnectionTrait>(
    conn: &C,
    ids: &[&str],
    start: UnixMillis,
    end: UnixMillis,
) -> Result<Vec<(String, i64)>, ApiError> {
    let lowest = Query::select()
        .column(("deals", "variant_id"))
        .expr_as(Expr::col(("deals", "price")).min(), Alias::new("lowest"))
        .from("deals")
        .inner_join("drops", Expr::col(("drops", "id")).equals(("deals", "drop_id")))
        .and_where(Expr::col(("deals", "variant_id")).is_in(ids.iter().copied()))
        .and_where(Expr::col(("drops", "opens_at")).lt(end.0))
        .and_where(Expr::col(("drops", "closes_at")).gt(start.0))
        .group_by_col(("deals", "variant_id"))
        .take();
    let rows = conn.query_all(&lowest).await?;
    let pairs = rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    pairs.collect()
}

/// The lowest price of each variant that counted in a room for a moment of the time: everybody could have gone there.
async fn in_rooms<C: ConnectionTrait>(
    conn: &C,
    ids: &[&str],
    start: UnixMillis,
    end: UnixMillis,
) -> Result<Vec<(String, i64)>, ApiError> {
    let closed = Expr::col("closes_at");
    let lowest = Query::select()
        .column("variant_id")
        .expr_as(Expr::col("price").min(), Alias::new("lowest"))
        .from("room_prices")
        .and_where(Expr::col("variant_id").is_in(ids.iter().copied()))
        .and_where(Expr::col("opens_at").lt(end.0))
        .and_where(closed.clone().is_null().or(closed.gt(start.0)))
        .group_by_col("variant_id")
        .take();
    let rows = conn.query_all(&lowest).await?;
    let pairs = rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    pairs.collect()
}

/// The priced picks of the editions that were the latest for a moment of the time.
async fn picks<C: ConnectionTrait>(
    conn: &C,
    variants: &[&variant::Model],
    start: UnixMillis,
    end: UnixMillis,
) -> Result<Vec<pick::Model>, ApiError> {
    let before = edition::Entity::find()
        .filter(edition::Column::PublishesAt.lte(start.0))
        .order_by_desc(edition::Column::PublishesAt)
        .one(conn)
        .await?;
    let within: Vec<String> = edition::Entity::find()
        .select_only()
        .column(edition::Column::Date)
        .filter(edition::Column::PublishesAt.gt(start.0))
        .filter(edition::Column::PublishesAt.lt(end.0))
        .into_tuple()
        .all(conn)
        .await?;
    let dates = within.into_iter().chain(before.map(|edition| edition.date));
    let products = variants.iter().map(|variant| variant.product_id.as_str());
    let picks = pick::Entity::find()
        .filter(pick::Column::EditionDate.is_in(dates))
        .filter(pick::Column::ProductId.is_in(products))
        .filter(pick::Column::Price.is_not_null());
    Ok(picks.all(conn).await?)
}
