//! Time that is over in the shop's file, without waiting for it: the hold of an order, the moment at which
//! a late payment comes.

use anyhow::{Result, ensure};

use crate::{Shop, moments::now};

impl Shop {
    /// The holds of all unpaid orders are over; waits until the shop has taken the units back.
    ///
    /// # Errors
    /// When no order was held, or the shop does not notice.
    pub async fn holds_lapse(&self) -> Result<()> {
        let change = "UPDATE orders SET hold_expires_at = ?1 WHERE state = 'awaiting_payment'";
        let before = self.count("order_steps", "state = 'expired'")?;
        let held = self.file_open()?.execute(change, [now()?])?;
        ensure!(held > 0, "no order was held");
        // The step stays, whatever happens to the order afterwards.
        self.comes_to("order_steps", "state = 'expired'", before + i64::try_from(held)?).await
    }

    /// Codes that were sent were sent so many milliseconds earlier.
    ///
    /// # Errors
    /// When none was sent.
    pub fn codes_age(&self, millis: i64) -> Result<()> {
        let change = "UPDATE codes SET created_at = created_at - ?1";
        ensure!(self.file_open()?.execute(change, [millis])? > 0, "no code was sent");
        Ok(())
    }

    /// Payments that were to come after the end of the hold come now.
    ///
    /// # Errors
    /// When there are none.
    pub fn late_payments_come(&self) -> Result<()> {
        let change = "UPDATE sandbox_charges SET pays_at = ?1 WHERE state = 'late'";
        let late = self.file_open()?.execute(change, [now()?])?;
        ensure!(late > 0, "no payment is to come late");
        Ok(())
    }
}
