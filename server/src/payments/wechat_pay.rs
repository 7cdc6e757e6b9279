//! WeChat Pay, API v3: in WeChat's web view (JSAPI), in a phone's browser (H5), by a code (Native).
//!
//! A payment is a trade whose number follows from the payment's id, so it is made once and found again. Both
//! sides sign with RSA; WeChat Pay's keys are its public key or its certificates (`trust`).

mod call;
mod keys;
mod notice;
pub mod openid;
mod prepay;
mod refund;
mod settings;
mod token;
mod trade;
mod trust;

use std::sync::Arc;

use axum::http::HeaderMap;
use picklive_contract::{
    Currency, Text, UnixMillis,
    payments::{ActionKind, ClientKind, PaymentMethod},
};

use super::{
    provider::{
        ChargeAsk, Known, Outcome, PaymentProvider, ProviderError, Reading, RefundAsk, Refunding,
        Reply, Started,
    },
    wire::Wire,
};
use crate::clock::Clock;
pub use settings::{Settings, Way};
use trust::Trust;

/// Id of the provider.
pub const ID: &str = "wechat_pay";
/// In WeChat's web view.
pub const JSAPI: &str = "wechat_jsapi";
/// In a browser on a phone.
pub const H5: &str = "wechat_h5";
/// A code that a phone scans.
pub const NATIVE: &str = "wechat_native";

/// The provider; cheap to clone.
#[derive(Clone, Debug)]
pub struct WechatPay {
    settings: Arc<Settings>,
    clock: Clock,
    wire: Wire,
    sns: Wire,
    trust: Arc<Trust>,
}

impl WechatPay {
    /// A provider with these settings.
    ///
    /// # Errors
    /// A sentence, when TLS cannot be set up.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, String> {
        let wire = Wire::new(settings.api.clone())?;
        let sns = Wire::new(settings.sns.clone())?;
        Ok(Self { settings: Arc::new(settings), clock, wire, sns, trust: Arc::default() })
    }

    /// Whether the merchant has this way to pay.
    pub fn offers(&self, way: Way) -> bool {
        self.settings.ways.contains(&way)
    }

    /// Where its notices go.
    fn notify_url(&self) -> Result<String, ProviderError> {
        let url = self.settings.base.join(&format!("v1/webhooks/{ID}"));
        Ok(url.map_err(|error| ProviderError::Down(error.to_string()))?.into())
    }
}

fn method(way: Way) -> PaymentMethod {
    let (id, action, client, hint) = match way {
        Way::Jsapi => (JSAPI, ActionKind::WechatJsapi, ClientKind::Wechat, None),
        Way::H5 => {
            let hint = Text::both("打开微信付，付完回来", "Opens WeChat and comes back");
            (H5, ActionKind::Redirect, ClientKind::Mobile, Some(hint))
        }
        Way::Native => {
            let hint = Text::both("用手机微信扫码", "Scan it with WeChat on your phone");
            (NATIVE, ActionKind::Qr, ClientKind::Desktop, Some(hint))
        }
    };
    let label = Text::both("微信支付", "WeChat Pay");
    PaymentMethod { id: id.into(), label, action, clients: vec![client], hint }
}

impl PaymentProvider for WechatPay {
    fn id(&self) -> &'static str {
        ID
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        self.settings.ways.iter().copied().map(method).collect()
    }

    fn takes(&self, currency: Currency) -> bool {
        currency.code() == prepay::CURRENCY
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        Box::pin(async move {
            let way = match ask.method.as_str() {
                JSAPI => Way::Jsapi,
                H5 => Way::H5,
                NATIVE => Way::Native,
                _ => return Err(ProviderError::Invalid("method", "malformed")),
            };
            self.prepay(way, &ask).await
        })
    }

    fn ask<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(self.stands(known))
    }

    fn close<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(self.end(known))
    }

    fn refund(&self, ask: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(self.send_back(ask))
    }

    fn read_notice<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        _: UnixMillis,
    ) -> Reading<'a> {
        Box::pin(async move {
            self.check(headers, body).await?;
            notice::read(&self.settings, body)
        })
    }
}
