//! The rows of a table as they were at one moment, page by page. Some hold pictures, so a page is bounded by what its
//! rows take, too.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};
use serde_json::Value as Json;

use super::{
    TOLD_EVERY, Tell,
    tables::{Column, Holds, Table, quoted},
};

/// Most rows read at a time.
const PAGE: usize = 1_000;
/// Rows of the first page, before it is known how large they are.
const FIRST: usize = 8;
/// Bytes read at a time, as far as the page before lets guess.
const BYTES: usize = 8 * 1024 * 1024;

/// Rows of the next page, after one of so many rows that took so many bytes. A few small rows say little of those
/// that come, which may be large: a page has at most four times the rows of the one before.
fn next_page(rows: usize, bytes: usize) -> usize {
    let rows = rows.max(1);
    (BYTES / (bytes / rows).max(1)).clamp(1, PAGE.min(rows * 4))
}

impl Table {
    fn key(&self) -> Vec<&Column> {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        key
    }

    /// The question for a page of rows after those with a key.
    fn page(&self, backend: DbBackend, after: bool, most: usize) -> String {
        let read = |column: &Column| {
            let name = quoted(&column.name);
            match column.holds {
                Holds::Text => format!("CAST({name} AS TEXT)"),
                Holds::Bytes => name,
                Holds::Flag if backend == DbBackend::Postgres => {
                    format!("CAST(CAST({name} AS INT) AS BIGINT)")
                }
                Holds::Number | Holds::Flag => format!("CAST({name} AS BIGINT)"),
            }
        };
        let list = |items: Vec<String>| items.join(", ");
        let key = list(self.key().iter().map(|column| quoted(&column.name)).collect());
        let holes = list((1..=self.key().len()).map(|at| format!("${at}")).collect());
        format!(
            "SELECT {} FROM {}{} ORDER BY {key} LIMIT {most}",
            list(self.columns.iter().map(read).collect()),
            quoted(&self.name),
            if after { format!(" WHERE ({key}) > ({holes})") } else { String::new() },
        )
    }

    /// Writes all rows, one a line, in the order of their keys; returns how many.
    ///
    /// # Errors
    /// A sentence.
    pub async fn write(
        &self,
        tx: &DatabaseTransaction,
        to: &mut impl Write,
        tell: Tell<'_>,
    ) -> Result<u64, String> {
        let failed = |error: DbErr| format!("{} cannot be read: {error}", self.name);
        let backend = tx.get_database_backend();
        if self.key().is_empty() {
            return Err(format!("{} has no primary key", self.name));
        }
        let (mut count, mut after, mut most): (u64, Vec<Value>, usize) = (0, Vec::new(), FIRST);
        loop {
            let (sql, mut bytes) = (self.page(backend, !after.is_empty(), most), 0);
            let statement =
                Statement::from_sql_and_values(backend, sql, std::mem::take(&mut after));
            let rows = tx.query_all_raw(statement).await.map_err(failed)?;
            for row in &rows {
                let values = self.read(row).map_err(failed)?;
                let line = serde_json::to_string(&values).map_err(|error| error.to_string())?;
                writeln!(to, "{line}").map_err(|error| format!("cannot be written: {error}"))?;
                bytes += line.len();
                count += 1;
                if count % TOLD_EVERY == 0 {
                    tell(&format!("{}: {count} rows so far", self.name));
                }
            }
            let Some(last) = rows.last().filter(|_| rows.len() == most) else { return Ok(count) };
            most = next_page(rows.len(), bytes);
            let values = self.read(last).map_err(failed)?;
            for column in self.key() {
                let at = self.columns.iter().position(|other| other.name == column.name);
                let value = at.and_then(|at| values.get(at)).unwrap_or(&Json::Null);
                after.push(value_of(column.holds, value).map_err(|what| self.odd(column, what))?);
            }
        }
    }

    fn read(&self, row: &sea_orm::QueryResult) -> Result<Vec<Json>, DbErr> {
        let value = |(at, column): (usize, &Column)| -> Result<Json, DbErr> {
            Ok(match column.holds {
                Holds::Text => row.try_get_by_index::<Option<String>>(at)?.into(),
                Holds::Number => row.try_get_by_index::<Option<i64>>(at)?.into(),
                Holds::Bytes => {
                    let bytes = row.try_get_by_index::<Option<Vec<u8>>>(at)?;
                    bytes.map(|bytes| STANDARD.encode(bytes)).into()
                }
                Holds::Flag => {
                    row.try_get_by_index::<Option<i64>>(at)?.map(|flag| flag != 0).into()
                }
            })
        };
        self.columns.iter().enumerate().map(value).collect()
    }

    /// A sentence about a value that a column cannot hold.
    pub fn odd(&self, column: &Column, what: &str) -> String {
        format!("{}.{}: {what}", self.name, column.name)
    }
}

/// A value as the database takes it.
///
/// # Errors
/// When the column holds something else.
pub fn value_of(holds: Holds, value: &Json) -> Result<Value, &'static str> {
    match (holds, value) {
        (Holds::Text, Json::Null) => Ok(Value::String(None)),
        (Holds::Number, Json::Null) => Ok(Value::BigInt(None)),
        (Holds::Flag, Json::Null) => Ok(Value::Bool(None)),
        (Holds::Bytes, Json::Null) => Ok(Value::Bytes(None)),
        (Holds::Bytes, Json::String(text)) => {
            Ok(STANDARD.decode(text).map_err(|_| "is no base64")?.into())
        }
        (Holds::Text, Json::String(text)) => Ok(text.as_str().into()),
        (Holds::Flag, Json::Bool(flag)) => Ok((*flag).into()),
        (Holds::Number, Json::Number(number)) => {
            number.as_i64().map(Into::into).ok_or("is no whole number")
        }
        (Holds::Text, _) => Err("is no text"),
        (Holds::Number, _) => Err("is no number"),
        (Holds::Bytes, _) => Err("is no base64"),
        (Holds::Flag, _) => Err("is neither true nor false"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_large_rows_has_few() {
        assert_eq!(next_page(900, 900 * 100), PAGE);
        assert_eq!(next_page(8, 8 * 1024 * 1024), 8);
        assert_eq!(next_page(8, 8 * 64 * 1024 * 1024), 1);
        assert_eq!(next_page(900, 0), PAGE);
    }

    #[test]
    fn pages_grow_by_and_by() {
        let pages = std::iter::successors(Some(FIRST), |rows| Some(next_page(*rows, rows * 100)));
        assert_eq!(pages.take(6).collect::<Vec<_>>(), [8, 32, 128, 512, PAGE, PAGE]);
    }
}
