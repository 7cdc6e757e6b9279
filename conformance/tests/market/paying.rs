//! Payments: a wallet that pays by itself, a page to go to, and a bridge that needs to know who pays.

use picklive_contract::{
    Money, PaymentId,
    orders::OrderState,
    payments::{Action, Payment, PaymentAsk, PaymentState},
};
use serde_json::Value;

use super::{Ask, Fault, ORIGIN, Reply, Shop, buying::reach, checks, now, owned::own, secret};

/// How long the wallet takes, in milliseconds.
const SOON: i64 = 50;

/// Starts a payment, or tells of the one that was started for this wish.
pub fn start(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let key = checks::key(shop, ask)?;
    let mut books = shop.books();
    let nth = own(shop, &books, ask, id)?;
    let asked: PaymentAsk = checks::read(shop, ask)?;
    let key = [String::new(), ask.path.clone(), key];
    if let Some(first) = checks::first(shop, &books, ask, (&key, Fault::PaysTwice))? {
        return Ok(first);
    }
    let action = match asked.method.as_str() {
        "page" if shop.has(Fault::OtherAction) => Action::None { instructions: None },
        "page" => Action::Redirect { url: "https://pay.example/1".into() },
        "wallet" => Action::None { instructions: None },
        "bridge" => match asked.openid.as_deref() {
            Some(_) if shop.has(Fault::BelievesOpenid) => Action::WechatJsapi {
                params: [("package".to_owned(), "prepay_id=1".to_owned())].into(),
            },
            Some(_) => return Err(checks::invalid(&[("openid".into(), "malformed")])),
            None => return Err(checks::invalid(&[("openid".into(), "missing")])),
        },
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
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}

/// Where a payer's openid is found out.
pub fn openid(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    if shop.has(Fault::NoOpenidPage) {
        return Err(Reply::problem(404, "not-found"));
    }
    let mut query = url::form_urlencoded::parse(ask.query.as_bytes());
    let back = query.find(|(name, _)| name == "return_url").unwrap_or_default().1;
    if !back.starts_with(ORIGIN) && !shop.has(Fault::OpenidAnywhere) {
        return Err(checks::invalid(&[("return_url".into(), "malformed")]));
    }
    let page = "https://wechat.example/who".to_owned();
    Ok(Reply::of(303, &Value::Null).header("location", page))
}
