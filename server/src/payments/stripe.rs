//! Stripe: its Checkout page, its webhooks, its refunds.
//!
//! A payment is a Checkout session that carries the payment's id. It is made once (`Idempotency-Key`), told
//! by webhook or found by asking, and expired when nobody waits for it any more.

mod call;
mod notice;
mod refund;
mod session;
mod settings;
mod units;

use axum::http::HeaderMap;
use picklive_contract::{
    Currency, Text, UnixMillis,
    payments::{Action, ActionKind, PaymentMethod},
};

use super::{
    provider::{
        ChargeAsk, Known, Outcome, PaymentProvider, ProviderError, Reading, RefundAsk, Refunding,
        Reply, Started, Untrusted,
    },
    wire::Wire,
};
use call::Refused;
use session::Session;
pub use settings::Settings;

/// Id of the provider and of its one method.
pub const ID: &str = "stripe";

/// The provider.
#[derive(Clone, Debug)]
pub struct Stripe {
    settings: Settings,
    wire: Wire,
}

impl Stripe {
    /// A provider with these settings.
    ///
    /// # Errors
    /// A sentence, when TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self { wire: Wire::new(settings.api.clone())?, settings })
    }

    /// The session of this id, with what moves its money.
    async fn session(&self, id: &str) -> Result<Session, ProviderError> {
        Ok(self.get(&format!("{}?expand[]=payment_intent", path(id)?)).await?)
    }

    /// Makes the session, or finds the one that was made.
    async fn open(&self, ask: &ChargeAsk) -> Result<Session, ProviderError> {
        let form = session::form(ask)?;
        if let Some(charge) = &ask.charge {
            return self.session(charge).await;
        }
        Ok(self.post("/v1/checkout/sessions", form, &format!("session-{}", ask.payment)).await?)
    }

    /// How the charge of our payment stands. One that nobody was told of cannot be paid.
    async fn stands(&self, known: Known<'_>) -> Result<Outcome, ProviderError> {
        let Some(charge) = known.charge else { return Ok(Outcome::Failed) };
        of(known.payment, &self.session(charge).await?)
    }
}

/// Where a session is.
fn path(id: &str) -> Result<String, ProviderError> {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !id.is_empty() {
        return Ok(format!("/v1/checkout/sessions/{id}"));
    }
    Err(ProviderError::Down("its session's id is odd".into()))
}

/// What a session says about our payment; nothing about another's.
fn of(payment: &str, session: &Session) -> Result<Outcome, ProviderError> {
    if session.payment() != Some(payment) {
        return Err(ProviderError::Down("the session is another payment's".into()));
    }
    session.outcome()
}

impl PaymentProvider for Stripe {
    fn id(&self) -> &'static str {
        ID
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        vec![PaymentMethod {
            id: ID.into(),
            label: Text::both("银行卡等（Stripe）", "Card and more (Stripe)"),
            action: ActionKind::Redirect,
            clients: Vec::new(),
            hint: Some(Text::both("去 Stripe 付，付完回来", "Pay on Stripe's page and come back")),
        }]
    }

    fn takes(&self, currency: Currency) -> bool {
        units::takes(currency)
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        Box::pin(async move {
            let session = self.open(&ask).await?;
            let here = |url: &&String| url.starts_with("https://") || !self.settings.live;
            if let Some(url) = session.url.as_ref().filter(here) {
                let action = Action::Redirect { url: url.clone() };
                return Ok(Started { charge: Some(session.id), action });
            }
            // A session that was paid or expired meanwhile has no page any more.
            match of(&ask.payment, &session)? {
                Outcome::Pending => Err(ProviderError::Down("its session has no page".into())),
                outcome => Err(ProviderError::Over(outcome)),
            }
        })
    }

    fn ask<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(self.stands(known))
    }

    fn close<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(async move {
            let Some(charge) = known.charge else { return Ok(Outcome::Failed) };
            let path = format!("{}/expire", path(charge)?);
            match self.post(&path, Vec::new(), &format!("expire-{charge}")).await {
                Ok(session) => of(known.payment, &session),
                // It was paid, or expired by itself, in this very moment.
                Err(Refused::No(_)) => self.stands(known).await,
                Err(refused) => Err(refused.into()),
            }
        })
    }

    fn refund(&self, ask: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(self.send_back(ask))
    }

    fn read_notice<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        now: UnixMillis,
    ) -> Reading<'a> {
        Box::pin(async move {
            if !notice::is_signed(self.settings.hook.reveal(), headers, body, now) {
                return Err(Untrusted::Signature);
            }
            notice::read(body, self.settings.live)
        })
    }
}
