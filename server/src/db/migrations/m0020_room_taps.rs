//! How often products were opened in rooms: one row for all of it, and for a while one for each few seconds.

use sea_orm_migration::prelude::*;

/// Adds the table.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0020_room_taps"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(TABLE).await?;
        Ok(())
    }
}

const TABLE: &str = "
CREATE TABLE room_taps (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  product_id TEXT NOT NULL REFERENCES products (id),
  at BIGINT NOT NULL,
  taps BIGINT NOT NULL CHECK (taps > 0),
  PRIMARY KEY (room_id, product_id, at)
)";
