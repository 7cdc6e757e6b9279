//! Letters about everything that becomes of an order, each event once, and the language of its buyer.

use sea_orm_migration::prelude::*;

/// Makes the table of letters anew, since no database changes a unique key in place, and keeps its rows.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_letters"
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

/// Times are milliseconds since 1970. What was `given` is told in the letter about an order that is paid.
const STEPS: &str = r#"
ALTER TABLE orders ADD COLUMN lang TEXT;

CREATE TABLE order_letters (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  event TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  next_try_at BIGINT,
  tries INTEGER NOT NULL DEFAULT 0,
  sent_at BIGINT,
  carrier TEXT,
  receiver TEXT,
  tried_at BIGINT,
  UNIQUE (order_id, event)
);
INSERT INTO order_letters (id, kind, order_id, event, created_at, next_try_at, tries, sent_at)
  SELECT id, 'paid', order_id, 'paid', created_at, next_try_at, tries, sent_at FROM letters;
DROP TABLE letters;
ALTER TABLE order_letters RENAME TO letters;
CREATE INDEX letters_to_send ON letters (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX letters_tried ON letters (receiver, tried_at) WHERE receiver IS NOT NULL;
CREATE INDEX letters_carried ON letters (carrier, tried_at) WHERE carrier IS NOT NULL;
CREATE INDEX codes_kind ON codes (kind, created_at);
"#;
