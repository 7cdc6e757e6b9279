//! What an order gives besides parcels, and when: nothing before it is paid, nothing once it is refunded.

use std::collections::{HashMap, HashSet};

use picklive_contract::orders::OrderState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::view::Parts;
use crate::{
    ApiError,
    db::entities::{order, product},
};

/// Course texts of the products in orders that are paid.
pub async fn read_access(
    db: &impl ConnectionTrait,
    orders: &[order::Model],
    parts: &HashMap<String, Parts>,
) -> Result<HashMap<String, String>, ApiError> {
    let paid = orders.iter().filter(|order| is_given(order));
    let lines = paid.filter_map(|order| parts.get(&order.id)).flat_map(|parts| &parts.lines);
    let products: HashSet<_> = lines.map(|line| line.product_id.as_str()).collect();
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(String, Option<String>)> = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::Access])
        .filter(product::Column::Id.is_in(products))
        .filter(product::Column::Access.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().filter_map(|(id, access)| Some((id, access?))).collect())
}

/// Whether what was bought is given: paid and not refunded.
pub fn is_given(order: &order::Model) -> bool {
    matches!(
        OrderState::from(order.state.as_str()),
        OrderState::Paid | OrderState::Shipped | OrderState::Delivered | OrderState::Completed
    )
}
