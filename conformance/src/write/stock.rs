//! Stock is exact: the last units, and those that come back.

use picklive_contract::{
    VariantId,
    orders::{Cancel, Order, OrderState},
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::Value;

use super::{Caller, Checked, Till, goods::order};
use crate::rules::{self, Rule};

pub(super) const OWN: &[&Rule] = &[
    &rules::SOLD_OUT,
    &rules::LAST_UNIT,
    &rules::CANCEL,
    &rules::FREED,
    &rules::CANCEL_ONCE,
    &rules::FRESH_QUOTE,
];

/// How often two come for the last units.
const ROUNDS: usize = 3;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let goods = till.fixture.last.as_ref().map(|goods| goods.variant.clone());
    let variant = goods.ok_or("a variant with few units in the fixture ([last])")?;
    let guest = &Caller::default();
    let units = till.few(guest, &variant).await?;
    let wish = till.wish(guest, &variant, units).await?;
    for _ in 0..ROUNDS {
        let (order, owner) = race(till, guest, &wish).await?;
        sold_out(till, guest, &wish).await?;
        back(till, (&owner, &order), &variant, units).await?;
    }
    Ok(())
}

/// Two orders for all that is left: one is placed.
async fn race(
    till: &mut Till<'_>,
    guest: &Caller,
    wish: &Value,
) -> Result<(Order, Caller), String> {
    let asks = vec![(guest.clone(), order(wish)), (guest.clone(), order(wish))];
    let (mut placed, mut told) = (Vec::new(), Vec::new());
    for (caller, answer) in till.together(asks).await {
        told.push(answer.brief());
        match till.keep(&caller, &answer) {
            Some(order) => placed.push(order),
            None => {
                till.expect(&rules::SOLD_OUT, &answer, 409, &ProblemKind::SoldOut);
                till.fresh_quote(&answer, wish);
            }
        }
    }
    let (at, expected) = ("POST /v1/orders, twice at the same moment", "one order");
    let (record, one) = (&mut *till.client.record, placed.len() == 1);
    record.check(&rules::LAST_UNIT, at, one, expected, told.join(" | "));
    let placed = placed.into_iter().next().filter(|_| one).ok_or("one order for the last units")?;
    if placed.1.secret.is_none() {
        return Err("the secret of a guest's order".into());
    }
    Ok(placed)
}

async fn sold_out(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let none = (409, &ProblemKind::SoldOut);
    let answer = till.refused(&rules::SOLD_OUT, guest, order(wish), none).await?;
    till.fresh_quote(&answer, wish);
    Ok(())
}

/// Called off once and again: the units come back once.
async fn back(
    till: &mut Till<'_>,
    (owner, placed): (&Caller, &Order),
    variant: &VariantId,
    units: u32,
) -> Checked {
    let answer = till.call_off(owner, &placed.id).await?;
    let off = |order: &Order| order.id == placed.id && order.state == OrderState::Cancelled;
    let told = answer.is_success() && answer.read().as_ref().is_some_and(off);
    if !till.check(&rules::CANCEL, &answer, told, "the order, cancelled") {
        return Err("an order that can be called off".into());
    }
    left(till, &rules::FREED, variant, units).await?;
    let again = till.call::<Cancel>(owner, &placed.id).await?;
    let same = again.is_success() && again.read().as_ref().is_some_and(off);
    let right = same || again.refuses(409, &ProblemKind::WrongState);
    till.check(&rules::CANCEL_ONCE, &again, right, "the order as it is, or 409 wrong-state");
    left(till, &rules::CANCEL_ONCE, variant, units).await
}

/// Notes whether so many units can be bought now.
async fn left(till: &mut Till<'_>, rule: &Rule, variant: &VariantId, units: u32) -> Checked {
    let quote = till.quote(&Caller::default(), variant, units).await?;
    let line = quote.lines.first().ok_or("a line in a quote")?;
    let known = line.available.is_none_or(|there| there == i64::from(units));
    let right = known && line.trouble.is_none();
    let got = format!("{:?} available, trouble {:?}", line.available, line.trouble);
    let at = format!("POST /v1/quotes {variant}");
    match till.client.record.check(rule, &at, right, format!("{units} available"), got) {
        true => Ok(()),
        false => Err("units that come back".into()),
    }
}
