//! Orders: what they hold, how they are paid, and what goes back.
//!
//! The database itself refuses what must never happen (see also [`super::m0002_triggers`]): units in two
//! places, sums that do not add up, more money back than was paid.

use sea_orm_migration::prelude::*;

use super::m0002_triggers;

/// Creates the tables of orders and payments.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_orders"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(TABLES).await?;
        let triggers = m0002_triggers::statements(manager.get_database_backend());
        connection.execute_unprepared(triggers).await?;
        Ok(())
    }
}

/// Times are milliseconds since 1970, money is in minor units of the order's currency.
const TABLES: &str = r#"
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  person_id TEXT REFERENCES persons (id),
  secret_hash TEXT,
  buyer TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'shipped', 'delivered',
    'completed', 'cancelled', 'expired', 'refunded')),
  units TEXT NOT NULL CHECK (units IN ('held', 'sold', 'returned')),
  shipped_goods BOOLEAN NOT NULL,
  currency TEXT NOT NULL,
  goods BIGINT NOT NULL CHECK (goods >= 0),
  shipping BIGINT NOT NULL CHECK (shipping >= 0),
  total BIGINT NOT NULL CHECK (total = goods + shipping),
  refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= total),
  placed_at BIGINT NOT NULL,
  hold_expires_at BIGINT NOT NULL,
  delivered_at BIGINT,
  contact TEXT NOT NULL,
  address TEXT,
  note TEXT NOT NULL DEFAULT '',
  shop TEXT,
  carrier TEXT,
  tracking_number TEXT,
  CHECK (state <> 'awaiting_payment' OR units = 'held'),
  CHECK (state NOT IN ('paid', 'shipped', 'delivered', 'completed') OR units = 'sold'),
  CHECK (state NOT IN ('cancelled', 'expired') OR units = 'returned')
);
CREATE INDEX orders_by_person ON orders (person_id, placed_at);
CREATE INDEX orders_by_time ON orders (placed_at);
CREATE INDEX orders_unpaid ON orders (buyer) WHERE state = 'awaiting_payment';
CREATE INDEX orders_lapsing ON orders (hold_expires_at) WHERE state = 'awaiting_payment';
CREATE INDEX orders_delivered ON orders (delivered_at) WHERE state = 'delivered';

CREATE TABLE order_lines (
  order_id TEXT NOT NULL REFERENCES orders (id),
  position INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  variant_id TEXT NOT NULL,
  deal_id TEXT,
  limited BOOLEAN NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
  bought TEXT NOT NULL,
  PRIMARY KEY (order_id, position)
);
CREATE INDEX order_lines_by_variant ON order_lines (variant_id);

CREATE TABLE order_steps (
  order_id TEXT NOT NULL REFERENCES orders (id),
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT,
  PRIMARY KEY (order_id, state)
);

CREATE TABLE deal_buyers (
  deal_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units >= 0),
  PRIMARY KEY (deal_id, person_id)
);

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  method TEXT NOT NULL,
  provider TEXT NOT NULL,
  charge_id TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'paid', 'failed', 'refunded')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  received BIGINT,
  action TEXT NOT NULL,
  return_url TEXT,
  started_at BIGINT NOT NULL,
  settled_at BIGINT,
  next_ask_at BIGINT,
  asks INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX payments_by_order ON payments (order_id, started_at);
CREATE INDEX payments_to_ask ON payments (next_ask_at) WHERE next_ask_at IS NOT NULL;

CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  payment_id TEXT NOT NULL REFERENCES payments (id),
  kind TEXT NOT NULL CHECK (kind IN ('order', 'surplus')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done')),
  created_at BIGINT NOT NULL,
  done_at BIGINT,
  next_try_at BIGINT,
  tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX refunds_by_order ON refunds (order_id);
CREATE INDEX refunds_to_send ON refunds (next_try_at) WHERE state = 'pending';

CREATE TABLE voucher_codes (
  code TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  position INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  valid_until BIGINT,
  redeemed_at BIGINT,
  void_at BIGINT,
  UNIQUE (order_id, position, unit),
  CHECK (redeemed_at IS NULL OR void_at IS NULL)
);

CREATE TABLE sandbox_charges (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL,
  method TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'late', 'paid', 'failed')),
  token TEXT NOT NULL,
  return_url TEXT,
  notify_url TEXT NOT NULL,
  hold_expires_at BIGINT NOT NULL,
  pays_at BIGINT,
  webhook TEXT NOT NULL CHECK (webhook IN ('none', 'due', 'lost', 'delivered')),
  webhook_at BIGINT,
  webhook_tries INTEGER NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX sandbox_charges_paying ON sandbox_charges (pays_at) WHERE pays_at IS NOT NULL;
CREATE INDEX sandbox_charges_telling ON sandbox_charges (webhook_at) WHERE webhook = 'due';

CREATE TABLE sandbox_refunds (
  id TEXT PRIMARY KEY,
  charge_id TEXT NOT NULL REFERENCES sandbox_charges (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  created_at BIGINT NOT NULL
);
CREATE INDEX sandbox_refunds_by_charge ON sandbox_refunds (charge_id);
"#;
