//! Live rooms: what they are, what they sell and at which prices, what is said in them, and who watches.
//!
//! The database itself refuses that a room comes back from its end, and two open prices of one variant in one
//! room.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Adds the tables, and what drops and orders say of rooms.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_rooms"
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
        conn.execute_unprepared(if postgres { FORWARD_POSTGRES } else { FORWARD_SQLITE }).await?;
        for (name, table, event, shop_only) in NOTES {
            let notes = notes(shop_only, *table == "deals");
            conn.execute_unprepared(&renoted(postgres, name, table, event, &notes)).await?;
        }
        Ok(())
    }
}

/// Times are milliseconds since 1970, money is in minor units of the shop's currency.
const TABLES: &str = r#"
CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  cover TEXT,
  host TEXT NOT NULL,
  host_person TEXT REFERENCES persons (id),
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'live', 'paused', 'ended', 'replay')),
  starts_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  sources TEXT NOT NULL,
  recordings TEXT NOT NULL,
  demo BOOLEAN NOT NULL,
  pin_product TEXT,
  pin_at BIGINT,
  announcement TEXT,
  announced_at BIGINT,
  slow_seconds INTEGER NOT NULL DEFAULT 0 CHECK (slow_seconds >= 0),
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  viewers BIGINT NOT NULL DEFAULT 0 CHECK (viewers >= 0),
  created_at BIGINT NOT NULL,
  CHECK ((pin_product IS NULL) = (pin_at IS NULL)),
  CHECK ((announcement IS NULL) = (announced_at IS NULL)),
  CHECK ((state IN ('ended', 'replay')) = (ended_at IS NOT NULL)),
  CHECK (state NOT IN ('live', 'paused', 'replay') OR started_at IS NOT NULL)
);
CREATE INDEX rooms_by_state ON rooms (state, starts_at);

CREATE TABLE room_products (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  floor BIGINT CHECK (floor >= 0),
  PRIMARY KEY (room_id, product_id)
);
CREATE INDEX room_products_by_product ON room_products (product_id);

CREATE TABLE room_shelf (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  position INTEGER NOT NULL,
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  PRIMARY KEY (room_id, position),
  UNIQUE (room_id, product_id)
);
CREATE INDEX room_shelf_by_product ON room_shelf (product_id);

CREATE TABLE room_prices (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id),
  variant_id TEXT NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
  price BIGINT NOT NULL CHECK (price >= 0),
  set_at BIGINT NOT NULL,
  opens_at BIGINT,
  closes_at BIGINT,
  CHECK (closes_at >= set_at)
);
CREATE UNIQUE INDEX room_prices_one_open ON room_prices (room_id, variant_id) WHERE closes_at IS NULL;
CREATE INDEX room_prices_by_variant ON room_prices (variant_id, opens_at);

CREATE TABLE room_pins (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  seq BIGINT NOT NULL,
  product_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  price BIGINT,
  PRIMARY KEY (room_id, seq)
);

CREATE TABLE comments (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id),
  seq BIGINT NOT NULL,
  place INTEGER NOT NULL,
  viewer TEXT NOT NULL,
  person_id TEXT REFERENCES persons (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  host BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  removed_at BIGINT,
  UNIQUE (room_id, seq, place)
);
CREATE INDEX comments_by_viewer ON comments (room_id, viewer);
CREATE INDEX comments_by_person ON comments (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE room_mutes (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (room_id, who)
);

CREATE TABLE room_viewers (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  viewer TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (room_id, viewer)
);
CREATE INDEX room_viewers_seen ON room_viewers (room_id, seen_at);

CREATE TABLE room_words (
  room_id TEXT NOT NULL REFERENCES rooms (id),
  word TEXT NOT NULL,
  PRIMARY KEY (room_id, word)
);

ALTER TABLE drops ADD COLUMN room_id TEXT REFERENCES rooms (id);
ALTER TABLE drops ADD COLUMN close_told BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX drops_by_room ON drops (room_id, closes_at) WHERE room_id IS NOT NULL;
ALTER TABLE orders ADD COLUMN room_id TEXT REFERENCES rooms (id);
ALTER TABLE orders ADD COLUMN at_stream_time BIGINT;
CREATE INDEX orders_by_room ON orders (room_id, placed_at) WHERE room_id IS NOT NULL;
"#;

/// The steps a room may not take, as one condition over `OLD` and `NEW`.
macro_rules! back {
    () => {
        "(OLD.state IN ('ended', 'replay') AND NEW.state NOT IN ('ended', 'replay'))
   OR (OLD.state <> 'scheduled' AND NEW.state = 'scheduled')"
    };
}

const FORWARD_SQLITE: &str = concat!(
    "CREATE TRIGGER rooms_go_forward BEFORE UPDATE OF state ON rooms WHEN ",
    back!(),
    " BEGIN SELECT RAISE(ABORT, 'a room does not go back'); END;"
);

const FORWARD_POSTGRES: &str = concat!(
    "CREATE FUNCTION rooms_go_forward() RETURNS trigger AS $$ BEGIN IF ",
    back!(),
    " THEN RAISE EXCEPTION 'a room does not go back'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER rooms_go_forward BEFORE UPDATE ON rooms
FOR EACH ROW EXECUTE FUNCTION rooms_go_forward();"
);

/// The notes of drops and deals that are made anew, by the names they have (see [`super::m0010_triggers`]): a room
/// tells of its own, so of them nothing is noted. Name, table, event, row.
const NOTES: &[(&str, &str, &str, &str)] = &[
    ("note_12_drops", "drops", "INSERT", "NEW"),
    ("note_13_drops", "drops", "DELETE", "OLD"),
    ("note_14_drops", "drops", "UPDATE OF title, opens_at, closes_at", "NEW"),
    ("note_15_deals", "deals", "INSERT", "NEW"),
    ("note_16_deals", "deals", "DELETE", "OLD"),
    ("note_17_deals", "deals", "UPDATE OF variant_id, price, quota, person_limit", "NEW"),
];

/// What one of them notes.
fn notes(row: &str, deals: bool) -> String {
    let (mut notes, of_shop) = (
        String::new(),
        match deals {
            true => format!(
                "NOT EXISTS (SELECT 1 FROM drops WHERE id = {row}.drop_id AND room_id IS NOT NULL)"
            ),
            false => format!("{row}.room_id IS NULL"),
        },
    );
    let insert = "INSERT INTO changes (kind, about) SELECT";
    notes.push_str(&format!("{insert} 'drops', '' WHERE {of_shop}; "));
    if deals {
        notes.push_str(&format!("{insert} 'price', {row}.product_id WHERE {of_shop}; "));
    }
    notes
}

fn renoted(postgres: bool, name: &str, table: &str, event: &str, notes: &str) -> String {
    if postgres {
        return format!(
            "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN {notes}RETURN NULL; END $$;"
        );
    }
    let columns = event.strip_prefix("UPDATE OF ").map(|columns| columns.split(", "));
    let differs = |columns: std::str::Split<'_, &str>| {
        let each: Vec<_> = columns.map(|name| format!("OLD.{name} IS NOT NEW.{name}")).collect();
        format!("WHEN ({}) ", each.join(" OR "))
    };
    let when = columns.map(differs).unwrap_or_default();
    format!(
        "DROP TRIGGER {name}; CREATE TRIGGER {name} AFTER {event} ON {table} {when}BEGIN {notes}END;"
    )
}
