//! Rooms: when their host did something last, how many watched one that is long over, and comments by their time.

use sea_orm_migration::prelude::*;

/// Adds the columns and the index.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_rooms_kept"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(STEPS).await?;
        Ok(())
    }
}

/// Of rooms that are on, what was told last stands for the host's last act: rather later than it was than earlier.
const STEPS: &str = "
ALTER TABLE rooms ADD COLUMN acted_at BIGINT;
ALTER TABLE rooms ADD COLUMN watched BIGINT CHECK (watched >= 0);
UPDATE rooms SET acted_at = (SELECT MAX(at) FROM events WHERE topic = 'room:' || rooms.id)
WHERE state IN ('live', 'paused');
CREATE INDEX comments_by_time ON comments (room_id, at);
";
