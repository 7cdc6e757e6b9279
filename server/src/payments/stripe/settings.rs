//! What Stripe needs to be told at the start.

use url::Url;

use crate::payments::{secret::Secret, vars::Vars};

/// The secret key of the account, or a restricted one.
const KEY: &str = "PICKLIVE_STRIPE_SECRET_KEY";
/// The signing secret of the webhook endpoint.
const HOOK: &str = "PICKLIVE_STRIPE_WEBHOOK_SECRET";
/// Where Stripe is; for tests.
const API: &str = "PICKLIVE_STRIPE_API";
/// What needs them.
const WHAT: &str = "paying with Stripe";

/// Settings of Stripe.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Signs our requests.
    pub key: Secret,
    /// Whether the key moves real money.
    pub live: bool,
    /// Signs its webhooks.
    pub hook: Secret,
    /// Where it is.
    pub api: Url,
}

impl Settings {
    /// Reads them; `None` when nothing is set.
    ///
    /// # Errors
    /// A sentence, when only a part is set or something cannot be, or nobody knows where the shop is.
    pub fn read(vars: &Vars<'_>, public_url: Option<&Url>) -> Result<Option<Self>, String> {
        if !vars.any(&[KEY, HOOK])? {
            return Ok(None);
        }
        let (key, hook) = (vars.need(KEY, WHAT)?, vars.need(HOOK, WHAT)?);
        let live = match key.split('_').take(2).collect::<Vec<_>>()[..] {
            ["sk" | "rk", "live"] => true,
            ["sk" | "rk", "test"] => false,
            _ => return Err(format!("{KEY} begins with sk_live_, rk_live_, sk_test_ or rk_test_")),
        };
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(format!("{KEY} is letters, digits and underscores"));
        }
        if !hook.starts_with("whsec_") {
            return Err(format!("{HOOK} begins with whsec_"));
        }
        if public_url.is_none() {
            return Err(format!("{WHAT} needs --public-url"));
        }
        let api = vars.origin(API, "https://api.stripe.com")?;
        Ok(Some(Self { key: key.into(), live, hook: hook.into(), api }))
    }
}
