//! A payment provider for trying things out: it has a book of its own, pages of its own and signed
//! webhooks over real HTTP, and moves no money. Only with `--dev`.
//!
//! It is a stranger to the shop: it touches no order and no payment, only its own tables.

pub mod book;
pub mod bridge;
pub mod notify;
pub mod page;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use axum::http::{HeaderMap, StatusCode};
use picklive_contract::{
    Currency, Money, UnixMillis,
    payments::{Action, PaymentMethod},
    problem::ProblemKind,
};
use tokio::sync::Notify;
use url::Url;

use super::{
    provider::{
        ChargeAsk, Known, Notice, Outcome, PaymentProvider, ProviderError, Reading, RefundAsk,
        Refunding, Reply, Started, Untrusted,
    },
    qr, sign,
};
use crate::{
    ApiError,
    clock::Clock,
    db::{Db, entities::sandbox_charge},
    http::address,
};

/// Id of the provider.
pub const ID: &str = "sandbox";
/// A wallet that pays by itself.
pub const NONE: &str = "sandbox_none";
/// A page to go to.
pub const REDIRECT: &str = "sandbox_redirect";
/// A code to scan.
pub const QR: &str = "sandbox_qr";
/// `WeChat`'s bridge, played by a script.
pub const WECHAT: &str = "sandbox_wechat";

/// The provider; cheap to clone.
#[derive(Clone, Debug)]
pub struct Sandbox {
    db: Db,
    clock: Clock,
    /// Signs webhooks; new with each process, which is both their sender and their reader.
    key: Arc<[u8; 32]>,
    client: reqwest::Client,
    due: Arc<Notify>,
}

impl Sandbox {
    /// A provider that keeps its book in `db`.
    pub fn new(db: Db, clock: Clock) -> Self {
        let client = reqwest::Client::builder().no_proxy().timeout(notify::PATIENCE);
        Self {
            db,
            clock,
            key: Arc::new(rand::random()),
            client: client.build().unwrap_or_default(),
            due: Arc::new(Notify::new()),
        }
    }

    /// The signature header of a webhook body sent at `at`.
    pub fn sign(&self, at: UnixMillis, body: &[u8]) -> String {
        sign::sign(&*self.key, at, body)
    }
}

/// Refuses what only a developer on this very machine may do to a request that something forwarded: a
/// tunnel that makes the server public is forgotten easily.
///
/// # Errors
/// 403 for a request with forwarded headers.
pub fn only_at_home(headers: &HeaderMap) -> Result<(), ApiError> {
    if !address::is_forwarded(headers) {
        return Ok(());
    }
    let title = "The sandbox is for this machine only; the request came through a proxy";
    Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title))
}

/// Where shoppers pay a charge.
fn page_url(base: &Url, charge: &str) -> Result<String, ProviderError> {
    let url = base.join(&format!("sandbox/pay/{charge}"));
    Ok(url.map_err(|error| ProviderError::Down(error.to_string()))?.into())
}

/// What the device has to do for a charge.
fn action(ask: &ChargeAsk, charge: &sandbox_charge::Model) -> Result<Action, ProviderError> {
    Ok(match ask.method.as_str() {
        NONE => Action::None { instructions: Some(words::wait()) },
        REDIRECT => Action::Redirect { url: page_url(&ask.base, &charge.id)? },
        QR => {
            let content = page_url(&ask.base, &charge.id)?;
            Action::Qr { picture: qr::data_url(&content), content }
        }
        WECHAT => Action::WechatJsapi { params: bridge_params(charge) },
        _ => return Err(ProviderError::Invalid("method", "malformed")),
    })
}

fn bridge_params(charge: &sandbox_charge::Model) -> BTreeMap<String, String> {
    let params = [
        ("appId", "wx-sandbox".to_owned()),
        ("timeStamp", (charge.created_at / 1_000).to_string()),
        ("nonceStr", charge.token.clone()),
        ("package", format!("prepay_id={}", charge.id)),
        ("signType", "HMAC-SHA256".to_owned()),
        ("paySign", crate::random::digest(format!("{}{}", charge.id, charge.token))),
    ];
    params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// How a charge stands, for the shop.
fn outcome(charge: &sandbox_charge::Model) -> Outcome {
    let currency = Currency::parse(&charge.currency);
    match (charge.state.as_str(), currency) {
        ("paid", Some(currency)) => Outcome::Paid(Money::new(charge.amount, currency)),
        ("failed", _) => Outcome::Failed,
        _ => Outcome::Pending,
    }
}

fn down(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Down(error.to_string())
}

impl PaymentProvider for Sandbox {
    fn id(&self) -> &'static str {
        ID
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        words::methods()
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        Box::pin(async move {
            let charge = self.open(&ask).await.map_err(down)?;
            let action = action(&ask, &charge)?;
            Ok(Started { charge: Some(charge.id), action })
        })
    }

    fn ask<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(async move {
            let charge = self.of_payment(known.payment).await.map_err(down)?;
            Ok(charge.as_ref().map_or(Outcome::Failed, outcome))
        })
    }

    fn refund(&self, ask: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(async move {
            let sent = self.send_back(&ask.refund, &ask.payment, ask.amount.amount);
            sent.await.map_err(down)?;
            Ok(Refunding::Done)
        })
    }

    fn read_notice<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        now: UnixMillis,
    ) -> Reading<'a> {
        Box::pin(async move {
            if !sign::is_signed(&*self.key, headers, body, now) {
                return Err(Untrusted::Signature);
            }
            let told: notify::Body = serde_json::from_slice(body).map_err(|_| Untrusted::Body)?;
            let outcome = match (told.status.as_str(), Currency::parse(&told.currency)) {
                ("paid", Some(currency)) => Outcome::Paid(Money::new(told.amount, currency)),
                ("failed", _) => Outcome::Failed,
                _ => return Err(Untrusted::Body),
            };
            Ok(Notice::Charge { payment: told.payment, charge: None, outcome })
        })
    }
}
