//! Opening the database and bringing its schema up to date.
//!
//! **Durability on SQLite.** The write-ahead log is written before a request is answered, so a crash of
//! the process loses nothing that was answered. A power cut can lose the last moments when
//! `synchronous=NORMAL`; with `FULL` (the default) every commit waits for the disk and nothing is lost.

use std::{fs, path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr, sqlx::sqlite::SqliteConnectOptions,
};
use sea_orm_migration::MigratorTrait;

use super::{Db, migrations::Migrator};

/// Connections that read one SQLite file at a time.
const READERS: u32 = 4;
/// Connections to PostgreSQL.
const POOL: u32 = 16;
/// How long a request waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens `data` (a file, or `postgres://…`) and applies the migrations it lacks. `durable` as above.
///
/// # Errors
/// A sentence for the person who starts the server.
pub async fn open(data: &str, durable: bool) -> Result<Db, String> {
    let db = as_it_is(data, durable).await?;
    Migrator::get_migration_with_status(&db.write).await.map_err(|error| match error {
        DbErr::Custom(_) => format!(
            "the database {} was written by a newer version of picklive-server; use that version",
            shown(data)
        ),
        other => format!("cannot read the database {}: {other}", shown(data)),
    })?;
    Migrator::up(&db.write, None).await.map_err(|error| {
        format!("cannot bring the database {} up to date: {error}", shown(data))
    })?;
    Ok(db)
}

/// Opens `data` and applies nothing: for what only reads, whichever version wrote it.
///
/// # Errors
/// As [`open`].
pub async fn as_it_is(data: &str, durable: bool) -> Result<Db, String> {
    let opened = if is_postgres(data) { postgres(data).await } else { sqlite(data, durable).await };
    opened.map_err(|error| format!("cannot open the database {}: {error}", shown(data)))
}

/// One connection that may write, for making a database: of a file without write-ahead log, so that nobody
/// else may have it open; on PostgreSQL in this schema.
///
/// # Errors
/// As [`open`].
pub async fn alone(data: &str, schema: Option<&str>) -> Result<DatabaseConnection, String> {
    let mut options = if is_postgres(data) {
        ConnectOptions::new(data)
    } else {
        file(data, |sqlx| sqlx.pragma("journal_mode", "DELETE").pragma("synchronous", "FULL"))
    };
    if let Some(schema) = schema {
        options.set_schema_search_path(schema);
    }
    options.max_connections(1).acquire_timeout(Duration::from_secs(5)).sqlx_logging(false);
    let opened = connect(options).await;
    opened.map_err(|error| format!("cannot open the database {}: {error}", shown(data)))
}

/// Whether `data` names a PostgreSQL database rather than a file.
pub fn is_postgres(data: &str) -> bool {
    data.starts_with("postgres://") || data.starts_with("postgresql://")
}

async fn postgres(data: &str) -> Result<Db, String> {
    let mut options = ConnectOptions::new(data);
    options.max_connections(POOL).acquire_timeout(PATIENCE).sqlx_logging(false);
    let pool = connect(options).await?;
    Ok(Db::of(pool.clone(), pool))
}

async fn sqlite(data: &str, durable: bool) -> Result<Db, String> {
    if let Some(folder) = Path::new(data).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let synchronous = if durable { "FULL" } else { "NORMAL" };
    let options = |reads: bool| {
        let query_only = if reads { "ON" } else { "OFF" };
        let mut options = file(data, move |sqlx| {
            sqlx.pragma("journal_mode", "WAL")
                .pragma("synchronous", synchronous)
                .pragma("query_only", query_only)
        });
        options.max_connections(if reads { READERS } else { 1 });
        options.min_connections(1).acquire_timeout(PATIENCE).sqlx_logging(false);
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        options.test_before_acquire(false);
        options
    };
    let write = connect(options(false)).await?;
    let read = connect(options(true)).await?;
    tracing::info!(journal = "WAL", synchronous, "SQLite is open");
    Ok(Db::of(read, write))
}

/// How a file is opened; `more` says what depends on its use.
fn file(
    data: &str,
    more: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> ConnectOptions {
    let file = data.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.map_sqlx_sqlite_opts(move |sqlx| {
        let sqlx = sqlx.in_memory(false).shared_cache(false).filename(&file);
        let sqlx = sqlx.create_if_missing(true).foreign_keys(true);
        more(sqlx.busy_timeout(Duration::from_secs(5)))
    });
    options
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, String> {
    Database::connect(options).await.map_err(|error| error.to_string())
}

/// The address of a database without its password.
fn shown(data: &str) -> String {
    match url::Url::parse(data) {
        Ok(mut url) if is_postgres(data) => {
            let _ = url.set_password(None);
            url.to_string()
        }
        _ => data.to_owned(),
    }
}
