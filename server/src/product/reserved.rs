//! Units that unpaid orders hold, and when they may come back.

use std::collections::HashMap;

use picklive_contract::{UnixMillis, orders::OrderState};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::{
    ApiError,
    db::entities::{deal, variant},
};

/// What unpaid orders hold of a deal's quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Units.
    pub units: i64,
    /// When the first hold lapses.
    pub until: UnixMillis,
}

/// What is held of each of `deals`, by deal id; those of which nothing is held are absent.
///
/// # Errors
/// When the database does not answer.
pub async fn of_deals<C: ConnectionTrait>(
    conn: &C,
    deals: &[deal::Model],
) -> Result<HashMap<String, Held>, ApiError> {
    let begun: Vec<_> = deals.iter().filter(|deal| deal.left < deal.quota).collect();
    if begun.is_empty() {
        return Ok(HashMap::new());
    }
    let line = |name: &'static str| Expr::col(("order_lines", name));
    let order = |name: &'static str| Expr::col(("orders", name));
    let held = Query::select()
        .column(("order_lines", "deal_id"))
        .expr_as(order("hold_expires_at").min(), Alias::new("first"))
        .expr_as(line("quantity").sum().cast_as("BIGINT"), Alias::new("units"))
        .from("order_lines")
        .inner_join("orders", order("id").equals(("order_lines", "order_id")))
        // Lines are found by their variant, of which there is an index.
        .and_where(line("variant_id").is_in(begun.iter().map(|deal| deal.variant_id.as_str())))
        .and_where(line("deal_id").is_in(begun.iter().map(|deal| deal.id.as_str())))
        .and_where(order("state").eq(OrderState::AwaitingPayment.as_str()))
        .group_by_col(("order_lines", "deal_id"))
        .take();
    let mut all = HashMap::new();
    for row in conn.query_all(&held).await? {
        if let Some(at) = row.try_get_by_index::<Option<i64>>(1)? {
            let held = Held { units: row.try_get_by_index(2)?, until: UnixMillis(at) };
            all.insert(row.try_get_by_index(0)?, held);
        }
    }
    Ok(all)
}

/// When the first hold of each variant lapses, by variant id; variants without holds are absent.
///
/// # Errors
/// When the database does not answer.
pub async fn until<C: ConnectionTrait>(
    conn: &C,
    variants: &[variant::Model],
) -> Result<HashMap<String, UnixMillis>, ApiError> {
    let held: Vec<_> = variants.iter().filter(|v| v.reserved > 0).map(|v| v.id.as_str()).collect();
    if held.is_empty() {
        return Ok(HashMap::new());
    }
    let first = Query::select()
        .column(("order_lines", "variant_id"))
        .expr_as(Expr::col(("orders", "hold_expires_at")).min(), Alias::new("first"))
        .from("order_lines")
        .inner_join("orders", Expr::col(("orders", "id")).equals(("order_lines", "order_id")))
        .and_where(Expr::col(("order_lines", "variant_id")).is_in(held))
        .and_where(Expr::col(("orders", "state")).eq(OrderState::AwaitingPayment.as_str()))
        .group_by_col(("order_lines", "variant_id"))
        .take();
    let mut all = HashMap::new();
    for row in conn.query_all(&first).await? {
        if let Some(at) = row.try_get_by_index::<Option<i64>>(1)? {
            all.insert(row.try_get_by_index(0)?, UnixMillis(at));
        }
    }
    Ok(all)
}
