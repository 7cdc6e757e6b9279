//! Payments: a wallet that pays by itself, and a page to go to.

use picklive_contract::{
    Money, PaymentId,
    orders::OrderState,
    payments::{Action, Payment, PaymentAsk, PaymentState},
};
use serde_json::Value;

use super::{Ask, Fault, Reply, Shop, buying::reach, checks, now, owned::own, secret};

/// How long the wallet takes, in milliseconds.
const SOON: i64 = 50;

/// Starts a payment, or tells of the one that was started for this wish.
pub fn start(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let key = checks::key(shop, ask)?;
    let mut books = shop.books();
    let nth = own(shop, &books, ask, id)?;
    let asked: PaymentAsk = checks::read(shop, ask)?;
    let key = [String::new(), ask.path.clone(), key];
    if let Some((_, first)) = books.keys.get(&key).filter(|_| !shop.has(Fault::PaysTwice)) {
        return Ok(first.clone());
    }
    let action = match asked.method.as_str() {
        "page" => Action::Redirect { url: "https://pay.example/1".into() },
        "wallet" => Action::None { instructions: None },
        _ if shop.has(Fault::AnyMethod) => Action::None { instructions: None },
        _ => return Err(checks::invalid(&[("method".into(), "malformed")])),
    };
    let back = asked.return_url.as_deref().unwrap_or("");
    if !back.is_empty() && !shop.has(Fault::OpenRedirect) {
        return Err(checks::invalid(&[("return_url".into(), "malformed")]));
    }
    let placed = &mut books.placed[nth];
    if placed.order.state != OrderState::AwaitingPayment && !shop.has(Fault::PaysAny) {
        return Err(Reply::problem(409, "wrong-state"));
    }
    let more = i64::from(shop.has(Fault::OtherSum));
    let payment = Payment {
        id: PaymentId(secret()),
        method: asked.method,
        state: PaymentState::Pending,
        amount: Money { amount: placed.order.total.amount + more, ..placed.order.total },
        action,
        started_at: now(),
    };
    if payment.method == "wallet" && !shop.has(Fault::NeverPaid) {
        placed.pays_at = Some(now().plus(SOON));
    }
    placed.order.payment = Some(payment.clone());
    let says: Value = serde_json::from_slice(&ask.body).unwrap_or_default();
    if shop.has(Fault::BelievesPaying) && says["paid"] == true {
        reach(placed, OrderState::Paid, now());
    }
    let mut reply = Reply::of(201, &payment);
    if shop.has(Fault::OwnAction) {
        reply.body["action"]["kind"] = "barter".into();
    }
    books.keys.insert(key, (Vec::new(), reply.clone()));
    Ok(reply)
}
