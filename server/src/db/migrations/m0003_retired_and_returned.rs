//! Variants that are no longer sold, units that came back one by one, what flood guards count, and letters
//! on their way.

use sea_orm_migration::prelude::*;

/// Adds the columns and the table.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_retired_and_returned"
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
ALTER TABLE variants ADD COLUMN retired_at BIGINT;

ALTER TABLE products ADD COLUMN next_variant INTEGER NOT NULL DEFAULT 0;

ALTER TABLE orders ADD COLUMN origin TEXT;
ALTER TABLE orders ADD COLUMN quantity BIGINT NOT NULL DEFAULT 0;
UPDATE orders SET quantity = COALESCE(
  (SELECT SUM(line.quantity) FROM order_lines AS line WHERE line.order_id = orders.id), 0);
CREATE INDEX orders_unpaid_by_origin ON orders (origin) WHERE state = 'awaiting_payment';

ALTER TABLE order_lines ADD COLUMN returned BIGINT NOT NULL DEFAULT 0
  CHECK (returned >= 0 AND returned <= quantity);

ALTER TABLE refunds ADD COLUMN currency TEXT;

ALTER TABLE codes ADD COLUMN strange_tries INTEGER NOT NULL DEFAULT 0;

CREATE TABLE letters (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  created_at BIGINT NOT NULL,
  next_try_at BIGINT,
  tries INTEGER NOT NULL DEFAULT 0,
  sent_at BIGINT,
  UNIQUE (order_id, kind)
);
CREATE INDEX letters_to_send ON letters (next_try_at) WHERE next_try_at IS NOT NULL;
"#;
