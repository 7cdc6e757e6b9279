//! The file of a shop: a new one is made beside it and takes its name in one step.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::{
    Tell,
    archive::Checked,
    keep::sync_folder,
    load,
    restore::{Target, not_empty, pictures},
};
use crate::{db::connect, random};

/// Files beside a database that belong to it.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Puts a backup back as this file. Returns where the file before is kept.
///
/// # Errors
/// A sentence; the file is as it was then.
pub async fn restore(
    backup: &Checked,
    target: &Target,
    replace: bool,
    aside: &str,
    tell: Tell<'_>,
) -> Result<Option<String>, String> {
    let data = Path::new(&target.data);
    let failed = |error: std::io::Error| format!("{}: {error}", target.data);
    let there = data.symlink_metadata().is_ok();
    if (there || beside(data).iter().any(|path| path.exists())) && !replace {
        return Err(not_empty(&format!("the database {}", target.data)));
    }
    let held = if there { hold(&target.data).await? } else { None };
    if let Some(folder) = data.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let fresh = Fresh::beside(data)?;
    let file = fresh.0.display().to_string();
    let db = connect::alone(&file, None).await?;
    let filled = load::fill(&db, backup, tell).await;
    let sound = match filled {
        Ok(()) => is_sound(&db).await,
        Err(why) => Err(why),
    };
    db.close().await.map_err(|error| error.to_string())?;
    sound?;
    fs::File::open(&fresh.0).and_then(|file| file.sync_all()).map_err(failed)?;
    pictures(backup, target, aside, tell)?;
    let kept = set_aside(data, there, aside).map_err(failed)?;
    if there {
        let like = fs::metadata(data).map_err(failed)?.permissions();
        fs::set_permissions(&fresh.0, like).map_err(failed)?;
    }
    // The one step: until here the shop is the one before.
    fs::rename(&fresh.0, data).map_err(failed)?;
    sync_folder(data)?;
    if let Some(Held { db, tx }) = held {
        tx.rollback().await.and(db.close().await).map_err(|error| error.to_string())?;
    }
    Ok(kept.map(|path| path.display().to_string()))
}

fn beside(data: &Path) -> [PathBuf; 2] {
    BESIDE.map(|ending| with_ending(data, ending))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file before, kept from everybody until it has its other name.
struct Held {
    db: DatabaseConnection,
    tx: DatabaseTransaction,
}

/// Takes what was written ahead into the file itself, which nobody else may have open, and keeps others from
/// it. One that cannot be read at all is only kept aside.
async fn hold(data: &str) -> Result<Option<Held>, String> {
    let used = || format!("{data} is in use; stop the server first");
    let db = match connect::alone(data, None).await {
        Ok(db) => db,
        Err(why) if why.contains("locked") => return Err(used()),
        Err(_) => return Ok(None),
    };
    let mode = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
    let mode = db.query_one_raw(mode).await.ok().flatten();
    let mode: Option<String> = mode.and_then(|row| row.try_get_by_index(0).ok());
    match mode.as_deref() {
        Some("wal") => return Err(used()),
        Some(_) => {}
        None => return Ok(None),
    }
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Exclusive),
        ..TransactionOptions::default()
    };
    let tx = db.begin_with_options(options).await.map_err(|_| used())?;
    Ok(Some(Held { db, tx }))
}

/// Gives the file before a second name, so that it is there throughout.
fn set_aside(data: &Path, there: bool, aside: &str) -> std::io::Result<Option<PathBuf>> {
    let kept = with_ending(data, &format!(".{aside}"));
    if there {
        fs::hard_link(data, &kept).or_else(|_| fs::copy(data, &kept).map(|_| ()))?;
    }
    for (path, ending) in beside(data).iter().zip(BESIDE) {
        // Of a file that could not be read: what was written ahead must not meet another file.
        if path.exists() {
            fs::rename(path, with_ending(&kept, ending))?;
        }
    }
    Ok(there.then_some(kept))
}

/// A new file beside the shop's, removed when it goes unless it has the shop's name by then.
struct Fresh(PathBuf);

impl Fresh {
    fn beside(data: &Path) -> Result<Self, String> {
        let name = data.file_name().ok_or_else(|| format!("{} is no file", data.display()))?;
        let name = format!(".{}.restoring-{}", name.to_string_lossy(), random::id());
        Ok(Self(data.with_file_name(name)))
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        for path in [self.0.clone(), with_ending(&self.0, "-journal")] {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether the new file is whole and every row refers to rows that are there.
async fn is_sound(db: &DatabaseConnection) -> Result<(), String> {
    let failed = |error: DbErr| format!("the new database cannot be read: {error}");
    let ask = |sql: &str| Statement::from_string(DbBackend::Sqlite, sql);
    let whole = db.query_one_raw(ask("PRAGMA integrity_check")).await.map_err(failed)?;
    let whole = whole.and_then(|row| row.try_get_by_index::<String>(0).ok());
    let alone = db.query_all_raw(ask("PRAGMA foreign_key_check")).await.map_err(failed)?;
    if whole.as_deref() == Some("ok") && alone.is_empty() {
        return Ok(());
    }
    Err("the new database is not sound".into())
}
