//! The seam between the shop and whoever moves the money.
//!
//! A provider starts a charge, tells how it stands, sends money back, and reads its own webhooks. It never
//! touches an order: what it reports goes through [`super::settle`].

use std::{fmt, future::Future, pin::Pin};

use axum::http::HeaderMap;
use picklive_contract::{
    Money, Text, UnixMillis,
    payments::{Action, ClientKind, PaymentMethod},
};
use url::Url;

/// What a provider answers, some time later.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// Why a provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderError {
    /// It did not answer, or not sensibly: trying again later may help. The text is for the log.
    Down(String),
    /// A field of the question cannot be: its name and the reason, as in a form.
    Invalid(&'static str, &'static str),
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down(why) => write!(f, "the payment provider did not answer: {why}"),
            Self::Invalid(field, reason) => write!(f, "{field} is {reason}"),
        }
    }
}

impl std::error::Error for ProviderError {}

/// A charge to start.
#[derive(Clone, Debug)]
pub struct ChargeAsk {
    /// The payment's id: starting the same one twice makes one charge.
    pub payment: String,
    /// The order's number, for people.
    pub number: String,
    /// What is to be paid.
    pub amount: Money,
    /// Which of the provider's methods.
    pub method: String,
    /// In what the page is open.
    pub client: ClientKind,
    /// The person's id at the provider.
    pub openid: Option<String>,
    /// Where the provider's page returns to; checked.
    pub return_url: Option<Url>,
    /// When the order's hold lapses.
    pub hold_expires_at: UnixMillis,
    /// Where devices and providers reach this server, ending in `/`.
    pub base: Url,
    /// The shop's words about paying by hand.
    pub instructions: Option<Text>,
}

/// A charge that was started.
#[derive(Clone, Debug)]
pub struct Started {
    /// What the provider calls it; `None` for one that has no book of its own.
    pub charge: Option<String>,
    /// What the device has to do.
    pub action: Action,
}

/// How a charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not decided.
    Pending,
    /// The provider refused, the shopper gave up, or there is no such charge.
    Failed,
    /// The provider has this much.
    Paid(Money),
}

/// Money to send back.
#[derive(Clone, Debug)]
pub struct RefundAsk {
    /// The refund's id: sending the same one twice sends it once.
    pub refund: String,
    /// The payment whose money it is.
    pub payment: String,
    /// How much.
    pub amount: Money,
}

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The payment it is about.
    pub payment: String,
    /// How that stands.
    pub outcome: Outcome,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untrusted {
    /// Unsigned, wrongly signed, or signed too long ago.
    Signature,
    /// Signed, but not to be understood.
    Body,
}

/// One payment provider.
pub trait PaymentProvider: fmt::Debug + Send + Sync {
    /// Its id in addresses and rows.
    fn id(&self) -> &'static str;

    /// The ways to pay it offers.
    fn methods(&self) -> Vec<PaymentMethod>;

    /// Whether the merchant sees the money and says so; then nobody is asked, holds are longer, and what goes
    /// back waits until the merchant says that it was sent.
    fn is_by_hand(&self) -> bool {
        false
    }

    /// Starts a charge.
    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started>;

    /// Tells how the charge of a payment stands.
    fn ask<'a>(&'a self, payment: &'a str) -> Reply<'a, Outcome>;

    /// Sends money back. Not asked of a provider that is by hand.
    fn refund(&self, ask: RefundAsk) -> Reply<'_, ()>;

    /// Reads a webhook.
    ///
    /// # Errors
    /// If it is not to be believed.
    fn read_notice(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: UnixMillis,
    ) -> Result<Notice, Untrusted>;
}
