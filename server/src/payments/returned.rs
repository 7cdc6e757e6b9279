//! What a provider's webhook says of money that goes back.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, Value},
};

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{payment, refund},
    },
};

/// A provider says that something happened to a refund: it is asked at once. One that had seemed done and
/// failed is to be sent again.
///
/// # Errors
/// If it cannot be written.
pub async fn told(
    state: &AppState,
    provider: &str,
    id: &str,
    failed: bool,
) -> Result<(), ApiError> {
    let now = state.clock.now().0;
    let theirs = payment::Entity::find()
        .select_only()
        .column(payment::Column::Id)
        .filter(payment::Column::Provider.eq(provider));
    let states = if failed { &["pending", "done"][..] } else { &["pending"] };
    let work = async |tx: Tx| -> Result<u64, ApiError> {
        let changed = refund::Entity::update_many()
            .col_expr(refund::Column::State, Expr::value("pending"))
            .col_expr(refund::Column::DoneAt, Expr::value(Value::BigInt(None)))
            .col_expr(refund::Column::NextTryAt, Expr::value(now))
            .filter(refund::Column::Id.eq(id))
            .filter(refund::Column::State.is_in(states.iter().copied()))
            .filter(refund::Column::PaymentId.in_subquery(theirs.clone().into_query()))
            .exec(&*tx)
            .await?;
        Ok(changed.rows_affected)
    };
    let changed = state.db.writing(work).await?;
    if changed > 0 && failed {
        tracing::warn!(refund = id, provider, "money that went back was returned to the provider");
    }
    state.payments.wake();
    Ok(())
}
