//! Messages about orders, and address books. A book has so many places and no more, and one default at most:
//! both are the schema's.

use sea_orm_migration::prelude::*;

/// Adds the tables.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_messages_and_addresses"
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
CREATE TABLE messages (
  order_id TEXT NOT NULL REFERENCES orders (id),
  nth INTEGER NOT NULL CHECK (nth > 0),
  sender TEXT NOT NULL CHECK (sender IN ('buyer', 'shop')),
  buyer TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (order_id, nth)
);
CREATE INDEX messages_of_buyers ON messages (buyer, at) WHERE sender = 'buyer';

CREATE TABLE addresses (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
  place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 19),
  label TEXT NOT NULL,
  address TEXT NOT NULL,
  is_default BOOLEAN NOT NULL,
  saved_at BIGINT NOT NULL,
  UNIQUE (person_id, place)
);
CREATE UNIQUE INDEX addresses_one_default ON addresses (person_id) WHERE is_default;
"#;
