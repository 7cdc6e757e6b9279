//! A purchase is one purchase: keys and repeats.

use std::collections::BTreeSet;

use picklive_contract::{
    headers::IDEMPOTENCY_KEY,
    orders::{Cancel, Order},
    payments::StartPayment,
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed, goods::order};
use crate::{
    ask::{Ask, fresh_key},
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::REPEAT,
    &rules::KEY_REUSED,
    &rules::KEY_MISSING,
    &rules::KEY_SHAPE,
    &rules::KEY_RACE,
    &rules::KEY_SCOPE,
];

/// Requests with one key at the same moment.
const AT_ONCE: usize = 6;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (guest, variant) = (&Caller::default(), till.stock()?);
    let wish = till.wish(guest, &variant, 1).await?;
    let key = fresh_key();
    let (first, owner) = till.place_by_key(guest, &wish, &key).await?;
    let answer = till.send(guest, order(&wish).key(&key)).await?;
    let again = till.keep(guest, &answer).map(|(order, _)| order);
    let same = again.as_ref().is_some_and(|again| again.id == first.id);
    till.check(&rules::REPEAT, &answer, same, format!("the order {}", first.id));
    if let Some(again) = again.filter(|_| same) {
        let told = again.secret == first.secret;
        till.check(&rules::SECRET, &answer, told, "the secret again, in a repeat of placing");
    }
    let other = changed(&wish, "/note", json!("another wish"));
    let reused = (422, &ProblemKind::KeyReused);
    till.refused(&rules::KEY_REUSED, guest, order(&other).key(&key), reused).await?;
    keys(till, guest, &wish, (&owner, &first)).await?;
    race(till, guest, &wish).await?;
    scopes(till).await
}

/// Requests that create without a key, or with one that anybody could guess.
async fn keys(
    till: &mut Till<'_>,
    guest: &Caller,
    wish: &Value,
    (owner, placed): (&Caller, &Order),
) -> Checked {
    let missing = (400, &ProblemKind::KeyMissing);
    let method = till.shop.payment_methods.first().map_or("", |method| &method.id);
    let pay = json!({"method": method, "client": "mobile"});
    let asks = [
        (guest, order(wish)),
        (owner, Ask::to::<StartPayment>(&placed.id).json(&pay)),
        (owner, Ask::to::<Cancel>(&placed.id)),
    ];
    for (caller, ask) in asks {
        let ask = ask.without(IDEMPOTENCY_KEY);
        till.refused(&rules::KEY_MISSING, caller, ask, missing).await?;
    }
    let (short, long) = ("k".repeat(21), "k".repeat(129));
    for key in [&short, &long, "twenty two and more, with spaces", "a.key/with+other=signs"] {
        let ask = order(wish).key(key);
        till.refused(&rules::KEY_SHAPE, guest, ask, missing).await?;
    }
    Ok(())
}

async fn race(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let key = fresh_key();
    let asks = (0..AT_ONCE).map(|_| (guest.clone(), order(wish).key(&key))).collect();
    let mut ids = BTreeSet::new();
    for (caller, answer) in till.together(asks).await {
        if let Some((order, _)) = till.keep(&caller, &answer) {
            ids.insert(order.id.0);
        }
    }
    let got =
        format!("{} orders: {}", ids.len(), ids.iter().cloned().collect::<Vec<_>>().join(" "));
    let (at, expected) = ("POST /v1/orders", format!("one order for {AT_ONCE} requests"));
    till.client.record.check(&rules::KEY_RACE, at, ids.len() == 1, expected, got);
    Ok(())
}

/// Two persons with one key.
async fn scopes(till: &mut Till<'_>) -> Checked {
    let (one, other, variant) = (till.person(0)?, till.person(1)?, till.stock()?);
    let (wish, key) = (till.wish(&one, &variant, 1).await?, fresh_key());
    let (first, owner) = till.place_by_key(&one, &wish, &key).await?;
    let answer = till.send(&other, order(&wish).key(&key)).await?;
    let second = till.keep(&other, &answer);
    let own = second.as_ref().is_some_and(|(order, _)| order.id != first.id);
    till.check(&rules::KEY_SCOPE, &answer, own, "an order of their own");
    till.call_off(&owner, &first.id).await?;
    if let Some((order, owner)) = second {
        till.call_off(&owner, &order.id).await?;
    }
    Ok(())
}
