//! What a merchant would set or count, done in the shop's file: a drop in a few seconds, how many orders
//! there are.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, TransactionBehavior};
use tokio::time::sleep;

use crate::Shop;

/// A deal of a drop made for a journey.
#[derive(Clone, Copy, Debug)]
pub struct Deal {
    /// Handle of the product.
    pub product: &'static str,
    /// Id of the variant.
    pub variant: &'static str,
    /// Price in minor units.
    pub price: i64,
    /// How many units.
    pub quota: i64,
    /// How many of them a person may buy; anybody as many as there are when it is not said.
    pub limit: Option<i64>,
}

impl Shop {
    pub(crate) fn file_open(&self) -> Result<Connection> {
        let file = Connection::open(self.file()).context("opening the shop's file")?;
        // The server writes as well.
        file.busy_timeout(Duration::from_secs(20))?;
        Ok(file)
    }

    /// A variant has so many units left.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn stock(&self, variant: &str, left: i64) -> Result<()> {
        let change = "UPDATE variants SET stock = ?2 WHERE id = ?1";
        let changed = self.file_open()?.execute(change, (variant, left))?;
        ensure!(changed == 1, "no variant {variant}");
        Ok(())
    }

    /// No edition has prices of its own: at whatever hour a journey begins, things cost what they cost every day.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn everyday_prices(&self) -> Result<()> {
        self.file_open()?.execute("UPDATE picks SET price = NULL", [])?;
        Ok(())
    }

    /// No edition is to come: what it was to bring is in the shop already.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn everything_is_out(&self) -> Result<()> {
        let change = "DELETE FROM picks WHERE edition_date IN
            (SELECT date FROM editions WHERE publishes_at > ?1)";
        self.file_open()?.execute(change, [crate::now()?])?;
        Ok(())
    }

    /// All variants of a product have this price.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn all_prices(&self, product: &str, price: i64) -> Result<()> {
        let change = "UPDATE variants SET price = ?2 WHERE product_id = ?1";
        let changed = self.file_open()?.execute(change, (product, price))?;
        ensure!(changed > 0, "no product {product}");
        Ok(())
    }

    /// A variant has another price.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn price(&self, variant: &str, price: i64) -> Result<()> {
        let change = "UPDATE variants SET price = ?2 WHERE id = ?1";
        let changed = self.file_open()?.execute(change, (variant, price))?;
        ensure!(changed == 1, "no variant {variant}");
        Ok(())
    }

    /// A product is a course from now on: nothing of it is sent anywhere.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn course(&self, product: &str) -> Result<()> {
        let access = serde_json::json!({ "zh": "进来吧", "en": "Come in" }).to_string();
        let change = "UPDATE products SET kind = 'course', access = ?2 WHERE id = ?1";
        let changed = self.file_open()?.execute(change, (product, access))?;
        ensure!(changed == 1, "no product {product}");
        Ok(())
    }

    /// The lucky bags that are open close in a second.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn bags_close(&self) -> Result<()> {
        let change = "UPDATE bags SET closes_at = ?1 WHERE state = 'open'";
        let changed = self.file_open()?.execute(change, [crate::now()? + 1_000])?;
        ensure!(changed > 0, "no bag is open");
        Ok(())
    }

    /// Puts a drop in the place of all others, also of one that was put there before; it is open from `opens` to `closes`, milliseconds of
    /// server time.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn only_drop(&self, title: &str, opens: i64, closes: i64, deal: Deal) -> Result<()> {
        let mut file = self.file_open()?;
        let tx = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM deals WHERE drop_id = 'e2e'", [])?;
        tx.execute("DELETE FROM drops WHERE id = 'e2e'", [])?;
        // A day into the past: a drop that was removed would be planned anew. What opens only tomorrow stays.
        let (now, hour) = (crate::now()?, 3_600_000_i64);
        tx.execute(
            "UPDATE drops SET opens_at = ?1, closes_at = ?2 WHERE closes_at > ?2 AND opens_at < ?3",
            [now - 25 * hour, now - 24 * hour, now + 12 * hour],
        )?;
        let title = serde_json::json!({ "zh": title, "en": title }).to_string();
        tx.execute(
            "INSERT INTO drops (id, title, opens_at, closes_at) VALUES ('e2e', ?1, ?2, ?3)",
            (title, opens, closes),
        )?;
        tx.execute(
            "INSERT INTO deals (id, drop_id, position, product_id, variant_id, price, quota, \"left\",
               person_limit)
             VALUES ('e2e-0', 'e2e', 0, ?1, ?2, ?3, ?4, ?4, ?5)",
            (deal.product, deal.variant, deal.price, deal.quota, deal.limit),
        )?;
        tx.commit()?;
        Ok(())
    }

    /// The drop of [`Shop::only_drop`] is open from `opens` to `closes` instead.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn drop_moves(&self, opens: i64, closes: i64) -> Result<()> {
        let change = "UPDATE drops SET opens_at = ?1, closes_at = ?2 WHERE id = 'e2e'";
        ensure!(self.file_open()?.execute(change, (opens, closes))? == 1, "no drop was made");
        Ok(())
    }

    /// The edition of the last day there is has this title and comes out then, in milliseconds of server time.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn last_edition(&self, title: &str, at: i64) -> Result<()> {
        let title = serde_json::json!({ "zh": title, "en": title }).to_string();
        let change = "UPDATE editions SET title = ?1, publishes_at = ?2
            WHERE date = (SELECT max(date) FROM editions)";
        ensure!(self.file_open()?.execute(change, (title, at))? == 1, "no edition");
        Ok(())
    }

    /// The deal of [`Shop::only_drop`] has so many units left.
    ///
    /// # Errors
    /// As [`Shop::stock`].
    pub fn deal_left(&self, left: i64) -> Result<()> {
        let change = "UPDATE deals SET \"left\" = ?1 WHERE drop_id = 'e2e'";
        ensure!(self.file_open()?.execute(change, [left])? == 1, "no drop was made");
        Ok(())
    }

    /// Waits until so many rows of a table fulfil a condition.
    ///
    /// # Errors
    /// When it does not come to that.
    pub async fn comes_to(&self, table: &str, condition: &str, count: i64) -> Result<()> {
        let begun = Instant::now();
        while self.count(table, condition)? != count {
            let late = begun.elapsed() > Duration::from_secs(40);
            let rows = self.count(table, "1")?;
            ensure!(!late, "{table} never had {count} rows with {condition}, of {rows}");
            sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }

    /// One number of the shop's books.
    ///
    /// # Errors
    /// When the file cannot be read or has no such row.
    pub fn number(&self, select: &str) -> Result<i64> {
        let found = self.file_open()?.query_row(select, [], |row| row.get(0));
        found.with_context(|| format!("asking {select}"))
    }

    /// How many rows of a table fulfil a condition.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(&self, table: &str, condition: &str) -> Result<i64> {
        let ask = format!("SELECT count(*) FROM {table} WHERE {condition}");
        self.number(&ask)
    }
}
