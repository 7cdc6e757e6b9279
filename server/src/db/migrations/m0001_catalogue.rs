//! Shop settings, products, editions, drops, sign-in, idempotency.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, integer_null, text, text_null},
};

use super::m0001_triggers;

/// The step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_catalogue"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [shop(), catalogue(), deals(), account()].into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        for sql in m0001_triggers::statements(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("variants_product", "variants", &["product_id", "position"]),
    ("price_changes_variant", "price_changes", &["variant_id", "at"]),
    ("editions_published", "editions", &["publishes_at"]),
    ("picks_product", "picks", &["product_id"]),
    ("drops_window", "drops", &["closes_at", "opens_at"]),
    ("deals_drop", "deals", &["drop_id"]),
    ("deals_variant", "deals", &["variant_id"]),
    ("codes_contact", "codes", &["kind", "value", "created_at"]),
    ("codes_address", "codes", &["address", "created_at"]),
    ("sessions_expiry", "sessions", &["expires_at"]),
    ("idempotency_at", "idempotency", &["at"]),
];

fn key(name: &str) -> ColumnDef {
    text(name.to_owned()).primary_key().take()
}

fn column(name: &'static str) -> Expr {
    Expr::col(name)
}

fn belongs(from: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(from).to(to, "id").on_delete(ForeignKeyAction::Cascade).take()
}

fn shop() -> Vec<TableCreateStatement> {
    let settings = Table::create().table("settings").col(key("key")).col(text("value")).take();
    let idempotency = Table::create()
        .table("idempotency")
        .col(text("scope"))
        .col(text("endpoint"))
        .col(text("key"))
        .col(text("body_hash"))
        .col(integer("status"))
        .col(text("answer"))
        .col(big_integer("at"))
        .primary_key(Index::create().col("scope").col("endpoint").col("key"))
        .take();
    vec![settings, idempotency]
}

fn catalogue() -> Vec<TableCreateStatement> {
    let products = Table::create()
        .table("products")
        .col(key("id"))
        .col(text("kind"))
        .col(text("title"))
        .col(text_null("summary"))
        .col(text_null("body"))
        .col(text("options"))
        .col(text("pictures"))
        .col(text_null("access"))
        .col(text_null("voucher_prefix"))
        .col(integer_null("voucher_days"))
        .col(big_integer("created_at"))
        .take();
    let variants = Table::create()
        .table("variants")
        .col(key("id"))
        .col(text("product_id"))
        .col(integer("position"))
        .col(text("values"))
        .col(big_integer("price"))
        .col(big_integer("priced_at"))
        .col(big_integer_null("list_price"))
        .col(text_null("list_price_source"))
        .col(big_integer("stock"))
        .col(big_integer("reserved").default(0))
        .col(big_integer("sold").default(0))
        .col(integer_null("picture"))
        .foreign_key(&mut belongs("product_id", "products"))
        .check(column("price").gte(0))
        .check(column("stock").gte(0))
        .check(column("reserved").gte(0))
        .check(column("sold").gte(0))
        .take();
    let price_changes = Table::create()
        .table("price_changes")
        .col(big_integer("id").auto_increment().primary_key())
        .col(text("variant_id"))
        .col(big_integer("price"))
        .col(big_integer("at"))
        .foreign_key(&mut belongs("variant_id", "variants"))
        .take();
    let editions = Table::create()
        .table("editions")
        .col(key("date"))
        .col(big_integer("publishes_at"))
        .col(text_null("title"))
        .col(text_null("note"))
        .take();
    let picks = Table::create()
        .table("picks")
        .col(text("edition_date"))
        .col(integer("position"))
        .col(text("product_id"))
        .col(text_null("note"))
        .col(big_integer_null("price"))
        .primary_key(Index::create().col("edition_date").col("position"))
        .foreign_key(
            ForeignKey::create()
                .from_col("edition_date")
                .to("editions", "date")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(&mut belongs("product_id", "products"))
        .check(column("price").gte(0))
        .take();
    vec![products, variants, price_changes, editions, picks]
}

fn deals() -> Vec<TableCreateStatement> {
    let drops = Table::create()
        .table("drops")
        .col(key("id"))
        .col(text("title"))
        .col(big_integer("opens_at"))
        .col(big_integer("closes_at"))
        .check(column("closes_at").gt(column("opens_at")))
        .take();
    let deals = Table::create()
        .table("deals")
        .col(key("id"))
        .col(text("drop_id"))
        .col(integer("position"))
        .col(text("product_id"))
        .col(text("variant_id"))
        .col(big_integer("price"))
        .col(big_integer("quota"))
        .col(big_integer("left"))
        .col(integer_null("person_limit"))
        .foreign_key(&mut belongs("drop_id", "drops"))
        .foreign_key(&mut belongs("product_id", "products"))
        .foreign_key(&mut belongs("variant_id", "variants"))
        .check(column("price").gte(0))
        .check(column("left").gte(0).and(column("left").lte(column("quota"))))
        .check(column("person_limit").gt(0))
        .take();
    vec![drops, deals]
}

fn account() -> Vec<TableCreateStatement> {
    let persons = Table::create()
        .table("persons")
        .col(key("id"))
        .col(text("kind"))
        .col(text("value"))
        .col(big_integer("created_at"))
        .index(Index::create().unique().name("persons_contact").col("kind").col("value"))
        .take();
    let codes = Table::create()
        .table("codes")
        .col(key("id"))
        .col(text("kind"))
        .col(text("value"))
        .col(text("code_hash"))
        .col(integer("tries").default(0))
        .col(text("address"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .take();
    let sessions = Table::create()
        .table("sessions")
        .col(key("token_hash"))
        .col(text("person_id"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut belongs("person_id", "persons"))
        .take();
    vec![persons, codes, sessions]
}
