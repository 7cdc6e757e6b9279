//! A deal with a limit per person.

use picklive_contract::{
    DealId, VariantId,
    account::{GetSession, Session},
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::Value;

use super::{Caller, Checked, Till, goods::order};
use crate::rules::{self, Rule};

pub(super) const OWN: &[&Rule] =
    &[&rules::DEAL_GUEST, &rules::DEAL_LIMIT, &rules::DEAL_REACHED, &rules::DEAL_USED];

/// Orders that one person places at the same moment.
const AT_ONCE: usize = 4;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    till.needs(&Capability::Deals)?;
    let goods = till.fixture.deal.as_ref().map(|goods| goods.variant.clone());
    let variant = goods.ok_or("a variant with a limited deal in the fixture ([deal])")?;
    let person = till.person(0)?;
    let (deal, limit) = limited(till, &person, &variant).await?;
    let one = till.wish(&person, &variant, 1).await?;
    let guest = &Caller::default();
    let needed = (401, &ProblemKind::ContactNeeded);
    till.refused(&rules::DEAL_GUEST, guest, order(&one), needed).await?;
    let all = till.wish(&person, &variant, limit).await?;
    let (placed, owner) = race(till, &person, &all).await?;
    let reached = (409, &ProblemKind::LimitReached);
    let answer = till.refused(&rules::DEAL_REACHED, &person, order(&one), reached).await?;
    till.fresh_quote(&answer, &one);
    used_up(till, &person, &deal, true).await?;
    till.call_off(&owner, &placed).await?;
    used_up(till, &person, &deal, false).await
}

/// The deal that counts for a person, and its limit.
async fn limited(
    till: &mut Till<'_>,
    person: &Caller,
    variant: &VariantId,
) -> Result<(DealId, u32), String> {
    let quote = till.quote(person, variant, 1).await?;
    let line = quote.lines.first().ok_or("a line in a quote")?;
    match (&line.offer.deal, line.offer.limit, &line.trouble) {
        (Some(deal), Some(limit), None) => Ok((deal.clone(), limit)),
        _ => Err(format!("a limited deal of {variant} that is on and open to the first person")),
    }
}

/// The person takes the whole limit several times at the same moment: it is taken once.
async fn race(
    till: &mut Till<'_>,
    person: &Caller,
    wish: &Value,
) -> Result<(picklive_contract::OrderId, Caller), String> {
    let asks = (0..AT_ONCE).map(|_| (person.clone(), order(wish))).collect();
    let (mut placed, mut told) = (Vec::new(), Vec::new());
    for (caller, answer) in till.together(asks).await {
        told.push(answer.status.to_string());
        match till.keep(&caller, &answer) {
            Some((order, owner)) => placed.push((order.id, owner)),
            None => till.fresh_quote(&answer, wish),
        }
    }
    let at = format!("POST /v1/orders, {AT_ONCE} times at the same moment");
    let (one, got) = (placed.len() == 1, told.join(", "));
    till.client.record.check(&rules::DEAL_LIMIT, &at, one, "one order", got);
    placed.into_iter().next().filter(|_| one).ok_or("one order for all that one person may".into())
}

async fn used_up(till: &mut Till<'_>, person: &Caller, deal: &DealId, had: bool) -> Checked {
    let answer = till.call::<GetSession>(person, &()).await?;
    let named = |session: Session| session.used_up.contains(deal);
    let right = answer.read().map(named) == Some(had);
    let expected = if had { "used_up with" } else { "used_up without" };
    till.check(&rules::DEAL_USED, &answer, right, format!("{expected} {deal}"));
    Ok(())
}
