//! Who a reader is at WeChat's official account (OAuth, `snsapi_base`): paying in WeChat's web view needs it.
//!
//! The page goes to `GET /v1/wechat/openid?return_url=…`, WeChat is asked, and the reader comes back to
//! `return_url` with `#openid=…`, a token that only this server writes, or with an empty one when WeChat did
//! not say. The way back is the shop's own, kept in a cookie with a word that WeChat has to repeat: nobody
//! can be led through it who did not begin it, nor to anywhere else.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::problem::ProblemKind;
use serde::Deserialize;
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded::Serializer};

use super::{Way, WechatPay, token};
use crate::{
    ApiError, AppState,
    config::Config,
    payments::{addresses, provider::ProviderError},
};

/// The routes.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/wechat/openid", get(begin))
        .route("/v1/wechat/openid/done", get(finish))
}

#[derive(Debug, Deserialize)]
struct Begin {
    return_url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Finish {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// Sends the reader to WeChat's page, which asks nothing and comes back.
async fn begin(
    State(state): State<AppState>,
    Query(ask): Query<Begin>,
) -> Result<Response, ApiError> {
    let wechat = provider(&state)?;
    let (settings, now) = (&wechat.settings, state.clock.now());
    let back = addresses::back(&state.config, &settings.base, ask.return_url.as_deref())?;
    let mut back = back.ok_or_else(|| ApiError::invalid([("return_url", "missing")]))?;
    // The token takes the place of what stood there; an order's key never goes through here.
    back.set_fragment(None);
    let word: String = rand::random::<[u8; 16]>().iter().map(|b| format!("{b:02x}")).collect();
    let visit = token::write_visit(&settings.api_key, &word, back.as_str(), now);
    let visit = visit.ok_or_else(|| ApiError::internal("a visit could not be signed"))?;
    let done = settings.base.join("v1/wechat/openid/done").map_err(ApiError::internal)?;
    let mut url = settings.open.join("connect/oauth2/authorize").map_err(ApiError::internal)?;
    // In the order in which WeChat wants them.
    url.query_pairs_mut()
        .append_pair("appid", &settings.appid)
        .append_pair("redirect_uri", done.as_str())
        .append_pair("response_type", "code")
        .append_pair("scope", "snsapi_base")
        .append_pair("state", &word);
    url.set_fragment(Some("wechat_redirect"));
    go(url.as_str(), &set_cookie(&state.config, Some(&visit)))
}

/// Takes what WeChat says and sends the reader back to where they came from.
async fn finish(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(said): Query<Finish>,
) -> Result<Response, ApiError> {
    let wechat = provider(&state)?;
    let now = state.clock.now();
    let visit = cookie(&state.config, &headers);
    let visit = visit.and_then(|visit| token::read_visit(&wechat.settings.api_key, visit, now));
    let same =
        |(word, _): &(String, String)| bool::from(word.as_bytes().ct_eq(said.state.as_bytes()));
    let (_, back) = visit.filter(same).ok_or_else(|| {
        let title = "This browser did not begin this, or too long ago";
        ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title)
    })?;
    let token = match wechat.who(&said.code).await {
        Ok(openid) => token::write_openid(&wechat.settings.api_key, &openid, now),
        Err(error) => {
            tracing::warn!(%error, "WeChat did not say who somebody is");
            None
        }
    };
    let mut back = Url::parse(&back).map_err(ApiError::internal)?;
    back.set_fragment(Some(&format!("openid={}", token.unwrap_or_default())));
    go(back.as_str(), &set_cookie(&state.config, None))
}

/// The provider, if it can be paid with in WeChat's web view.
fn provider(state: &AppState) -> Result<&WechatPay, ApiError> {
    let wechat = state.payments.wechat_pay.as_ref().filter(|one| one.offers(Way::Jsapi));
    wechat.ok_or_else(ApiError::not_found)
}

impl WechatPay {
    /// Exchanges a code, once, for the openid of whoever brought it.
    async fn who(&self, code: &str) -> Result<String, ProviderError> {
        #[derive(Deserialize)]
        struct Who {
            openid: String,
        }
        let down = |why: &str| ProviderError::Down(why.into());
        let secret = self.settings.app_secret.as_ref().ok_or_else(|| down("no secret is set"))?;
        let query = Serializer::new(String::new())
            .append_pair("appid", &self.settings.appid)
            .append_pair("secret", secret.reveal())
            .append_pair("code", code)
            .append_pair("grant_type", "authorization_code")
            .finish();
        let request =
            self.sns.request(Method::GET, &format!("/sns/oauth2/access_token?{query}"))?;
        let heard = self.sns.send(request).await?;
        let who = serde_json::from_slice::<Who>(&heard.body).ok();
        let who = who.filter(|who| heard.status.is_success() && !who.openid.is_empty());
        who.map(|who| who.openid).ok_or_else(|| down("it gave no openid for the code"))
    }
}

fn go(to: &str, cookie: &str) -> Result<Response, ApiError> {
    let value = |text: &str| HeaderValue::from_str(text).map_err(ApiError::internal);
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, value(to)?);
    headers.insert(header::SET_COOKIE, value(cookie)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn cookie_name(config: &Config) -> &'static str {
    if config.is_secure() { "__Secure-picklive-wechat" } else { "picklive-wechat" }
}

/// The cookie comes back from WeChat's page (`Lax`), and only to these routes.
fn set_cookie(config: &Config, visit: Option<&str>) -> String {
    let age = if visit.is_some() { token::VISIT_LASTS / 1_000 } else { 0 };
    let secure = if config.is_secure() { "; Secure" } else { "" };
    let (name, visit, base) = (cookie_name(config), visit.unwrap_or(""), config.base());
    format!("{name}={visit}; Path={base}v1/wechat/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")
}

fn cookie<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let name = cookie_name(config);
    pairs.into_iter().find(|(found, _)| *found == name).map(|(_, visit)| visit)
}
