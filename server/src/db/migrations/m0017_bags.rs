//! Lucky bags of rooms, and who has entered them.
//!
//! The database itself refuses a second entry of one person, two entries or two winners in one place, a seed or rules
//! that change, and anything that changes in a bag once it is drawn.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Adds the tables and their triggers.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0017_bags"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (backend, conn) = (manager.get_database_backend(), manager.get_connection());
        conn.execute_unprepared(TABLES).await?;
        let postgres = backend == DbBackend::Postgres;
        conn.execute_unprepared(if postgres { POSTGRES } else { SQLITE }).await?;
        Ok(())
    }
}

/// Times are milliseconds since 1970, money is in minor units of the shop's currency.
const TABLES: &str = r#"
CREATE TABLE bags (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id),
  title TEXT NOT NULL,
  amount_off BIGINT NOT NULL CHECK (amount_off > 0),
  minimum BIGINT NOT NULL,
  winners BIGINT NOT NULL CHECK (winners BETWEEN 1 AND 100),
  who TEXT NOT NULL CHECK (who IN ('everyone', 'buyers')),
  state TEXT NOT NULL CHECK (state IN ('open', 'drawn', 'cancelled')),
  opens_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  seed TEXT NOT NULL,
  seed_hash TEXT NOT NULL,
  entries BIGINT NOT NULL DEFAULT 0 CHECK (entries BETWEEN 0 AND 100000),
  told BIGINT NOT NULL DEFAULT 0,
  drawn_at BIGINT,
  digest TEXT,
  coupon_id TEXT REFERENCES coupons (id),
  CHECK (minimum >= amount_off),
  CHECK (opens_at <= closes_at),
  CHECK (closes_at <= valid_until),
  CHECK ((state = 'drawn') = (drawn_at IS NOT NULL)),
  CHECK ((state = 'drawn') = (digest IS NOT NULL)),
  CHECK (state = 'drawn' OR coupon_id IS NULL),
  CHECK (state <> 'cancelled' OR entries = 0)
);
CREATE INDEX bags_by_room ON bags (room_id, closes_at);
CREATE INDEX bags_open ON bags (closes_at) WHERE state = 'open';

CREATE TABLE bag_entries (
  bag_id TEXT NOT NULL REFERENCES bags (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  number BIGINT NOT NULL CHECK (number > 0),
  id TEXT NOT NULL UNIQUE,
  nonce TEXT NOT NULL,
  name TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  place BIGINT CHECK (place > 0),
  PRIMARY KEY (bag_id, person_id),
  UNIQUE (bag_id, number),
  UNIQUE (bag_id, place)
);
"#;

/// Whether a bag would become what it was not, as one condition over `OLD` and `NEW`. An entry counts itself in its
/// bag, so none comes into one that is not open.
macro_rules! changed {
    () => {
        "OLD.state <> 'open' OR NEW.seed <> OLD.seed OR NEW.seed_hash <> OLD.seed_hash \
OR NEW.winners <> OLD.winners OR NEW.amount_off <> OLD.amount_off OR NEW.minimum <> OLD.minimum \
OR NEW.who <> OLD.who OR NEW.entries < OLD.entries"
    };
}

/// Whether an entry would become another.
macro_rules! other {
    () => {
        "NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.nonce <> OLD.nonce \
OR NEW.person_id <> OLD.person_id OR OLD.place IS NOT NULL"
    };
}

const SQLITE: &str = concat!(
    "CREATE TRIGGER bags_stay BEFORE UPDATE ON bags WHEN ",
    changed!(),
    " BEGIN SELECT RAISE(ABORT, 'a bag stays what it is'); END;
CREATE TRIGGER bag_entries_stay BEFORE UPDATE ON bag_entries WHEN ",
    other!(),
    " BEGIN SELECT RAISE(ABORT, 'an entry stays what it is'); END;"
);

const POSTGRES: &str = concat!(
    "CREATE FUNCTION bags_stay() RETURNS trigger AS $$ BEGIN IF ",
    changed!(),
    " THEN RAISE EXCEPTION 'a bag stays what it is'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER bags_stay BEFORE UPDATE ON bags FOR EACH ROW EXECUTE FUNCTION bags_stay();
CREATE FUNCTION bag_entries_stay() RETURNS trigger AS $$ BEGIN IF ",
    other!(),
    " THEN RAISE EXCEPTION 'an entry stays what it is'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER bag_entries_stay BEFORE UPDATE ON bag_entries
FOR EACH ROW EXECUTE FUNCTION bag_entries_stay();"
);
