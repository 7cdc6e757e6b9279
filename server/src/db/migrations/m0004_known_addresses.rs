//! Addresses that a person signed in from, for whom part of the allowance of codes is kept.

use sea_orm_migration::prelude::*;

/// Adds the table.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_known_addresses"
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

/// Times are milliseconds since 1970.
const STEPS: &str = r#"
CREATE TABLE known_addresses (
  person_id TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, address)
);
CREATE INDEX known_addresses_seen ON known_addresses (seen_at);
"#;
