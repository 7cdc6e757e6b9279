//! Rows of a backup into an empty database: at the step of the schema at which they were made, which is then
//! brought up to date as any older shop would be.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait, Value,
    sea_query::{Alias, Expr, Query},
};
use sea_orm_migration::MigratorTrait;
use serde_json::Value as Json;

use super::{
    TOLD_EVERY, Tell, archive,
    archive::Checked,
    batch::Batch,
    manifest::{Part, Rows, part},
    rows::value_of,
    tables::{self, Column, Holds, Table, quoted},
};
use crate::{db::migrations::Migrator, random};

/// Longest row, in bytes.
const ROW_MOST: u64 = 64 * 1024 * 1024;
/// Values written at a time: fewer than either database takes.
const VALUES: usize = 8_000;

/// Fills an empty database. Nothing of it is there for others before the whole is written.
///
/// # Errors
/// A sentence.
pub async fn fill(db: &DatabaseConnection, backup: &Checked, tell: Tell<'_>) -> Result<(), String> {
    let failed = |error: DbErr| format!("the database cannot be written: {error}");
    let steps = u32::try_from(backup.manifest.schema.len()).unwrap_or(u32::MAX);
    Migrator::up(db, Some(steps)).await.map_err(failed)?;
    let tx = db.begin().await.map_err(failed)?;
    let tables = tables::all(&tx).await.map_err(failed)?;
    fits(&tables, &backup.manifest.tables)?;
    let triggers = silence(&tx, &tables).await.map_err(failed)?;
    for table in tables.iter().rev() {
        // A step may have written rows of its own.
        run(&tx, format!("DELETE FROM {}", quoted(&table.name))).await.map_err(failed)?;
    }
    rows(&tx, backup, &tables, tell).await?;
    for sql in triggers {
        run(&tx, sql).await.map_err(failed)?;
    }
    count_on(&tx, &tables).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Migrator::up(db, None).await.map_err(failed)?;
    // Its events go on from older numbers: cursors of pages that are open must not be taken for cursors of it.
    let epoch = "UPDATE topics SET epoch = $1";
    let epoch =
        Statement::from_sql_and_values(db.get_database_backend(), epoch, [random::epoch().into()]);
    db.execute_raw(epoch).await.map_err(failed)?;
    Ok(())
}

async fn run(tx: &DatabaseTransaction, sql: String) -> Result<(), DbErr> {
    tx.execute_unprepared(&sql).await.map(|_| ())
}

/// Whether the backup has the tables and columns that its step of the schema has.
fn fits(tables: &[Table], rows: &[Rows]) -> Result<(), String> {
    let sorted = |names: &mut dyn Iterator<Item = &String>| {
        let mut names: Vec<String> = names.cloned().collect();
        names.sort();
        names
    };
    let mut own: Vec<_> = tables
        .iter()
        .map(|table| (&table.name, sorted(&mut table.columns.iter().map(|column| &column.name))))
        .collect();
    let mut theirs: Vec<_> =
        rows.iter().map(|rows| (&rows.table, sorted(&mut rows.columns.iter()))).collect();
    own.sort();
    theirs.sort();
    if own == theirs { Ok(()) } else { Err("the backup's tables are not those of a shop".into()) }
}

/// Keeps triggers from writing what the backup has, too. Returns what wakes them again.
async fn silence(tx: &DatabaseTransaction, tables: &[Table]) -> Result<Vec<String>, DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let words = |word: &str, table: &Table| {
            format!("ALTER TABLE {} {word} TRIGGER USER", quoted(&table.name))
        };
        for table in tables {
            run(tx, words("DISABLE", table)).await?;
        }
        return Ok(tables.iter().map(|table| words("ENABLE", table)).collect());
    }
    let all = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid";
    let all = tx.query_all_raw(Statement::from_string(DbBackend::Sqlite, all)).await?;
    let mut again = Vec::new();
    for row in all {
        let name: String = row.try_get_by_index(0)?;
        again.push(row.try_get_by_index(1)?);
        run(tx, format!("DROP TRIGGER {}", quoted(&name))).await?;
    }
    Ok(again)
}

