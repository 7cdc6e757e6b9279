//! The demo shop: what a fresh installation opens with.
//!
//! An empty database is filled once. After that only editions and drops of the coming days are added, so
//! a server that runs for weeks never shows an empty morning. A database with products that are not the
//! demo shop's is left alone.

pub mod files;
pub mod keep;
pub mod read;
pub mod rooms;
pub mod seed;
pub mod stream;

use picklive_contract::time::MINUTE;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{ApiError, AppState, db::entities::product, storefront::settings};

/// How often the days ahead are looked after, in milliseconds.
const EVERY: i64 = 5 * MINUTE;

/// With `--demo`: fills an empty database and adds what the coming days need.
///
/// # Errors
/// When the database does not take it or a file of the demo shop cannot be read.
pub async fn prepare(state: &AppState) -> Result<(), ApiError> {
    if !state.config.demo {
        return Ok(());
    }
    if product::Entity::find().count(&state.db.read).await? == 0 {
        seed::fill(state).await?;
        tracing::info!("the demo shop is set up");
    }
    if settings::get(state).await?.demo {
        keep::ahead(state).await?;
        rooms::keep(state).await?;
    }
    Ok(())
}

/// Keeps the demo shop going until it is dropped.
pub async fn run(state: AppState) {
    if !state.config.demo {
        return;
    }
    loop {
        state.clock.reach(state.clock.now().plus(EVERY)).await;
        if let Err(error) = prepare(&state).await {
            tracing::error!(%error, "the demo shop's next days");
        }
    }
}
