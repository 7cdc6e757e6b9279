//! Money that goes back through Stripe.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Stripe, call::Form, session::Session, units};
use crate::payments::provider::{ProviderError, RefundAsk, Refunding};

/// Our refund's id in what Stripe keeps for us.
pub const REFUND: &str = "picklive_refund";
/// After so many that failed no new one is made: a person has to look.
const MOST: usize = 4;
/// Tries with one key. Stripe keeps what it answered to a key, a refusal too, and forgets it after a day; by
/// now half an hour lies between two tries, and what was done is found by looking.
const SAME_KEY: u32 = 8;
/// Pages of refunds looked through.
const PAGES: usize = 20;

#[derive(Debug, Deserialize)]
struct List {
    data: Vec<Refund>,
    has_more: bool,
}

#[derive(Debug, Deserialize)]
struct Refund {
    id: String,
    status: Option<String>,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
}

impl Refund {
    fn is(&self, ours: &str) -> bool {
        self.metadata.as_ref().is_some_and(|kept| kept.get(REFUND).is_some_and(|id| id == ours))
    }

    fn stands(&self) -> Option<Refunding> {
        match self.status.as_deref().unwrap_or("") {
            "succeeded" => Some(Refunding::Done),
            failed if has_failed(failed) => None,
            _ => Some(Refunding::Underway),
        }
    }
}

/// Whether a refund's money did not arrive and is with Stripe again.
pub fn has_failed(status: &str) -> bool {
    matches!(status, "failed" | "canceled")
}

impl Stripe {
    /// Sends money back, once a refund: what was sent before is found first, and the key holds what is not
    /// to be found yet.
    pub(super) async fn send_back(&self, ask: RefundAsk) -> Result<Refunding, ProviderError> {
        let down = |why: &str| ProviderError::Down(why.into());
        let amount = units::write(ask.amount).ok_or_else(|| down("Stripe has no such sum"))?;
        let charge = ask.charge.as_deref().ok_or_else(|| down("its session is not known"))?;
        let session: Session = self.session(charge).await?;
        let intent = session.payment_intent.ok_or_else(|| down("nothing was paid here"))?;
        let sent = self.sent(intent.id(), &ask.refund).await?;
        if let Some(stands) = sent.iter().find_map(Refund::stands) {
            return Ok(stands);
        }
        let failed = sent.len();
        if failed >= MOST {
            return Err(down("it failed too often: send it from Stripe's dashboard"));
        }
        let form: Form = vec![
            ("payment_intent", intent.id().into()),
            ("amount", amount.to_string()),
            ("metadata[picklive_refund]", ask.refund.clone()),
        ];
        let later = ask.tries.saturating_sub(SAME_KEY);
        let key = format!("refund-{}-{failed}-{later}", ask.refund);
        let made: Refund = self.post("/v1/refunds", form, &key).await?;
        made.stands().ok_or_else(|| down("it failed at once"))
    }

    /// All that was made for one of our refunds.
    async fn sent(&self, intent: &str, ours: &str) -> Result<Vec<Refund>, ProviderError> {
        let (mut found, mut after) = (Vec::new(), String::new());
        for _ in 0..PAGES {
            let path = format!("/v1/refunds?payment_intent={intent}&limit=100{after}");
            let list: List = self.get(&path).await?;
            let last = list.data.last().map(|refund| refund.id.clone());
            found.extend(list.data.into_iter().filter(|refund| refund.is(ours)));
            match last {
                Some(last) if list.has_more => after = format!("&starting_after={last}"),
                _ => return Ok(found),
            }
        }
        Err(ProviderError::Down("it has too many refunds to look through".into()))
    }
}
