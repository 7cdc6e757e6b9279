//! Removes what has served: old codes, ended sessions, keys nobody repeats any more, addresses that guests
//! ordered from, addresses that nobody has signed in from for long, who watched a room that is over and when they
//! opened what, letters to followers, pictures of returns that are long over.

use picklive_contract::{
    orders::OrderState,
    time::{DAY, HOUR},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, Value},
};

use crate::{
    ApiError, AppState,
    account::known,
    db::{
        Tx,
        entities::{code, idempotency, known_address, order, session},
    },
    events,
    follows::calls,
    http::idempotency::KEPT,
    live::{taps, watched},
    returns::pictures,
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
        known_address::Entity::delete_many()
            .filter(known_address::Column::SeenAt.lte(now.plus(-known::LASTS).0))
            .exec(&*tx)
            .await?;
        idempotency::Entity::delete_many()
            .filter(idempotency::Column::At.lt(now.plus(-KEPT).0))
            .exec(&*tx)
            .await?;
        events::prune(&*tx, now).await?;
        watched::settle(&tx, now).await?;
        calls::forget(&tx, now).await?;
        taps::forget(&tx, now).await?;
        // Where a guest ordered from counts while the order is unpaid, and is nobody's business after that.
        order::Entity::update_many()
            .col_expr(order::Column::Origin, Expr::value(Value::String(None)))
            .filter(order::Column::Origin.is_not_null())
            .filter(order::Column::State.ne(OrderState::AwaitingPayment.as_str()))
            .exec(&*tx)
            .await?;
        pictures::forget(&tx, now).await
    };
    state.db.writing(work).await
}
