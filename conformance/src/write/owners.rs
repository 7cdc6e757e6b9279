//! Nobody sees or touches another's order.

use picklive_contract::{
    OrderId,
    orders::{Cancel, GetOrder, Order, OrderState},
    payments::StartPayment,
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::json;

use super::{Caller, Checked, Till};
use crate::{
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::OWNER, &rules::OWNER_GUEST, &rules::OWNER_PERSON, &rules::OWNER_ACTS, &rules::SECRET];

/// A secret that no order has.
const WRONG: &str = "this-is-not-the-secret-of-any-order-there-is";

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (nobody, variant) = (Caller::default(), till.stock()?);
    let (order, owner) = till.buy(&nobody, &variant, 1).await?;
    let (other, stranger) = till.buy(&nobody, &variant, 1).await?;
    let shown = till.show(&owner, &order.id).await?;
    no_secret(till, &shown);
    let wrong = Caller::guest(WRONG);
    for caller in [&nobody, &wrong, &stranger] {
        hidden(till, &rules::OWNER_GUEST, caller, &order.id).await?;
    }
    for caller in [&nobody, &stranger] {
        untouched(till, caller, &order).await?;
    }
    let still = till.show(&owner, &order.id).await?;
    unchanged(till, &still);
    let persons = persons(till, &order, &owner).await;
    till.call_off(&owner, &order.id).await?;
    till.call_off(&stranger, &other.id).await?;
    persons
}

async fn persons(till: &mut Till<'_>, of_guest: &Order, guest: &Caller) -> Checked {
    let person = till.person(0)?;
    hidden(till, &rules::OWNER_GUEST, &person, &of_guest.id).await?;
    let variant = till.stock()?;
    let (order, owner) = till.buy(&person, &variant, 1).await?;
    let shown = till.show(&owner, &order.id).await?;
    no_secret(till, &shown);
    for caller in [&Caller::default(), guest] {
        hidden(till, &rules::OWNER_PERSON, caller, &order.id).await?;
    }
    let stranger = till.person(1);
    if let Ok(stranger) = &stranger {
        hidden(till, &rules::OWNER_PERSON, stranger, &order.id).await?;
        untouched(till, stranger, &order).await?;
        let still = till.show(&owner, &order.id).await?;
        unchanged(till, &still);
    }
    till.call_off(&owner, &order.id).await?;
    stranger.map(|_| ())
}

async fn hidden(till: &mut Till<'_>, rule: &Rule, caller: &Caller, id: &OrderId) -> Checked {
    let answer = till.call::<GetOrder>(caller, id).await?;
    till.expect(rule, &answer, 404, &ProblemKind::NotFound);
    Ok(())
}

/// Somebody else tries to pay and to call off.
async fn untouched(till: &mut Till<'_>, caller: &Caller, order: &Order) -> Checked {
    let method = till.shop.payment_methods.first().map_or("", |method| &method.id);
    let pay = json!({"method": method, "client": "mobile"});
    let asks = [Ask::to::<StartPayment>(&order.id).json(&pay), Ask::to::<Cancel>(&order.id)];
    for ask in asks {
        let answer = till.send(caller, ask).await?;
        till.expect(&rules::OWNER_ACTS, &answer, 404, &ProblemKind::NotFound);
    }
    Ok(())
}

fn unchanged(till: &mut Till<'_>, order: &Order) {
    let same = order.state == OrderState::AwaitingPayment && order.payment.is_none();
    let at = format!("GET /v1/orders/{}", order.id);
    let got = format!("{}, payment {:?}", order.state, order.payment);
    let expected = "awaiting_payment, as it was";
    till.client.record.check(&rules::OWNER_ACTS, &at, same, expected, got);
}

fn no_secret(till: &mut Till<'_>, order: &Order) {
    let (at, none) = (format!("GET /v1/orders/{}", order.id), order.secret.is_none());
    till.client.record.check(&rules::SECRET, &at, none, "no secret", "a secret");
}
