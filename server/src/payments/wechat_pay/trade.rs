//! A payment as WeChat Pay keeps it: its number, and how it stands.

use picklive_contract::{Currency, Money};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Settings, WechatPay, call::Refused};
use crate::payments::provider::{Known, Outcome, ProviderError, Untrusted};

/// Bytes of a payment's digest that make its number, which may have 32 characters.
const BYTES: usize = 16;

/// A payment's number at WeChat Pay. Our own ids are longer than it allows.
pub fn number(payment: &str) -> String {
    let digest = Sha256::digest(payment);
    digest.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// A payment as it is told.
#[derive(Debug, Deserialize)]
pub struct Trade {
    mchid: String,
    #[serde(default)]
    appid: Option<String>,
    out_trade_no: String,
    trade_state: String,
    /// Our payment's id, which we gave along.
    #[serde(default)]
    attach: Option<String>,
    #[serde(default)]
    amount: Option<Amount>,
}

#[derive(Debug, Deserialize)]
struct Amount {
    total: Option<i64>,
    currency: Option<String>,
}

impl Trade {
    /// Whether it is of this merchant and this official account.
    pub fn is_of(&self, settings: &Settings) -> bool {
        let appid = self.appid.as_ref().is_none_or(|appid| *appid == settings.appid);
        self.mchid == settings.mchid && appid
    }

    /// Our payment's id, when it is of this merchant and of ours.
    ///
    /// # Errors
    /// [`Untrusted::Foreign`] for another merchant's, [`Untrusted::Body`] for one that we did not start.
    pub fn payment(&self, settings: &Settings) -> Result<&str, Untrusted> {
        if !self.is_of(settings) {
            return Err(Untrusted::Foreign);
        }
        let ours = self.attach.as_deref().filter(|ours| number(ours) == self.out_trade_no);
        ours.ok_or(Untrusted::Body)
    }

    /// How it stands; an error for a sum that cannot be.
    pub fn outcome(&self) -> Result<Outcome, ProviderError> {
        Ok(match self.trade_state.as_str() {
            // What went back was paid before.
            "SUCCESS" | "REFUND" => Outcome::Paid(self.money()?),
            "CLOSED" | "REVOKED" => Outcome::Failed,
            _ => Outcome::Pending,
        })
    }

    fn money(&self) -> Result<Money, ProviderError> {
        let sum = self.amount.as_ref().and_then(|amount| {
            let currency = amount.currency.as_deref().unwrap_or("CNY");
            Some(Money::new(amount.total?, Currency::parse(currency)?))
        });
        sum.ok_or_else(|| ProviderError::Down("its sum cannot be read".into()))
    }
}

impl WechatPay {
    /// Asks how the charge of our payment stands.
    pub(super) async fn stands(&self, known: Known<'_>) -> Result<Outcome, ProviderError> {
        let (number, mchid) = (number(known.payment), &self.settings.mchid);
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={mchid}");
        let trade: Trade = match self.get(&path).await {
            Ok(trade) => trade,
            Err(Refused::Absent) => return Ok(Outcome::Failed),
            Err(refused) => return Err(refused.into()),
        };
        if !trade.is_of(&self.settings) || trade.out_trade_no != number {
            return Err(ProviderError::Down("the answer is about another payment".into()));
        }
        trade.outcome()
    }

    /// Closes a charge, so that it can no longer be paid.
    pub(super) async fn end(&self, known: Known<'_>) -> Result<Outcome, ProviderError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", number(known.payment));
        let body = serde_json::json!({ "mchid": self.settings.mchid });
        match self.tell(&path, &body).await {
            Ok(()) => Ok(Outcome::Failed),
            // It was paid, or closed by itself, in this very moment.
            Err(Refused::Absent | Refused::No(..)) => self.stands(known).await,
            Err(refused) => Err(refused.into()),
        }
    }
}
