//! Payments: what starting one answers, and that only the server says what is paid.

use std::time::{Duration, Instant};

use picklive_contract::{
    OrderId, VariantId,
    orders::{Cancel, Order, OrderState},
    payments::{
        Action, ActionKind, ClientKind, Payment, PaymentMethod, PaymentState, StartPayment,
    },
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed, goods::order as order_of, openids};
use crate::{
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::PAYMENT,
    &rules::ACTION,
    &rules::PAY_REPEAT,
    &rules::PAY_METHOD,
    &rules::PAY_DECLARED,
    &rules::PAID,
    &rules::PAY_STATE,
    &rules::RETURN_URL,
];

/// Between two looks at an order.
const PAUSE: Duration = Duration::from_millis(100);

/// Where no payment may return to.
pub(super) const STRANGE: [&str; 2] = ["https://stranger.invalid/", "javascript:alert(1)"];

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let methods = till.shop.payment_methods.clone();
    for method in &methods {
        start(till, method).await?;
    }
    till.client.record.want(openids::OWN, "a way to pay that needs the payer's openid");
    unknown(till).await?;
    declared(till, &methods).await?;
    let paid = paid(till).await;
    match methods.iter().find(|method| method.action == ActionKind::Redirect) {
        Some(method) => strange(till, method).await?,
        None => till.client.record.want(&[&rules::RETURN_URL], "a way to pay that redirects"),
    }
    paid
}

async fn guests(till: &mut Till<'_>) -> Result<(Order, Caller), String> {
    let variant = till.stock()?;
    till.buy(&Caller::default(), &variant, 1).await
}

fn pay(id: &OrderId, body: &Value) -> Ask {
    Ask::to::<StartPayment>(id).json(body)
}

/// How a method is started: in a page where it works.
fn by(method: &PaymentMethod) -> Value {
    let client = method.clients.first().unwrap_or(&ClientKind::Mobile);
    json!({"method": method.id, "client": client})
}

async fn start(till: &mut Till<'_>, method: &PaymentMethod) -> Checked {
    let (order, owner) = guests(till).await?;
    let body = by(method);
    let ask = pay(&order.id, &body);
    let answer = till.send(&owner, ask.clone()).await?;
    if answer.refuses(503, &ProblemKind::PaymentDown) {
        // The other ways may have providers that answer.
        let want = format!("a provider of {} that answers", method.id);
        till.client.record.want(&[&rules::PAYMENT, &rules::ACTION, &rules::PAY_REPEAT], &want);
        till.call_off(&owner, &order.id).await?;
        return Ok(());
    }
    if method.action == ActionKind::WechatJsapi && openids::is_wanted(&answer) {
        openids::wanted(till, &owner, &order.id, (&body, &answer)).await?;
        till.call_off(&owner, &order.id).await?;
        return Ok(());
    }
    let Some(payment) = answer.read::<Payment>().filter(|_| answer.is_success()) else {
        till.check(&rules::PAYMENT, &answer, false, "a payment");
        return Err("a payment that can be started".into());
    };
    let begun = matches!(payment.state, PaymentState::Pending | PaymentState::Paid);
    let right = payment.method == method.id && payment.amount == order.total && begun;
    let expected = format!("{}, {} in all, pending", method.id, order.total.amount);
    till.check(&rules::PAYMENT, &answer, right, expected);
    let whole = is_whole(&method.action, &payment.action);
    till.check(&rules::ACTION, &answer, whole, format!("{}, whole", method.action));
    let again = till.send(&owner, ask).await?;
    let same = again.read::<Payment>().is_some_and(|again| again.id == payment.id);
    till.check(&rules::PAY_REPEAT, &again, same, format!("the payment {}", payment.id));
    till.call_off(&owner, &order.id).await?;
    Ok(())
}

/// Whether an action is of this kind and has what a device needs for it.
fn is_whole(kind: &ActionKind, action: &Action) -> bool {
    match (kind, action) {
        (ActionKind::None, Action::None { .. }) => true,
        (ActionKind::Redirect, Action::Redirect { url }) => {
            url::Url::parse(url).is_ok_and(|url| url.scheme().starts_with("http"))
        }
        (ActionKind::Qr, Action::Qr { content, .. }) => !content.is_empty(),
        (ActionKind::WechatJsapi, Action::WechatJsapi { params }) => !params.is_empty(),
        _ => false,
    }
}

