//! The event stream, mended: cursors say of which copy of the shop they are, and what is noted of a pick says of
//! which edition it is, so that nothing is told of one that is not out.

use sea_orm_migration::{prelude::*, sea_orm::Statement};

use super::m0010_triggers::{self, PICKS};
use crate::random;

/// Adds the topics' epoch, and makes the triggers of picks anew.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_events_again"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let conn = manager.get_connection();
        let column = "ALTER TABLE topics ADD COLUMN epoch TEXT NOT NULL DEFAULT ''";
        conn.execute_unprepared(column).await?;
        let set = "UPDATE topics SET epoch = $1";
        let values = [random::epoch().into()];
        conn.execute_raw(Statement::from_sql_and_values(backend, set, values)).await?;
        for (name, note) in PICKS {
            conn.execute_unprepared(&m0010_triggers::drop(backend, name, note)).await?;
            conn.execute_unprepared(&m0010_triggers::create(backend, name, note)).await?;
        }
        Ok(())
    }
}
