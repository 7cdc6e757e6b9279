//! The tables of a database as the database itself describes them, so that one that a later step of the
//! schema adds is never forgotten.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The table of the schema's steps, which are told in the manifest.
const STEPS: &str = "seaql_migrations";

/// What a column holds. There is nothing else in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Whole numbers.
    Number,
    /// Yes or no.
    Flag,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
    /// Its place in the primary key, from 1; 0 when it has none.
    pub key: i64,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn strings(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<Vec<String>>, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let width = rows.first().map_or(0, |row| row.column_names().len());
    let read = |row: &sea_orm::QueryResult| (0..width).map(|at| row.try_get_by_index(at)).collect();
    rows.iter().map(read).collect()
}

/// The steps of the schema that were taken, oldest first; none where there is no shop.
pub async fn steps(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    if !names(db).await?.iter().any(|name| name == STEPS) {
        return Ok(Vec::new());
    }
    let rows = strings(db, &format!("SELECT version FROM {STEPS} ORDER BY version")).await?;
    Ok(rows.into_iter().flatten().collect())
}

/// The names of all tables.
pub async fn names(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
        }
        _ => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
             ORDER BY 1"
        }
    };
    Ok(strings(db, sql).await?.into_iter().flatten().collect())
}

/// The shop's tables, each after those it refers to.
///
/// # Errors
/// When the database does not answer, or has a column of a kind that no backup holds.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Table>, DbErr> {
    let mut left = Vec::new();
    for name in names(db).await?.into_iter().filter(|name| name != STEPS) {
        let columns = columns(db, &name).await?;
        left.push(Table { name, columns });
    }
    let refers = references(db).await?;
    let mut sorted: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let waits = |table: &Table| {
            let mut to = refers.iter().filter(|(from, to)| *from == table.name && from != to);
            to.any(|(_, to)| left.iter().any(|other| other.name == *to))
        };
        let Some(at) = left.iter().position(|table| !waits(table)) else {
            return Err(DbErr::Custom("tables refer to each other in a circle".into()));
        };
        sorted.push(left.remove(at));
    }
    Ok(sorted)
}

async fn references(db: &impl ConnectionTrait) -> Result<Vec<(String, String)>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT own.relname::text, other.relname::text FROM pg_constraint
             JOIN pg_class AS own ON own.oid = conrelid JOIN pg_class AS other ON other.oid = confrelid
             WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        }
        _ => {
            "SELECT own.name, other.\"table\" FROM sqlite_master AS own
             JOIN pragma_foreign_key_list(own.name) AS other WHERE own.type = 'table'"
        }
    };
    let rows = strings(db, sql).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| <[String; 2]>::try_from(row).ok())
        .map(Into::into)
        .collect())
}

async fn columns(db: &impl ConnectionTrait, table: &str) -> Result<Vec<Column>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT columns.column_name::text, columns.data_type::text,
               COALESCE(array_position(conkey, attnum), 0)::bigint
             FROM information_schema.columns
             JOIN pg_attribute ON attrelid = (quote_ident($1))::regclass AND attname = column_name
             LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
        _ => "SELECT name, type, CAST(pk AS BIGINT) FROM pragma_table_info($1) ORDER BY cid",
    };
    let statement = Statement::from_sql_and_values(backend, sql, [table.into()]);
    let mut columns = Vec::new();
    for row in db.query_all_raw(statement).await? {
        let (name, kind): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let holds = match kind.to_lowercase().as_str() {
            "text" | "character varying" | "varchar" => Holds::Text,
            "bigint" | "integer" | "int" | "smallint" => Holds::Number,
            "boolean" => Holds::Flag,
            _ => return Err(DbErr::Custom(format!("{table}.{name} is of kind {kind}"))),
        };
        columns.push(Column { name, holds, key: row.try_get_by_index(2)? });
    }
    Ok(columns)
}