async fn unknown(till: &mut Till<'_>) -> Checked {
    let (order, owner) = guests(till).await?;
    let none = json!({"method": "there-is-no-such-method", "client": "mobile"});
    let answer = till.send(&owner, pay(&order.id, &none)).await?;
    till.expect(&rules::PAY_METHOD, &answer, 422, &ProblemKind::Invalid);
    till.call_off(&owner, &order.id).await?;
    let methods = &till.shop.payment_methods;
    // One that needs to know the payer may ask for that first.
    let plain = methods.iter().find(|method| method.action != ActionKind::WechatJsapi);
    let method = plain.or(methods.first()).map_or(Value::Null, by);
    let answer = till.send(&owner, pay(&order.id, &method)).await?;
    till.expect(&rules::PAY_STATE, &answer, 409, &ProblemKind::WrongState);
    Ok(())
}

/// Questions that say they are paid.
async fn declared(till: &mut Till<'_>, methods: &[PaymentMethod]) -> Checked {
    let (variant, guest) = (till.stock()?, &Caller::default());
    let wish = till.wish(guest, &variant, 1).await?;
    let wish = changed(&wish, "/state", json!("paid"));
    let wish = changed(&wish, "/payment", json!({"state": "paid"}));
    let answer = till.send(guest, order_of(&wish)).await?;
    let kept = till.keep(guest, &answer);
    let (mut order, owner) = kept.ok_or("an order whose question says more than it is asked")?;
    let itself = till.fixture.payment.as_ref().map(|paying| &paying.method);
    if let Some(method) = methods.iter().find(|method| {
        // A wallet may pay by itself; a page to go to or a code to scan does not.
        Some(&method.id) != itself && matches!(method.action, ActionKind::Redirect | ActionKind::Qr)
    }) {
        let body = changed(&changed(&by(method), "/state", json!("paid")), "/paid", json!(true));
        till.send(&owner, pay(&order.id, &body)).await?;
        order = till.show(&owner, &order.id).await?;
    }
    let waits = order.state == OrderState::AwaitingPayment;
    let at = format!("GET /v1/orders/{}", order.id);
    till.client.record.check(&rules::PAY_DECLARED, &at, waits, "awaiting_payment", &order.state);
    if waits {
        till.call_off(&owner, &order.id).await?;
    }
    Ok(())
}

/// Whether an order was paid, wherever it stands since.
pub(super) fn is_paid(order: &Order) -> bool {
    use OrderState::{Completed, Delivered, Paid, Shipped};
    matches!(order.state, Paid | Shipped | Delivered | Completed)
}

/// An order of a guest for a unit of a variant, paid by the way that pays by itself, unless that takes too
/// long; and the question that paid it.
pub(super) async fn bought(
    till: &mut Till<'_>,
    variant: &VariantId,
) -> Result<(Order, Caller, Value), String> {
    let paying = till.fixture.payment.as_ref();
    let paying =
        paying.ok_or("a way to pay that pays by itself in the fixture ([payment])")?.clone();
    let listed = till.shop.payment_methods.iter().find(|method| method.id == paying.method);
    let method =
        listed.ok_or_else(|| format!("the way to pay {}: it is not listed", paying.method))?;
    let body = by(method);
    let (mut order, owner) = till.buy(&Caller::default(), variant, 1).await?;
    till.send(&owner, pay(&order.id, &body)).await?;
    let end = Instant::now() + Duration::from_secs(paying.wait_seconds.into());
    while !is_paid(&order) && Instant::now() < end {
        tokio::time::sleep(PAUSE).await;
        order = till.show(&owner, &order.id).await?;
    }
    if is_paid(&order) {
        till.done(&order.id);
    }
    Ok((order, owner, body))
}

async fn paid(till: &mut Till<'_>) -> Checked {
    let variant = till.stock()?;
    let (order, owner, body) = bought(till, &variant).await?;
    let step = order.steps.iter().any(|step| step.state == OrderState::Paid);
    let told = order.payment.as_ref().is_some_and(|payment| payment.state == PaymentState::Paid);
    let at = format!("GET /v1/orders/{}", order.id);
    let got = format!("{}, payment {:?}, step {step}", order.state, order.payment);
    let right = is_paid(&order) && step && told;
    let expected = "paid, with its payment paid and the step";
    if !till.client.record.check(&rules::PAID, &at, right, expected, got) {
        return Err("a paid order".into());
    }
    for ask in [pay(&order.id, &body), Ask::to::<Cancel>(&order.id)] {
        let answer = till.send(&owner, ask).await?;
        till.expect(&rules::PAY_STATE, &answer, 409, &ProblemKind::WrongState);
    }
    Ok(())
}

async fn strange(till: &mut Till<'_>, method: &PaymentMethod) -> Checked {
    let (order, owner) = guests(till).await?;
    for address in STRANGE {
        let body = changed(&by(method), "/return_url", json!(address));
        let answer = till.send(&owner, pay(&order.id, &body)).await?;
        till.expect(&rules::RETURN_URL, &answer, 422, &ProblemKind::Invalid);
    }
    till.call_off(&owner, &order.id).await?;
    Ok(())
}
