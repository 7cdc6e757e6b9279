//! The event stream, mended once more: of a pick that becomes another product, the one before is told, too.

use sea_orm_migration::prelude::*;

use super::m0010_triggers::{self, REPICKED};

/// Makes the trigger of picks that change anew.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_picks_before"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (backend, conn) = (manager.get_database_backend(), manager.get_connection());
        let (name, note) = REPICKED;
        conn.execute_unprepared(&m0010_triggers::drop(backend, name, &note)).await?;
        conn.execute_unprepared(&m0010_triggers::create(backend, name, &note)).await?;
        Ok(())
    }
}
