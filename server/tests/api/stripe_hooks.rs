//! Stripe's webhooks: which are believed, and which pay nothing.

use picklive_contract::{
    orders::OrderState,
    payments::PaymentState,
    time::{MINUTE, SECOND},
};

use crate::{
    orders_books::balance,
    orders_support::{catch_up, show, until},
    stripe::started,
    support::{
        NOON,
        stripe::{HOOK, Stripe, code, send, sign, tell},
    },
};

#[tokio::test]
async fn only_what_is_signed_about_now_is_believed() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    stripe.pay(0);
    let body = stripe.event("checkout.session.completed", 0).to_string();
    let good = sign(HOOK, NOON, &body);
    let later = NOON.plus(SECOND);
    for bad in [
        String::new(),
        sign("whsec_other", NOON, &body),
        sign(HOOK, NOON, &body.replace("5000", "5001")),
        sign(HOOK, NOON.plus(-5 * MINUTE - SECOND), &body),
        sign(HOOK, NOON.plus(5 * MINUTE + SECOND), &body),
        good.replace("v1=", "v0="),
        good.replace(&(NOON.0 / 1_000).to_string(), &(later.0 / 1_000).to_string()),
        format!("t={}", NOON.0 / 1_000),
        "t=99999999999999999,v1=00".into(),
        "t=x,v1=".into(),
    ] {
        assert_eq!(send(&server, &body, &bad).await, 403, "{bad}");
    }
    for nonsense in ["", "{}", "[]", "{\"type\":1}"] {
        let signature = sign(HOOK, NOON, nonsense);
        assert_eq!(send(&server, nonsense, &signature).await, 400, "{nonsense}");
    }
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    // While a secret is replaced there is a signature of each; at the edge of the time it still counts.
    let at = NOON.plus(-5 * MINUTE);
    let (old, new) = (code("whsec_old", at, &body), code(HOOK, at, &body));
    let both = format!("t={},v1={old},v1={new},v0=00", at.0 / 1_000);
    assert_eq!(send(&server, &body, &both).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
}

#[tokio::test]
async fn another_sum_or_currency_does_not_pay_and_goes_back() {
    for (amount, currency) in [(4_999, "cny"), (5_000, "usd")] {
        let stripe = Stripe::start().await;
        let (server, order, guest, payment) = started(&stripe).await;
        stripe.pay(0);
        {
            let mut book = stripe.book();
            (book.sessions[0].amount, book.sessions[0].currency) = (amount, currency.into());
        }
        assert_eq!(tell(&server, &stripe.event("checkout.session.completed", 0)).await, 204);
        let shown = show(&guest, &order.id).await;
        assert_eq!(shown.state, OrderState::AwaitingPayment);
        let told = shown.payment.unwrap();
        assert_eq!((told.id, told.state), (payment.id, PaymentState::Refunded));
        catch_up(&server).await;
        let back: Vec<_> = stripe.book().refunds.iter().map(|one| one.amount).collect();
        assert_eq!(back, [amount]);
        balance(&server.state).await;
    }
}

#[tokio::test]
async fn what_is_not_this_shops_pays_nothing() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    stripe.pay(0);
    let good = stripe.event("checkout.session.completed", 0);
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut event = good.clone();
        change(&mut event);
        event
    };
    let live = with(&|event| event["livemode"] = true.into());
    assert_eq!(tell(&server, &live).await, 403, "the key is for play money, the event is not");
    let elsewhere = with(&|event| event["data"]["object"]["metadata"] = serde_json::json!({}));
    assert_eq!(tell(&server, &elsewhere).await, 204, "a session that another program made");
    let unknown = with(&|event| {
        event["data"]["object"]["metadata"]["picklive_payment"] = "nobody".into();
    });
    assert_eq!(tell(&server, &unknown).await, 204);
    let other = with(&|event| event["type"] = "charge.refunded".into());
    assert_eq!(tell(&server, &other).await, 204);
    let unread = with(&|event| event["data"]["object"]["currency"] = "iqd".into());
    assert_eq!(tell(&server, &unread).await, 400, "no such sum can come");
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    assert_eq!(stripe.book().refunds.len(), 0);
}

#[tokio::test]
async fn a_session_that_expired_leaves_the_order_payable() {
    let stripe = Stripe::start().await;
    let (server, order, guest, first) = started(&stripe).await;
    stripe.book().sessions[0].status = "expired";
    assert_eq!(tell(&server, &stripe.event("checkout.session.expired", 0)).await, 204);
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().state, PaymentState::Failed);
    let second = crate::stripe::go(&guest, &order).await.unwrap();
    assert_ne!(second.id, first.id);
    assert_eq!(stripe.book().sessions.len(), 2);
}
