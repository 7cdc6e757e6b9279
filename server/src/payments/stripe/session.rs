//! Checkout sessions: a page of Stripe's for one payment.

use std::collections::HashMap;

use picklive_contract::{UnixMillis, time::MINUTE};
use serde::Deserialize;

use super::{call::Form, units};
use crate::payments::provider::{ChargeAsk, Outcome, ProviderError};

/// Our payment's id in what Stripe keeps for us.
pub const PAYMENT: &str = "picklive_payment";
/// A session lasts at least half an hour after it was made; some minutes more are for clocks that differ.
const SHORTEST: i64 = 35 * MINUTE;
/// It lasts at most a day.
const LONGEST: i64 = 23 * 60 * MINUTE;

/// A session, as far as we look at it.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// Stripe's id.
    pub id: String,
    /// The page, while it can be paid.
    pub url: Option<String>,
    /// `open`, `complete` or `expired`.
    pub status: Option<String>,
    /// `paid`, `unpaid` or `no_payment_required`.
    pub payment_status: String,
    /// The whole sum, as Stripe writes it.
    pub amount_total: Option<i64>,
    /// Of this currency.
    pub currency: Option<String>,
    /// What we told it to keep.
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
    /// What moves the money, once there is something.
    pub payment_intent: Option<Intent>,
}

/// What moves the money: its id, or all of it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Intent {
    /// Its id.
    Id(String),
    /// All of it.
    Whole {
        /// Its id.
        id: String,
        /// How it stands.
        status: String,
    },
}

impl Intent {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Whole { id, .. } => id,
        }
    }
}

impl Session {
    /// Our payment, if it is one of ours.
    pub fn payment(&self) -> Option<&str> {
        Some(self.metadata.as_ref()?.get(PAYMENT)?.as_str())
    }

    /// How the charge stands; an error for a sum that cannot be.
    pub fn outcome(&self) -> Result<Outcome, ProviderError> {
        let status = self.status.as_deref().unwrap_or("");
        if self.payment_status == "paid" {
            let money = self.amount_total.zip(self.currency.as_deref());
            let money = money.and_then(|(amount, currency)| units::read(amount, currency));
            let odd = || ProviderError::Down("its sum cannot be read".into());
            return money.map(Outcome::Paid).ok_or_else(odd);
        }
        Ok(match (status, &self.payment_intent) {
            ("expired", _) => Outcome::Failed,
            ("complete", Some(Intent::Whole { status, .. })) if gave_up(status) => Outcome::Failed,
            ("complete", _) => Outcome::Underway,
            _ => Outcome::Pending,
        })
    }
}

/// Whether money that was promised will not come: a complete session is not paid a second time.
fn gave_up(intent: &str) -> bool {
    matches!(intent, "requires_payment_method" | "canceled")
}

/// The session of a payment, said the same way each time, so that a repeat finds the first.
pub fn form(ask: &ChargeAsk) -> Result<Form, ProviderError> {
    let amount = units::write(ask.amount);
    let amount = amount.ok_or(ProviderError::Invalid("amount", "out-of-range"))?;
    let back = ask.return_url.as_ref().ok_or(ProviderError::Invalid("return_url", "missing"))?;
    let currency = ask.amount.currency.code().to_ascii_lowercase();
    Ok(vec![
        ("mode", "payment".into()),
        ("client_reference_id", ask.payment.clone()),
        ("metadata[picklive_payment]", ask.payment.clone()),
        ("payment_intent_data[metadata][picklive_payment]", ask.payment.clone()),
        ("payment_intent_data[description]", format!("No. {}", ask.number)),
        ("line_items[0][quantity]", "1".into()),
        ("line_items[0][price_data][currency]", currency),
        ("line_items[0][price_data][unit_amount]", amount.to_string()),
        ("line_items[0][price_data][product_data][name]", format!("No. {}", ask.number)),
        ("success_url", back.to_string()),
        ("cancel_url", back.to_string()),
        ("expires_at", (expires(ask).0 / 1_000).to_string()),
    ])
}

/// When it can no longer be paid: with the hold, as near to it as Stripe allows.
fn expires(ask: &ChargeAsk) -> UnixMillis {
    let (soonest, latest) = (ask.started_at.plus(SHORTEST), ask.started_at.plus(LONGEST));
    ask.hold_expires_at.clamp(soonest, latest)
}
