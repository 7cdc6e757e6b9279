//! When units that unpaid orders hold may come back.

use std::collections::HashMap;

use picklive_contract::{UnixMillis, orders::OrderState};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::{ApiError, db::entities::variant};

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
