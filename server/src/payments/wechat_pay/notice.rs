//! WeChat Pay's notices: signed by WeChat Pay, sealed with the API v3 key.

use serde::{Deserialize, de::DeserializeOwned};

use super::{Settings, keys::Sealed, refund::refund_of, trade::Trade};
use crate::payments::provider::{Notice, Untrusted};

#[derive(Deserialize)]
struct Envelope {
    event_type: String,
    resource: Sealed,
}

#[derive(Deserialize)]
struct Refund {
    mchid: String,
    out_refund_no: String,
    refund_status: String,
}

/// Reads a notice whose signature is WeChat Pay's.
pub fn read(settings: &Settings, body: &[u8]) -> Result<Notice, Untrusted> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| Untrusted::Body)?;
    match envelope.event_type.as_str() {
        "TRANSACTION.SUCCESS" => {
            let trade: Trade = open(settings, &envelope.resource)?;
            let payment = trade.payment(settings)?.to_owned();
            let outcome = trade.outcome().map_err(|_| Untrusted::Body)?;
            Ok(Notice::Charge { payment, charge: None, outcome })
        }
        "REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED" => {
            let refund: Refund = open(settings, &envelope.resource)?;
            if refund.mchid != settings.mchid {
                return Err(Untrusted::Foreign);
            }
            let failed = refund.refund_status != "SUCCESS";
            Ok(Notice::Refund { refund: refund_of(&refund.out_refund_no).to_owned(), failed })
        }
        _ => Ok(Notice::Other),
    }
}

fn open<T: DeserializeOwned>(settings: &Settings, sealed: &Sealed) -> Result<T, Untrusted> {
    let opened = settings.api_key.open(sealed).ok_or(Untrusted::Body)?;
    serde_json::from_slice(&opened).map_err(|_| Untrusted::Body)
}
