//! The seam between the shop and whoever moves the money.
//!
//! A provider starts a charge, tells how it stands, sends money back, and reads its own webhooks. It never
//! touches an order: what it reports goes through [`super::settle`].

use std::{fmt, future::Future, net::IpAddr, pin::Pin};

use axum::http::HeaderMap;
use picklive_contract::{
    Currency, Money, Text, UnixMillis,
    payments::{Action, ClientKind, PaymentMethod},
};
use url::Url;

/// What a provider answers, some time later.
pub type Reply<'a, T> = Promise<'a, T, ProviderError>;
/// What comes of reading a webhook, some time later: its sender's key may have to be fetched first.
pub type Reading<'a> = Promise<'a, Notice, Untrusted>;
/// Something, or an error, some time later.
type Promise<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Why a provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderError {
    /// It did not answer, or not sensibly: trying again later may help. The text is for the log.
    Down(String),
    /// A field of the question cannot be: its name and the reason, as in a form.
    Invalid(&'static str, &'static str),
    /// The charge was started before and cannot be started any more: so it stands.
    Over(Outcome),
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down(why) => write!(f, "the payment provider did not answer: {why}"),
            Self::Invalid(field, reason) => write!(f, "{field} is {reason}"),
            Self::Over(outcome) => write!(f, "the charge is over: {outcome:?}"),
        }
    }
}

impl std::error::Error for ProviderError {}

/// A charge to start.
#[derive(Clone, Debug)]
pub struct ChargeAsk {
    /// The payment's id: starting the same one twice makes one charge.
    pub payment: String,
    /// What the provider called it, when the same payment was started before.
    pub charge: Option<String>,
    /// Whether the same payment was started before, or begun to be.
    pub again: bool,
    /// When the payment was started first.
    pub started_at: UnixMillis,
    /// The order's number, for people.
    pub number: String,
    /// What is to be paid.
    pub amount: Money,
    /// Which of the provider's methods.
    pub method: String,
    /// In what the page is open.
    pub client: ClientKind,
    /// Where the shopper's device is.
    pub address: IpAddr,
    /// What the page says of the person's id at the provider; not checked.
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

/// A charge that was started, or may have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known<'a> {
    /// The payment's id.
    pub payment: &'a str,
    /// What the provider calls it; `None` when its answer was lost.
    pub charge: Option<&'a str>,
}

/// How a charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not decided.
    Pending,
    /// The shopper has done their part, and the money takes days to come or to fail.
    Underway,
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
    /// What the provider calls that payment's charge.
    pub charge: Option<String>,
    /// All that came by it.
    pub paid: Money,
    /// How much.
    pub amount: Money,
    /// How often this was asked in vain.
    pub tries: u32,
}

/// What a provider says of money to send back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunding {
    /// It went back.
    Done,
    /// It is on its way, and can still fail: to be asked again.
    Underway,
}

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// How a charge stands.
    Charge {
        /// The payment it is about.
        payment: String,
        /// What the provider calls it.
        charge: Option<String>,
        /// How that stands.
        outcome: Outcome,
    },
    /// Something happened to money that goes back: the provider is asked what.
    Refund {
        /// The refund it is about.
        refund: String,
        /// Whether it failed, maybe after it had seemed done.
        failed: bool,
    },
    /// Nothing that this shop has to know.
    Other,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untrusted {
    /// Unsigned, wrongly signed, or signed too long ago.
    Signature,
    /// Signed, but not to be understood.
    Body,
    /// Signed, but about somebody else's account, or about play money.
    Foreign,
    /// It cannot be told now: the provider is to tell it again.
    Unsure,
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

    /// Whether it can move money of this currency.
    fn takes(&self, _: Currency) -> bool {
        true
    }

    /// Starts a charge.
    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started>;

    /// Tells how the charge of a payment stands.
    fn ask<'a>(&'a self, known: Known<'a>) -> Reply<'a, Outcome>;

    /// Nobody waits for this charge any more: one that is not decided can no longer be paid afterwards, where
    /// the provider can do that. Tells how it stands then.
    fn close<'a>(&'a self, _: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(async { Ok(Outcome::Pending) })
    }

    /// Sends money back, or tells how that stands. Not asked of a provider that is by hand.
    fn refund(&self, ask: RefundAsk) -> Reply<'_, Refunding>;

    /// Reads a webhook; fails when it is not to be believed.
    fn read_notice<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        now: UnixMillis,
    ) -> Reading<'a>;
}
