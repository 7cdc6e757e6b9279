//! Returns: units that a buyer asks to give back, what the shop decides, what goes back.
//!
//! The database itself refuses what must never happen: more units in returns than were bought, a unit in two
//! returns at once, a voucher that is redeemed and returned, a return that goes back, two refunds of one.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Adds the tables and columns.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_returns"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let connection = manager.get_connection();
        let bytes = if postgres { "BYTEA" } else { "BLOB" };
        connection.execute_unprepared(&TABLES.replace("BYTES", bytes)).await?;
        connection.execute_unprepared(if postgres { POSTGRES } else { SQLITE }).await?;
        Ok(())
    }
}

/// Times are milliseconds since 1970, money is in minor units of the order's currency.
const TABLES: &str = r#"
ALTER TABLE order_lines ADD COLUMN in_return BIGINT NOT NULL DEFAULT 0
  CHECK (in_return >= 0 AND returned + in_return <= quantity);

CREATE TABLE returns (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  nth INTEGER NOT NULL CHECK (nth BETWEEN 1 AND 20),
  state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'received', 'refused', 'withdrawn',
    'refunded')),
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  worth BIGINT NOT NULL CHECK (worth > 0),
  asked BIGINT NOT NULL CHECK (asked > 0 AND asked <= worth),
  allowed BIGINT CHECK (allowed > 0),
  shipping BIGINT NOT NULL DEFAULT 0 CHECK (shipping >= 0),
  refunded BIGINT CHECK (refunded > 0 AND refunded <= worth + shipping),
  refund_id TEXT UNIQUE REFERENCES refunds (id),
  send_back TEXT,
  answer TEXT,
  asked_at BIGINT NOT NULL,
  decided_at BIGINT,
  received_at BIGINT,
  closed_at BIGINT,
  UNIQUE (order_id, nth),
  CHECK ((state = 'refunded') = (refunded IS NOT NULL)),
  CHECK ((refund_id IS NULL) = (refunded IS NULL)),
  CHECK ((closed_at IS NULL) = (state IN ('requested', 'approved', 'received')))
);
CREATE INDEX returns_open ON returns (asked_at) WHERE closed_at IS NULL;
CREATE INDEX returns_by_time ON returns (asked_at);

CREATE TABLE return_lines (
  return_id TEXT NOT NULL REFERENCES returns (id),
  order_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  worth BIGINT NOT NULL CHECK (worth >= 0),
  PRIMARY KEY (return_id, position),
  FOREIGN KEY (order_id, position) REFERENCES order_lines (order_id, position)
);
CREATE INDEX return_lines_by_order ON return_lines (order_id);

CREATE TABLE return_pictures (
  return_id TEXT NOT NULL REFERENCES returns (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2),
  jpeg BYTES NOT NULL,
  PRIMARY KEY (return_id, position)
);

ALTER TABLE voucher_codes ADD COLUMN return_id TEXT REFERENCES returns (id)
  CHECK (return_id IS NULL OR redeemed_at IS NULL);
CREATE INDEX voucher_codes_by_return ON voucher_codes (return_id) WHERE return_id IS NOT NULL;
"#;

/// The steps a return may take, as one condition over `OLD` and `NEW`.
macro_rules! forward {
    () => {
        "((OLD.state = 'requested' AND NEW.state IN ('approved', 'refused', 'withdrawn', 'refunded'))
   OR (OLD.state = 'approved' AND NEW.state IN ('received', 'refused', 'withdrawn', 'refunded'))
   OR (OLD.state = 'received' AND NEW.state IN ('refused', 'refunded')))"
    };
}

const SQLITE: &str = concat!(
    "CREATE TRIGGER returns_go_forward BEFORE UPDATE OF state ON returns
WHEN NEW.state <> OLD.state AND NOT ",
    forward!(),
    " BEGIN SELECT RAISE(ABORT, 'a return does not go back'); END;"
);

const POSTGRES: &str = concat!(
    "CREATE FUNCTION returns_go_forward() RETURNS trigger AS $$ BEGIN
IF NEW.state <> OLD.state AND NOT ",
    forward!(),
    " THEN RAISE EXCEPTION 'a return does not go back'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER returns_go_forward BEFORE UPDATE ON returns
FOR EACH ROW EXECUTE FUNCTION returns_go_forward();"
);
