//! WeChat Pay's notices: which are believed, and which pay nothing. Its certificates change.

use picklive_contract::{
    orders::OrderState,
    payments::PaymentState,
    time::{HOUR, MINUTE, SECOND},
};
use serde_json::{Value, json};

use crate::{
    orders_books::balance,
    orders_support::{catch_up, pass, show, until},
    support::{
        NOON,
        wechat::{
            Mood, Wechat, headers,
            keys::{next, other, platform, seal},
            notice, send, tell,
        },
    },
    wechat::{go, started},
};

#[tokio::test]
async fn only_what_wechat_pay_signed_about_now_is_believed() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    wechat.pay();
    let body = notice("TRANSACTION.SUCCESS", &wechat.paid());
    let good = || headers(platform(), NOON, &body);
    let with = |name: &str, value: &str| {
        let mut all = good();
        all.iter_mut().find(|(known, _)| *known == name).unwrap().1 = value.into();
        all
    };
    let probe = format!("WECHATPAY/SIGNTEST/{}", good()[3].1);
    let earlier = (NOON.plus(-SECOND).0 / 1_000).to_string();
    for bad in [
        headers(other(), NOON, &body),
        headers(platform(), NOON, &body.replace("EV-1", "EV-2")),
        headers(platform(), NOON.plus(-5 * MINUTE - SECOND), &body),
        headers(platform(), NOON.plus(5 * MINUTE + SECOND), &body),
        headers(next(), NOON, &body),
        with("wechatpay-signature", &probe),
        with("wechatpay-signature", ""),
        with("wechatpay-timestamp", &earlier),
        with("wechatpay-nonce", "another"),
    ] {
        assert_eq!(send(&server, &body, &bad).await, 403, "{bad:?}");
    }
    assert_eq!(send(&server, &body, &good()[..3]).await, 403);
    assert_eq!(send(&server, &body, &[]).await, 403);
    for nonsense in ["", "{}", "[]", "{\"event_type\":1}"] {
        let signed = headers(platform(), NOON, nonsense);
        assert_eq!(send(&server, nonsense, &signed).await, 400, "{nonsense}");
    }
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    let edge = headers(platform(), NOON.plus(-5 * MINUTE), &body);
    assert_eq!(send(&server, &body, &edge).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
}

#[tokio::test]
async fn what_is_anothers_pays_nothing() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    wechat.pay();
    let paid = wechat.paid();
    let with = |name: &str, value: Value| {
        let mut changed = paid.clone();
        changed[name] = value;
        changed
    };
    for (inside, status) in [
        (with("mchid", "1900000002".into()), 403),
        (with("appid", "wx00000000000000bb".into()), 403),
        (with("out_trade_no", "00000000000000000000000000000000".into()), 400),
        (with("attach", "nobody".into()), 400),
        (with("attach", Value::Null), 400),
        (with("amount", json!({"total": "5000"})), 400),
        (with("amount", json!({})), 400),
    ] {
        assert_eq!(tell(&server, "TRANSACTION.SUCCESS", &inside).await, status, "{inside}");
    }
    assert_eq!(tell(&server, "COUPON.USE", &json!({})).await, 204);
    // Signed, but sealed with another key.
    let mut sealed: Value = serde_json::from_str(&notice("TRANSACTION.SUCCESS", &paid)).unwrap();
    let key = "0123456789abcdef0123456789abcdef";
    sealed["resource"] = seal(key, "transaction", paid.to_string().as_bytes());
    let body = sealed.to_string();
    assert_eq!(send(&server, &body, &headers(platform(), NOON, &body)).await, 400);
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
}

#[tokio::test]
async fn another_sum_or_currency_does_not_pay_and_goes_back() {
    for amount in
        [json!({"total": 4_999, "currency": "CNY"}), json!({"total": 5_000, "currency": "USD"})]
    {
        let wechat = Wechat::start().await;
        let (server, order, guest, _) = started(&wechat).await;
        wechat.pay();
        let total = amount["total"].as_i64().unwrap();
        wechat.book().trades.values_mut().for_each(|trade| trade.total = total);
        let mut inside = wechat.paid();
        inside["amount"] = amount.clone();
        assert_eq!(tell(&server, "TRANSACTION.SUCCESS", &inside).await, 204);
        let shown = show(&guest, &order.id).await;
        assert_eq!(shown.state, OrderState::AwaitingPayment);
        assert_eq!(shown.payment.unwrap().state, PaymentState::Refunded);
        catch_up(&server).await;
        let expected = if amount["currency"] == "CNY" { 1 } else { 0 };
        assert_eq!(wechat.book().refunds.len(), expected, "yuan go back by themselves");
        balance(&server.state).await;
    }
}

#[tokio::test]
async fn certificates_change_without_a_pause() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    wechat.pay();
    pass(&server, 29 * SECOND).await;
    // The next one is there beside the first, and signs from now on.
    wechat.book().platform.push(next());
    let body = notice("TRANSACTION.SUCCESS", &wechat.paid());
    let now = server.state.clock.now();
    assert_eq!(send(&server, &body, &headers(next(), now, &body)).await, 403, "asked a moment ago");
    let later = now.plus(SECOND);
    server.set_clock(later);
    assert_eq!(send(&server, &body, &headers(next(), later, &body)).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!(wechat.book().certificates_asked, 2);
    // After half a day the first is forgotten.
    wechat.book().platform = vec![next()];
    let day = later.plus(12 * HOUR);
    server.set_clock(day);
    assert_eq!(send(&server, &body, &headers(platform(), day, &body)).await, 403);
    assert_eq!(send(&server, &body, &headers(next(), day, &body)).await, 204);
    // Nobody makes the server ask again and again.
    let asked = wechat.book().certificates_asked;
    for _ in 0..5 {
        assert_eq!(send(&server, &body, &headers(platform(), day, &body)).await, 403);
    }
    assert_eq!(wechat.book().certificates_asked, asked);
}

#[tokio::test]
async fn what_cannot_be_checked_now_is_to_be_told_again() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    wechat.book().mood = Mood::Down;
    let body = notice("TRANSACTION.SUCCESS", &json!({}));
    assert_eq!(send(&server, &body, &headers(platform(), NOON, &body)).await, 503);
    wechat.book().mood = Mood::Forged;
    let later = NOON.plus(MINUTE);
    server.set_clock(later);
    assert_eq!(send(&server, &body, &headers(other(), later, &body)).await, 503);
    wechat.book().mood = Mood::Well;
    let (order, guest) = crate::payments::ordered(&server).await;
    server.set_clock(later.plus(MINUTE));
    go(&guest, &order, "wechat_native").await.unwrap();
}
