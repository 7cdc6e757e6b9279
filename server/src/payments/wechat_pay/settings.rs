//! What WeChat Pay needs to be told at the start.

use url::Url;

use super::keys::{ApiKey, MerchantKey, PublicKey};
use crate::payments::{secret::Secret, vars::Vars};

/// The merchant's number.
const MCHID: &str = "PICKLIVE_WECHAT_MCHID";
/// The official account.
const APPID: &str = "PICKLIVE_WECHAT_APPID";
/// Serial number of the merchant's API certificate.
const SERIAL: &str = "PICKLIVE_WECHAT_SERIAL";
/// The merchant's private key, PEM.
const KEY: &str = "PICKLIVE_WECHAT_KEY";
/// The API v3 key.
const API_KEY: &str = "PICKLIVE_WECHAT_APIV3_KEY";
/// WeChat Pay's public key, PEM, and its id.
const PUBLIC_KEY: &str = "PICKLIVE_WECHAT_PUBLIC_KEY";
const PUBLIC_KEY_ID: &str = "PICKLIVE_WECHAT_PUBLIC_KEY_ID";
/// The official account's secret.
const APP_SECRET: &str = "PICKLIVE_WECHAT_APP_SECRET";
/// The ways to pay.
const METHODS: &str = "PICKLIVE_WECHAT_METHODS";
/// Where WeChat is; for tests.
const API: &str = "PICKLIVE_WECHAT_API";
const OPEN: &str = "PICKLIVE_WECHAT_OPEN";
const SNS: &str = "PICKLIVE_WECHAT_SNS";
/// All that says that there is to be WeChat Pay.
const ANY: [&str; 9] =
    [MCHID, APPID, SERIAL, KEY, API_KEY, PUBLIC_KEY, PUBLIC_KEY_ID, APP_SECRET, METHODS];
/// What needs them.
const WHAT: &str = "paying with WeChat Pay";

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In WeChat's web view.
    Jsapi,
    /// In a browser on a phone.
    H5,
    /// A code that a phone scans.
    Native,
}

/// Settings of WeChat Pay.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The merchant's number.
    pub mchid: String,
    /// The official account.
    pub appid: String,
    /// Serial number of the merchant's API certificate.
    pub serial: String,
    /// Signs our requests.
    pub key: MerchantKey,
    /// Opens what WeChat Pay sends sealed.
    pub api_key: ApiKey,
    /// Checks WeChat Pay's signatures; without one, its certificates do.
    pub public_key: Option<(String, PublicKey)>,
    /// Asks who somebody is.
    pub app_secret: Option<Secret>,
    /// The ways to pay, as the merchant has them.
    pub ways: Vec<Way>,
    /// Where WeChat Pay is.
    pub api: Url,
    /// Where WeChat's page is that says who somebody is.
    pub open: Url,
    /// Where it is asked who somebody is.
    pub sns: Url,
    /// Where this server is for others, ending in `/`.
    pub base: Url,
}

impl Settings {
    /// Reads them; `None` when nothing is set.
    ///
    /// # Errors
    /// A sentence, when only a part is set or something cannot be.
    pub fn read(vars: &Vars<'_>, base: Option<&Url>) -> Result<Option<Self>, String> {
        if !vars.any(&ANY)? {
            return Ok(None);
        }
        let word = |name: &str| {
            let text = vars.need(name, WHAT)?;
            let plain = text.chars().all(|c| c.is_ascii_alphanumeric());
            if plain { Ok(text) } else { Err(format!("{name} is letters and digits")) }
        };
        let app_secret = vars.get(APP_SECRET)?.map(Secret::from);
        let ways = ways(&vars.need(METHODS, WHAT)?)?;
        if ways.contains(&Way::Jsapi) && app_secret.is_none() {
            return Err(format!("{APP_SECRET} is missing: jsapi in {METHODS} needs it"));
        }
        Ok(Some(Self {
            mchid: word(MCHID)?,
            appid: word(APPID)?,
            serial: word(SERIAL)?.to_ascii_uppercase(),
            key: MerchantKey::read(&vars.need(KEY, WHAT)?).map_err(|why| format!("{KEY} {why}"))?,
            api_key: ApiKey::read(&vars.need(API_KEY, WHAT)?)
                .map_err(|why| format!("{API_KEY} {why}"))?,
            public_key: public_key(vars)?,
            app_secret,
            ways,
            api: vars.origin(API, "https://api.mch.weixin.qq.com")?,
            open: vars.origin(OPEN, "https://open.weixin.qq.com")?,
            sns: vars.origin(SNS, "https://api.weixin.qq.com")?,
            base: base.cloned().ok_or_else(|| format!("{WHAT} needs --public-url"))?,
        }))
    }
}

fn public_key(vars: &Vars<'_>) -> Result<Option<(String, PublicKey)>, String> {
    let what = "a public key of WeChat Pay";
    if !vars.any(&[PUBLIC_KEY, PUBLIC_KEY_ID])? {
        return Ok(None);
    }
    let (id, pem) = (vars.need(PUBLIC_KEY_ID, what)?, vars.need(PUBLIC_KEY, what)?);
    if !id.starts_with("PUB_KEY_ID_") || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        return Err(format!("{PUBLIC_KEY_ID} begins with PUB_KEY_ID_"));
    }
    let key = PublicKey::read(&pem).map_err(|why| format!("{PUBLIC_KEY} {why}"))?;
    Ok(Some((id, key)))
}

fn ways(text: &str) -> Result<Vec<Way>, String> {
    let read = |word: &str| match word.trim() {
        "jsapi" => Ok(Way::Jsapi),
        "h5" => Ok(Way::H5),
        "native" => Ok(Way::Native),
        _ => Err(format!("{METHODS} is a list of jsapi, h5, native")),
    };
    text.split(',').map(read).collect()
}
