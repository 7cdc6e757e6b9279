//! Which providers for real money there are: those that are set up, whole.

use url::Url;

use super::{
    stripe::{self, Stripe},
    vars::Vars,
    wechat_pay::{self, WechatPay},
};
use crate::{clock::Clock, config::is_loopback};

/// The providers that are set up.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Stripe.
    pub stripe: Option<Stripe>,
    /// WeChat Pay.
    pub wechat_pay: Option<WechatPay>,
}

impl Setup {
    /// Reads what is set; nothing set is no provider.
    ///
    /// # Errors
    /// A sentence for whoever starts the server: a setting is missing or cannot be.
    pub fn read(vars: &Vars<'_>, public_url: Option<&Url>, clock: &Clock) -> Result<Self, String> {
        let stripe = stripe::Settings::read(vars, public_url)?;
        let wechat_pay = wechat_pay::Settings::read(vars, public_url)?;
        let real = stripe.is_some() || wechat_pay.is_some();
        if let Some(url) = public_url.filter(|_| real)
            && url.scheme() != "https"
            && !is_loopback(url)
        {
            return Err("payments of real money need a --public-url with https".into());
        }
        Ok(Self {
            stripe: stripe.map(Stripe::new).transpose()?,
            wechat_pay: wechat_pay.map(|one| WechatPay::new(one, clock.clone())).transpose()?,
        })
    }
}
