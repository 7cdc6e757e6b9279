//! A buyer of many orders, without waiting for each to be bought.

use anyhow::Result;

use crate::Shop;

impl Shop {
    /// Adds so many orders like the one there is, each a minute older than the one before, numbered from
    /// 10000001; they are cancelled, so that nothing is owed for them.
    ///
    /// # Errors
    /// When the file cannot be written or there is no order.
    pub fn orders_before(&self, count: i64) -> Result<()> {
        let mut file = self.file_open()?;
        let tx = file.transaction()?;
        tx.execute_batch(
            "CREATE TEMP TABLE one AS SELECT * FROM orders LIMIT 1;
            UPDATE one SET state = 'cancelled', units = 'returned', secret_hash = NULL;
            CREATE TEMP TABLE its AS SELECT * FROM order_lines WHERE order_id = (SELECT id FROM one);",
        )?;
        for nth in 1..=count {
            let id = format!("copy{nth:018}");
            tx.execute(
                "UPDATE one SET id = ?1, number = ?2, placed_at = placed_at - 60000",
                (&id, format!("{}", 10_000_000 + nth)),
            )?;
            tx.execute("UPDATE its SET order_id = ?1", [&id])?;
            tx.execute("INSERT INTO orders SELECT * FROM one", [])?;
            tx.execute("INSERT INTO order_lines SELECT * FROM its", [])?;
            let step = "INSERT INTO order_steps SELECT id, state, placed_at, 'by_buyer' FROM one";
            tx.execute(step, [])?;
        }
        Ok(tx.commit()?)
    }
}
