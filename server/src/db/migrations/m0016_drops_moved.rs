//! The event stream, mended: a drop that is moved or ended is news of its products, too.

use sea_orm_migration::prelude::*;

use super::m0010_triggers::{self, MOVED};

/// Makes the trigger of drops that change anew.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0016_drops_moved"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (backend, conn) = (manager.get_database_backend(), manager.get_connection());
        let (name, note) = MOVED;
        conn.execute_unprepared(&m0010_triggers::drop(backend, name, &note)).await?;
        // A room tells of its own drops (m0013).
        let made = m0010_triggers::create_of(backend, name, &note, "NEW.room_id IS NULL AND ");
        conn.execute_unprepared(&made).await?;
        Ok(())
    }
}
