//! What a provider tells: signed or not, once or many times, or never.

use picklive_contract::{
    UnixMillis,
    orders::OrderState,
    payments::{Payment, PaymentState},
    time::{MINUTE, SECOND},
};
use picklive_server::{
    db::entities::payment as row,
    payments::{sandbox::book::Choice, sign},
};
use reqwest::StatusCode;
use sea_orm::EntityTrait;

use crate::{
    guests::set,
    orders_books::balance,
    orders_support::{catch_up, choose, pass, sent_back, shelf, show, start, until},
    payments::{ordered, shop},
    support::{NOON, Server},
};

/// Sends a webhook as the sandbox would, to the real address.
pub async fn notify(server: &Server, body: &str, signature: &str) -> StatusCode {
    let request = server.client().http.post(format!("{}/v1/webhooks/sandbox", server.base));
    let sent = request.header(sign::HEADER, signature).body(body.to_owned()).send();
    sent.await.unwrap().status()
}

fn body(payment: &Payment, status: &str, amount: i64) -> String {
    serde_json::json!({"payment": payment.id, "charge": "c", "status": status, "amount": amount,
        "currency": "CNY"})
    .to_string()
}

fn signed(server: &Server, body: &str) -> String {
    let sandbox = server.state.payments.sandbox.as_ref().unwrap();
    sandbox.sign(server.state.clock.now(), body.as_bytes())
}

#[tokio::test]
async fn only_a_signed_webhook_is_believed_and_a_repeat_changes_nothing() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let paid = body(&payment, "paid", 5_000);
    let good = signed(&server, &paid);
    assert_eq!(notify(&server, &paid, "").await, 403);
    assert_eq!(notify(&server, &paid.replace("paid", "failed"), &good).await, 403);
    let sandbox = server.state.payments.sandbox.as_ref().unwrap();
    for off in [-6 * MINUTE, 6 * MINUTE] {
        let old = sandbox.sign(NOON.plus(off), paid.as_bytes());
        assert_eq!(notify(&server, &paid, &old).await, 403);
    }
    for nonsense in ["", "{}", "[]", "{\"payment\":1}"] {
        assert_eq!(notify(&server, nonsense, &signed(&server, nonsense)).await, 400);
    }
    let unknown = paid.replace(payment.id.as_str(), "nobody");
    assert_eq!(notify(&server, &unknown, &signed(&server, &unknown)).await, 204);
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    for _ in 0..3 {
        assert_eq!(notify(&server, &paid, &good).await, 204);
    }
    let failed = body(&payment, "failed", 5_000);
    assert_eq!(notify(&server, &failed, &signed(&server, &failed)).await, 204);
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.state, OrderState::Paid);
    assert_eq!(shown.steps.len(), 2);
    assert_eq!(shelf(&server.state, "cup", 0).await, (2, 0, 1));
    balance(&server.state).await;
}

#[tokio::test]
async fn a_wrong_sum_does_not_pay_and_goes_back() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    choose(&server, &payment, Choice::Pay, true).await;
    let wrong = body(&payment, "paid", 4_999);
    assert_eq!(notify(&server, &wrong, &signed(&server, &wrong)).await, 204);
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.state, OrderState::AwaitingPayment);
    assert_eq!(shown.payment.unwrap().state, PaymentState::Refunded);
    catch_up(&server).await;
    assert_eq!(sent_back(&server, &payment).await, [4_999]);
    let next = start(&guest, &order.id, "sandbox_none").await.unwrap();
    assert_ne!(next.id, payment.id);
    pass(&server, SECOND).await;
    until(&guest, &order.id, OrderState::Paid).await;
    balance(&server.state).await;
}

#[tokio::test]
async fn a_missing_webhook_is_asked_for_after_half_a_minute() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    choose(&server, &payment, Choice::Pay, true).await;
    pass(&server, 30 * SECOND - 1).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    pass(&server, 1).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Paid);
    balance(&server.state).await;
}

#[tokio::test]
async fn an_undecided_payment_is_asked_about_less_and_less_and_not_for_ever() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let mut asked = Vec::new();
    for _ in 0..40 {
        let kept = row::Entity::find_by_id(payment.id.as_str()).one(&server.state.db.read).await;
        let kept = kept.unwrap().unwrap();
        let Some(next) = kept.next_ask_at else { break };
        asked.push((next - NOON.0) / SECOND);
        server.set_clock(UnixMillis(next));
        catch_up(&server).await;
    }
    assert_eq!(asked[..4], [30, 60, 120, 240]);
    assert!((75 * 60..90 * 60).contains(asked.last().unwrap()), "{asked:?}");
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.state, OrderState::Expired);
    assert_eq!(shown.payment.unwrap().state, PaymentState::Failed);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_provider_speaks_of_its_own_payments_only() {
    let server = shop().await;
    set(&server, |shop| shop.instructions = Some("Account 700".into())).await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "offline").await.unwrap();
    let paid = body(&payment, "paid", 5_000);
    assert_eq!(notify(&server, &paid, &signed(&server, &paid)).await, 403);
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
}
