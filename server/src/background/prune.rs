//! Removes what has served: old codes, ended sessions, keys nobody repeats any more.

use picklive_contract::time::{DAY, HOUR};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{code, idempotency, session},
    },
    http::idempotency::KEPT,
};

/// How often, in milliseconds.
const EVERY: i64 = HOUR;

/// Prunes until it is dropped.
pub async fn run(state: AppState) {
    loop {
        if let Err(error) = once(&state).await {
            tracing::error!(%error, "pruning");
        }
        state.clock.reach(state.clock.now().plus(EVERY)).await;
    }
}

/// Prunes once.
///
/// # Errors
/// When the database does not answer.
pub async fn once(state: &AppState) -> Result<(), ApiError> {
    let now = state.clock.now();
    let work = |tx: Tx| async move {
        code::Entity::delete_many()
            .filter(code::Column::CreatedAt.lt(now.plus(-2 * DAY).0))
            .exec(&*tx)
            .await?;
        session::Entity::delete_many()
            .filter(session::Column::ExpiresAt.lte(now.0))
            .exec(&*tx)
            .await?;
        idempotency::Entity::delete_many()
            .filter(idempotency::Column::At.lt(now.plus(-KEPT).0))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}
