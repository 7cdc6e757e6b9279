//! Who follows which host, and letters that are about a room.
//!
//! The database itself refuses a second follow, a second letter about one room to one person, and a letter that is
//! about an order and a room or about neither.

use sea_orm_migration::prelude::*;

/// Adds the tables, and makes that of letters anew, since no database lets a column be empty in place; its rows stay.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0018_follows"
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
CREATE TABLE follows (
  host_id TEXT NOT NULL REFERENCES persons (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  lang TEXT,
  followed_at BIGINT NOT NULL,
  PRIMARY KEY (host_id, person_id),
  CHECK (host_id <> person_id)
);

CREATE TABLE follow_calls (
  room_id TEXT PRIMARY KEY REFERENCES rooms (id),
  host_id TEXT NOT NULL REFERENCES persons (id),
  at BIGINT NOT NULL,
  come_to TEXT NOT NULL,
  batches INTEGER NOT NULL
);

CREATE TABLE all_letters (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  order_id TEXT REFERENCES orders (id),
  room_id TEXT REFERENCES rooms (id),
  person_id TEXT REFERENCES persons (id),
  event TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  next_try_at BIGINT,
  tries INTEGER NOT NULL DEFAULT 0,
  sent_at BIGINT,
  carrier TEXT,
  receiver TEXT,
  tried_at BIGINT,
  UNIQUE (order_id, event),
  UNIQUE (room_id, person_id),
  CHECK ((order_id IS NULL) <> (room_id IS NULL)),
  CHECK ((room_id IS NULL) = (person_id IS NULL))
);
INSERT INTO all_letters (id, kind, order_id, event, created_at, next_try_at, tries, sent_at, carrier, receiver, tried_at)
  SELECT id, kind, order_id, event, created_at, next_try_at, tries, sent_at, carrier, receiver, tried_at FROM letters;
DROP TABLE letters;
ALTER TABLE all_letters RENAME TO letters;
CREATE INDEX letters_waiting ON letters (created_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX letters_to_buyers ON letters (created_at, id) WHERE order_id IS NOT NULL AND next_try_at IS NOT NULL;
CREATE INDEX letters_to_followers ON letters (room_id, tries, id) WHERE room_id IS NOT NULL AND next_try_at IS NOT NULL;
CREATE INDEX letters_about_rooms ON letters (created_at) WHERE room_id IS NOT NULL;
CREATE INDEX letters_tried ON letters (receiver, tried_at) WHERE receiver IS NOT NULL;
CREATE INDEX letters_carried ON letters (carrier, tried_at) WHERE carrier IS NOT NULL;
"#;
