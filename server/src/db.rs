//! The database: SQLite in one file by default, PostgreSQL where one machine is not enough.
//!
//! Reads go to [`Db::read`]. Writes go through [`Db::writing`], which begins a transaction that may write
//! (on SQLite `BEGIN IMMEDIATE`: the command line is a second process), commits it, and tries again when
//! the database reports a conflict.

pub mod connect;
pub mod entities;
pub mod locks;
pub mod migrations;

use std::{future::Future, sync::Arc, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::watch;

use crate::ApiError;

/// Connections of one database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    /// For reading.
    pub read: DatabaseConnection,
    write: DatabaseConnection,
    written: Arc<watch::Sender<()>>,
}

/// A transaction that may write. Queries take `&*tx`.
pub type Tx = Arc<DatabaseTransaction>;

/// Whether something was written by an insert that gives way to what is there: SeaORM calls nothing an error.
///
/// # Errors
/// What else the database says.
pub fn inserted(done: Result<u64, DbErr>) -> Result<bool, DbErr> {
    match done {
        Err(DbErr::RecordNotInserted) => Ok(false),
        done => Ok(done? > 0),
    }
}

/// How often a write that met another one is tried.
const TRIES: u32 = 6;

impl Db {
    fn of(read: DatabaseConnection, write: DatabaseConnection) -> Self {
        Self { read, write, written: Arc::new(watch::Sender::new(())) }
    }

    /// Changes after each write of this process; what others write is not noticed.
    pub fn written(&self) -> watch::Receiver<()> {
        self.written.subscribe()
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Closes all connections; who asks later gets an error.
    ///
    /// # Errors
    /// When that cannot be done in order.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }

    /// Runs `work` in one transaction: committed when it returns `Ok`, undone otherwise. On a conflict
    /// with another writer it is run again from the start, so it must have no effect outside `tx`, and
    /// must keep no clone of it.
    pub async fn writing<T, F, W>(&self, work: W) -> Result<T, ApiError>
    where
        W: Fn(Tx) -> F,
        F: Future<Output = Result<T, ApiError>>,
    {
        let mut tries = 1;
        loop {
            match self.write_once(&work).await {
                Err(error) if error.is_conflict() && tries < TRIES => {
                    let spread = 1 + rand::random::<u64>() % 8;
                    tokio::time::sleep(Duration::from_millis(spread << tries)).await;
                    tries += 1;
                }
                other => return other,
            }
        }
    }

    async fn write_once<T, F, W>(&self, work: &W) -> Result<T, ApiError>
    where
        W: Fn(Tx) -> F,
        F: Future<Output = Result<T, ApiError>>,
    {
        let sqlite = self.backend() == DbBackend::Sqlite;
        let options = TransactionOptions {
            sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = Arc::new(self.write.begin_with_options(options).await?);
        let done = work(Arc::clone(&tx)).await;
        let tx = Arc::into_inner(tx)
            .ok_or_else(|| ApiError::internal("a transaction outlived its work"))?;
        match done {
            Ok(value) => {
                tx.commit().await?;
                self.written.send_replace(());
                Ok(value)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(error)
            }
        }
    }
}

/// Lets one transaction at a time go on with `key`, until it ends: for what is counted before it is
/// written. SQLite has one writer anyhow.
///
/// # Errors
/// When the database does not answer.
pub async fn one_at_a_time(tx: &Tx, key: &str) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [key.into()]);
        tx.query_one_raw(lock).await?;
    }
    Ok(())
}

/// Whether a write failed only because it met another one: SQLite's busy and locked, PostgreSQL's
/// serialization failure and deadlock.
pub fn is_conflict(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let Some(code) = error.as_database_error().and_then(|error| error.code()) else {
        return false;
    };
    // SQLite's extended codes keep the primary one in the low byte.
    let sqlite = code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6));
    (sqlite && code.len() <= 4) || matches!(&*code, "40001" | "40P01")
}
