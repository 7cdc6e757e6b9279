//! Coupons of rooms, who has claimed them, and what they took off orders.
//!
//! The database itself refuses more claims than there are coupons, a second claim of one person, and one claim in
//! two orders.

use sea_orm_migration::prelude::*;

/// Adds the tables, and what rooms, orders and their lines say of coupons.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_coupons"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(TABLES).await?;
        Ok(())
    }
}

/// Times are milliseconds since 1970, money is in minor units of the shop's currency. An order's `goods` are without
/// what its coupon took off, so that its sum stays the sum of goods and shipping.
const TABLES: &str = r#"
CREATE TABLE coupons (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id),
  amount_off BIGINT NOT NULL CHECK (amount_off > 0),
  minimum BIGINT NOT NULL,
  quota BIGINT NOT NULL CHECK (quota > 0),
  unclaimed BIGINT NOT NULL CHECK (unclaimed >= 0),
  opens_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  told BIGINT NOT NULL,
  CHECK (minimum >= amount_off),
  CHECK (unclaimed <= quota),
  CHECK (opens_at <= closes_at),
  CHECK (closes_at <= valid_until)
);
CREATE INDEX coupons_by_room ON coupons (room_id, closes_at);

CREATE TABLE coupon_claims (
  coupon_id TEXT NOT NULL REFERENCES coupons (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  claimed_at BIGINT NOT NULL,
  order_id TEXT UNIQUE REFERENCES orders (id),
  PRIMARY KEY (coupon_id, person_id)
);
CREATE INDEX coupon_claims_by_person ON coupon_claims (person_id, claimed_at);

ALTER TABLE rooms ADD COLUMN coupon_budget BIGINT NOT NULL DEFAULT 0 CHECK (coupon_budget >= 0);
ALTER TABLE orders ADD COLUMN coupon_id TEXT REFERENCES coupons (id);
ALTER TABLE orders ADD COLUMN coupon_off BIGINT NOT NULL DEFAULT 0 CHECK (coupon_off >= 0);
ALTER TABLE order_lines ADD COLUMN coupon_off BIGINT NOT NULL DEFAULT 0 CHECK (coupon_off >= 0);
"#;