/// Has numbers that the database gives itself go on after the last one. SQLite does so anyhow.
async fn count_on(tx: &DatabaseTransaction, tables: &[Table]) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let numbers = |column: &&Column| column.key > 0 && column.holds == Holds::Number;
        for column in table.columns.iter().filter(numbers) {
            let (name, own) = (quoted(&table.name), quoted(&column.name));
            let sql = format!(
                "SELECT setval(own, GREATEST((SELECT MAX({own}) FROM {name}), 1),
                   EXISTS (SELECT 1 FROM {name}))
                 FROM pg_get_serial_sequence($1, $2) AS own WHERE own IS NOT NULL"
            );
            let values = [name.into(), column.name.as_str().into()];
            let set = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            tx.query_all_raw(set).await?;
        }
    }
    Ok(())
}

async fn rows(
    tx: &DatabaseTransaction,
    backup: &Checked,
    tables: &[Table],
    tell: Tell<'_>,
) -> Result<(), String> {
    let tables: HashMap<&str, &Table> =
        tables.iter().map(|table| (table.name.as_str(), table)).collect();
    let mut all = backup.manifest.tables.iter();
    let mut archive = backup.open()?;
    for entry in archive.entries().map_err(|error| error.to_string())?.raw(true) {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = archive::name(&entry)?;
        let Some(Part::Rows(table)) = part(&name) else { break };
        let (Some(table), Some(rows)) = (tables.get(table), all.next()) else {
            return Err(format!("{name} is not expected"));
        };
        let named = |name: &String| table.columns.iter().find(|column| column.name == *name);
        let columns: Vec<&Column> = rows.columns.iter().filter_map(named).collect();
        let count = one_table(tx, table, &columns, entry, tell).await?;
        if count != rows.rows {
            return Err(format!("{name} has {count} rows and not {}", rows.rows));
        }
        tell(&format!("{}: {count} rows", table.name));
    }
    if all.next().is_some() { Err("rows of a table are missing".into()) } else { Ok(()) }
}

async fn one_table(
    tx: &DatabaseTransaction,
    table: &Table,
    columns: &[&Column],
    from: impl Read,
    tell: Tell<'_>,
) -> Result<u64, String> {
    let failed = |error: DbErr| format!("{} cannot be written: {error}", table.name);
    let mut waiting = Batch::of((VALUES / columns.len().max(1)).max(1));
    let (mut lines, mut count, mut told) = (BufReader::new(from), 0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut lines).take(ROW_MOST);
        limited.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
        if !line.is_empty() {
            if line.last() != Some(&b'\n') {
                return Err(format!("{}: row {} breaks off or is too long", table.name, count + 1));
            }
            waiting.add(row(table, columns, &line)?, line.len());
            count += 1;
        }
        if !waiting.rows.is_empty() && (line.is_empty() || waiting.is_full()) {
            insert(tx, table, columns, waiting.take()).await.map_err(failed)?;
            if count / TOLD_EVERY > told {
                told = count / TOLD_EVERY;
                tell(&format!("{}: {count} rows so far", table.name));
            }
        }
        if line.is_empty() {
            return Ok(count);
        }
    }
}

fn row(table: &Table, columns: &[&Column], line: &[u8]) -> Result<Vec<Value>, String> {
    let read: Result<Vec<Json>, _> = serde_json::from_slice(line);
    let values = read.map_err(|error| format!("{}: a row cannot be read: {error}", table.name))?;
    if values.len() != columns.len() {
        return Err(format!("{}: a row has {} values", table.name, values.len()));
    }
    let value = |(column, value): (&&Column, &Json)| {
        value_of(column.holds, value).map_err(|what| table.odd(column, what))
    };
    columns.iter().zip(&values).map(value).collect()
}

async fn insert(
    tx: &DatabaseTransaction,
    table: &Table,
    columns: &[&Column],
    rows: Vec<Vec<Value>>,
) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new(&table.name));
    insert.columns(columns.iter().map(|column| Alias::new(&column.name)));
    for row in rows {
        let added = insert.values(row.into_iter().map(Expr::value));
        added.map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    tx.execute(&insert).await.map(|_| ())
}
