//! Paying by hand: a transfer or cash. The merchant sees the money and confirms it on the command line.

use axum::http::HeaderMap;
use picklive_contract::{
    Text, UnixMillis,
    payments::{Action, ActionKind, PaymentMethod},
};

use super::provider::{
    ChargeAsk, Known, Outcome, PaymentProvider, ProviderError, Reading, RefundAsk, Refunding,
    Reply, Started, Untrusted,
};

/// Id of the provider and of its one method.
pub const ID: &str = "offline";

/// The merchant's own hands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl PaymentProvider for Offline {
    fn id(&self) -> &'static str {
        ID
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        let hint = Text::both(
            "下单后会看到账户；店主收到后确认",
            "The account is shown next; the shop confirms when the money is there",
        );
        vec![PaymentMethod {
            id: ID.into(),
            label: Text::both("转账或现金", "Bank transfer or cash"),
            action: ActionKind::None,
            clients: Vec::new(),
            hint: Some(hint),
        }]
    }

    fn is_by_hand(&self) -> bool {
        true
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        let action = Action::None { instructions: ask.instructions };
        Box::pin(async { Ok(Started { charge: None, action }) })
    }

    fn ask<'a>(&'a self, _: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(async { Ok(Outcome::Pending) })
    }

    /// Only the merchant can hand it back, and says so with `orders refunded`.
    fn refund(&self, _: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(async { Err(ProviderError::Down("the merchant hands it back".into())) })
    }

    fn read_notice<'a>(&'a self, _: &'a HeaderMap, _: &'a [u8], _: UnixMillis) -> Reading<'a> {
        Box::pin(async { Err(Untrusted::Signature) })
    }
}
