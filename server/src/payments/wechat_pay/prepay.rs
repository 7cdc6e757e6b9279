//! Starting a payment: in WeChat's web view, in a phone's browser, or by a code.

use std::collections::BTreeMap;

use picklive_contract::{
    UnixMillis,
    payments::Action,
    time::{HOUR, MINUTE},
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Way, WechatPay, call::Refused, token, trade::number};
use crate::{
    payments::{
        provider::{ChargeAsk, Known, ProviderError, Started},
        qr,
    },
    random,
};

/// A payment can be paid for at least this long.
const SHORTEST: i64 = 2 * MINUTE;
/// What WeChat Pay says of a number that it knows otherwise, or that is over.
const DIFFERS: [&str; 6] = [
    "INVALID_REQUEST",
    "OUT_TRADE_NO_USED",
    "ORDER_CLOSED",
    "ORDERCLOSED",
    "ORDER_PAID",
    "ORDERPAID",
];
/// The one currency.
pub const CURRENCY: &str = "CNY";

impl WechatPay {
    /// Starts a payment. One that was started before is said anew only if it is the same to the letter; the
    /// shopper's address, the hold's end or who pays may have changed since. Then the trade is closed, so
    /// that never two of one payment can be paid.
    pub(super) async fn prepay(&self, way: Way, ask: &ChargeAsk) -> Result<Started, ProviderError> {
        match self.trade(way, ask).await {
            Err(Refused::No(_, code)) if ask.again && DIFFERS.contains(&code.as_str()) => {
                let charge = ask.charge.as_deref();
                let known = Known { payment: &ask.payment, charge };
                Err(ProviderError::Over(self.end(known).await?))
            }
            done => Ok(done?),
        }
    }

    async fn trade(&self, way: Way, ask: &ChargeAsk) -> Result<Started, Refused> {
        let mut body = self.common(ask)?;
        let action = match way {
            Way::Jsapi => {
                body["payer"] = json!({ "openid": self.openid(ask)? });
                let made: Jsapi = self.post("/v3/pay/transactions/jsapi", &body).await?;
                Action::WechatJsapi { params: self.bridge(&made.prepay_id)? }
            }
            Way::H5 => {
                let ip = ask.address.to_string();
                body["scene_info"] = json!({ "payer_client_ip": ip, "h5_info": { "type": "Wap" } });
                let made: H5 = self.post("/v3/pay/transactions/h5", &body).await?;
                Action::Redirect { url: and_back(&made.h5_url, ask.return_url.as_ref())? }
            }
            Way::Native => {
                let made: Native = self.post("/v3/pay/transactions/native", &body).await?;
                let picture = qr::data_url(&made.code_url);
                Action::Qr { content: made.code_url, picture }
            }
        };
        Ok(Started { charge: Some(number(&ask.payment)), action })
    }

    fn common(&self, ask: &ChargeAsk) -> Result<Value, ProviderError> {
        if ask.amount.currency.code() != CURRENCY {
            return Err(ProviderError::Invalid("amount", "malformed"));
        }
        let until = ask.hold_expires_at.max(ask.started_at.plus(SHORTEST));
        Ok(json!({
            "appid": self.settings.appid,
            "mchid": self.settings.mchid,
            "description": format!("订单 {}", ask.number),
            "out_trade_no": number(&ask.payment),
            "attach": ask.payment,
            "time_expire": in_china(until),
            "notify_url": self.notify_url()?,
            "amount": { "total": ask.amount.amount, "currency": CURRENCY },
        }))
    }

    /// Who pays. Only what this server itself found out is taken.
    fn openid(&self, ask: &ChargeAsk) -> Result<String, ProviderError> {
        let said = ask.openid.as_deref().filter(|said| !said.is_empty());
        let said = said.ok_or(ProviderError::Invalid("openid", "missing"))?;
        let read = token::read_openid(&self.settings.api_key, said, self.clock.now());
        // One that is too old is to be fetched anew, as if there were none.
        read.ok_or(ProviderError::Invalid("openid", "malformed"))
    }

    /// What the page hands to WeChat's bridge.
    fn bridge(&self, prepay: &str) -> Result<BTreeMap<String, String>, ProviderError> {
        let (appid, at) = (&self.settings.appid, (self.clock.now().0 / 1_000).to_string());
        let (nonce, package) = (random::id(), format!("prepay_id={prepay}"));
        let signature = self.sign(&format!("{appid}\n{at}\n{nonce}\n{package}\n"))?;
        let params = [
            ("appId", appid.clone()),
            ("timeStamp", at),
            ("nonceStr", nonce),
            ("package", package),
            ("signType", "RSA".into()),
            ("paySign", signature),
        ];
        Ok(params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// WeChat's page for a phone's browser, which then leads back.
fn and_back(page: &str, back: Option<&Url>) -> Result<String, ProviderError> {
    let mut url =
        Url::parse(page).map_err(|_| ProviderError::Down("its page has no address".into()))?;
    if let Some(back) = back {
        url.query_pairs_mut().append_pair("redirect_url", back.as_str());
    }
    Ok(url.into())
}

/// An instant as WeChat Pay writes it, whole seconds in China's time.
fn in_china(at: UnixMillis) -> String {
    let whole = UnixMillis(at.0.div_euclid(1_000) * 1_000).plus(8 * HOUR);
    whole.to_rfc3339().replace('Z', "+08:00")
}

#[derive(Deserialize)]
struct Jsapi {
    prepay_id: String,
}

#[derive(Deserialize)]
struct H5 {
    h5_url: String,
}

#[derive(Deserialize)]
struct Native {
    code_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_chinas_and_pages_lead_back() {
        assert_eq!(in_china(UnixMillis(1_795_492_800_042)), "2026-11-24T12:00:00+08:00");
        let back = Url::parse("https://shop.example/o/1?a=b").unwrap();
        let url = and_back("https://wx.example/check?id=1", Some(&back)).unwrap();
        let to =
            "https://wx.example/check?id=1&redirect_url=https%3A%2F%2Fshop.example%2Fo%2F1%3Fa%3Db";
        assert_eq!(url, to);
        assert!(and_back("nowhere", None).is_err());
    }
}
