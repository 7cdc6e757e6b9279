//! Reading several tables as they were at one moment.

use sea_orm::{
    AccessMode, DatabaseTransaction, DbBackend, IsolationLevel, TransactionOptions,
    TransactionTrait,
};

use crate::{ApiError, db::Db};

/// A transaction that only reads and sees one moment, whatever is written meanwhile: a deal that ends
/// must not be read together with the stock from before its end.
pub async fn begin(db: &Db) -> Result<DatabaseTransaction, ApiError> {
    // On SQLite every transaction is such a snapshot.
    let postgres = db.backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    };
    Ok(db.read.begin_with_options(options).await?)
}
