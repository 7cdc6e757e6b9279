//! Money that goes back through WeChat Pay.

use serde::Deserialize;
use serde_json::json;

use super::{WechatPay, call::Refused, prepay::CURRENCY, trade::number};
use crate::payments::provider::{ProviderError, RefundAsk, Refunding};

/// A refund that WeChat Pay closed is asked for again under another number, so many times.
const MOST: u32 = 4;

/// A refund as it is told.
#[derive(Debug, Deserialize)]
struct Refund {
    status: String,
    out_refund_no: String,
}

/// A refund's number at WeChat Pay, the first or one after others that were closed.
fn refund_number(refund: &str, nth: u32) -> String {
    if nth == 0 { refund.to_owned() } else { format!("{refund}@{nth}") }
}

/// Our refund's id from its number.
pub fn refund_of(number: &str) -> &str {
    number.split('@').next().unwrap_or(number)
}

impl WechatPay {
    /// Sends money back, once a number, or tells how that stands.
    pub(super) async fn send_back(&self, ask: RefundAsk) -> Result<Refunding, ProviderError> {
        if ask.amount.currency.code() != CURRENCY {
            return Err(ProviderError::Down("WeChat Pay sends back yuan only".into()));
        }
        for nth in 0..MOST {
            let number = refund_number(&ask.refund, nth);
            let refund = match self.refund_stands(&number).await? {
                Some(refund) => refund,
                None => self.refund_anew(&ask, &number).await?,
            };
            if refund.out_refund_no != number {
                return Err(ProviderError::Down("the answer is about another refund".into()));
            }
            match refund.status.as_str() {
                "SUCCESS" => return Ok(Refunding::Done),
                "PROCESSING" => return Ok(Refunding::Underway),
                "CLOSED" => {}
                _ => {
                    let why = "it is abnormal: mend it on WeChat Pay's merchant platform";
                    return Err(ProviderError::Down(why.into()));
                }
            }
        }
        Err(ProviderError::Down("it was closed too often: look on the merchant platform".into()))
    }

    async fn refund_stands(&self, number: &str) -> Result<Option<Refund>, ProviderError> {
        match self.get(&format!("/v3/refund/domestic/refunds/{number}")).await {
            Ok(refund) => Ok(Some(refund)),
            Err(Refused::Absent) => Ok(None),
            Err(refused) => Err(refused.into()),
        }
    }

    async fn refund_anew(&self, ask: &RefundAsk, no: &str) -> Result<Refund, ProviderError> {
        let (refund, total) = (ask.amount.amount, ask.paid.amount);
        let body = json!({
            "out_trade_no": number(&ask.payment),
            "out_refund_no": no,
            "notify_url": self.notify_url()?,
            "amount": { "refund": refund, "total": total, "currency": CURRENCY },
        });
        Ok(self.post("/v3/refund/domestic/refunds", &body).await?)
    }
}
