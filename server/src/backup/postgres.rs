//! The schema of a shop in PostgreSQL: a new one is made beside it and takes its name in one transaction.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};

use super::{
    Tell,
    archive::Checked,
    load,
    restore::{Target, not_empty, pictures},
    tables::{self, quoted},
};
use crate::{db::connect, random};

/// How often it is looked whether others have the database open, and the time between.
const LOOKS: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(100);

/// Puts a backup back into this database. Returns the schema in which the rows before are kept.
///
/// # Errors
/// A sentence; the database is as it was then.
pub async fn restore(
    backup: &Checked,
    target: &Target,
    replace: bool,
    aside: &str,
    tell: Tell<'_>,
) -> Result<Option<String>, String> {
    let failed = |error: DbErr| format!("the database: {error}");
    let db = connect::alone(&target.data, None).await?;
    let own = one::<String>(&db, "SELECT current_schema()::text").await.map_err(failed)?;
    let own = own.ok_or("the database has no schema to put the shop into")?;
    let there = !tables::names(&db).await.map_err(failed)?.is_empty();
    if there && !replace {
        return Err(not_empty("the database"));
    }
    if there && is_used(&db).await.map_err(failed)? {
        return Err("the database is in use; stop the server first".into());
    }
    let id = random::id().to_lowercase();
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let fresh = format!("restoring_{plain}");
    let make = format!("CREATE SCHEMA {}", quoted(&fresh));
    db.execute_unprepared(&make).await.map_err(failed)?;
    let kept = aside.replace('-', "_").to_lowercase();
    let done = match filled(backup, target, &fresh, aside, tell).await {
        Ok(()) => swap(&db, &own, &fresh, there.then_some(kept.as_str())).await.map_err(failed),
        Err(why) => Err(why),
    };
    if done.is_err() {
        let drop = format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(&fresh));
        let _ = db.execute_unprepared(&drop).await;
    }
    let _ = db.close().await;
    done.map(|()| there.then(|| format!("the schema {kept}")))
}

/// Whether others have the database open, also after a moment: the database is told late of those that left.
async fn is_used(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
       AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    for _ in 0..LOOKS {
        if one::<i64>(db, others).await?.unwrap_or(0) == 0 {
            return Ok(false);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(true)
}

async fn filled(
    backup: &Checked,
    target: &Target,
    fresh: &str,
    aside: &str,
    tell: Tell<'_>,
) -> Result<(), String> {
    let db = connect::alone(&target.data, Some(fresh)).await?;
    let filled = load::fill(&db, backup, tell).await;
    let _ = db.close().await;
    filled?;
    pictures(backup, target, aside, tell)
}

/// The one step: until it is committed the shop is the one before.
async fn swap(
    db: &DatabaseConnection,
    own: &str,
    fresh: &str,
    kept: Option<&str>,
) -> Result<(), DbErr> {
    let (own, tx) = (quoted(own), db.begin().await?);
    let away = match kept {
        Some(kept) => format!("ALTER SCHEMA {own} RENAME TO {}", quoted(kept)),
        // Refused if it is not empty after all.
        None => format!("DROP SCHEMA {own}"),
    };
    tx.execute_unprepared(&away).await?;
    tx.execute_unprepared(&format!("ALTER SCHEMA {} RENAME TO {own}", quoted(fresh))).await?;
    tx.commit().await
}

async fn one<T: sea_orm::TryGetable>(
    db: &DatabaseConnection,
    sql: &str,
) -> Result<Option<T>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}
