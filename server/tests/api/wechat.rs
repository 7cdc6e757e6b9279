//! WeChat Pay: each way to pay, asked about, closed, down.

use picklive_contract::{
    Problem,
    orders::{Cancel, Order, OrderState},
    payments::{Action, ClientKind, Payment, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
    storefront::GetStorefront,
    time::{MINUTE, SECOND},
};

use crate::{
    guests::set,
    orders_books::balance,
    orders_support::{catch_up, pass, place, show, until},
    payments::ordered,
    support::{
        Client, NOON, Server,
        log::Log,
        wechat::{
            API_KEY, APPID, Mood, PUBLIC_ID, Wechat,
            keys::{merchant, public},
            tell,
        },
    },
    wechat_openid::openid,
};

/// Starts paying in one of WeChat Pay's ways, from where it works.
pub async fn go(guest: &Client, order: &Order, method: &str) -> Result<Payment, Problem> {
    go_as(guest, order, method, None).await
}

pub async fn go_as(
    guest: &Client,
    order: &Order,
    method: &str,
    openid: Option<String>,
) -> Result<Payment, Problem> {
    let client = match method {
        "wechat_jsapi" => ClientKind::Wechat,
        "wechat_h5" => ClientKind::Mobile,
        _ => ClientKind::Desktop,
    };
    let return_url = Some(format!("{}/orders/{}", guest.base, order.id));
    let ask = PaymentAsk { method: method.into(), client, openid, return_url };
    guest.call::<StartPayment>(&order.id, &ask).await
}

/// A shop, an order, and its payment by a code.
pub async fn started(wechat: &Wechat) -> (Server, Order, Client, Payment) {
    let server = wechat.shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = go(&guest, &order, "wechat_native").await.unwrap();
    (server, order, guest, payment)
}

#[tokio::test]
async fn a_code_is_scanned_and_the_notice_says_that_it_is_paid_once() {
    let wechat = Wechat::start().await;
    let (server, order, guest, payment) = started(&wechat).await;
    let Action::Qr { content, picture } = &payment.action else { panic!("{:?}", payment.action) };
    assert_eq!(content, "weixin://wxpay/bizpayurl?pr=p4lpSuKzz");
    assert!(picture.as_ref().unwrap().starts_with("data:image/svg+xml"));
    let (no, trade) = wechat.trade();
    assert_eq!(trade.asked["attach"], payment.id.as_str());
    assert_eq!(trade.asked["notify_url"], "http://127.0.0.1:4000/v1/webhooks/wechat_pay");
    assert_eq!(trade.asked["time_expire"], "2026-11-24T12:15:00+08:00");
    assert_eq!(trade.asked["amount"]["total"], 5_000);
    // A second tab finds the same trade.
    assert_eq!(go(&guest, &order, "wechat_native").await.unwrap().id, payment.id);
    assert_eq!(wechat.trade().0, no);
    wechat.pay();
    for _ in 0..3 {
        assert_eq!(tell(&server, "TRANSACTION.SUCCESS", &wechat.paid()).await, 204);
    }
    let shown = until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!((shown.steps.len(), shown.payment.unwrap().state), (2, PaymentState::Paid));
    assert_eq!(wechat.book().certificates_asked, 1, "they are fetched once");
    balance(&server.state).await;
}

#[tokio::test]
async fn a_phones_browser_goes_to_wechats_page_and_comes_back() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = go(&guest, &order, "wechat_h5").await.unwrap();
    let Action::Redirect { url } = &payment.action else { panic!("{:?}", payment.action) };
    let url = url::Url::parse(url).unwrap();
    assert_eq!(url.host_str(), Some("wx.tenpay.com"));
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let back = format!("{}/orders/{}", server.base, order.id);
    assert_eq!(pairs[1], ("redirect_url".to_owned(), back));
    assert_eq!(wechat.trade().1.asked["scene_info"]["payer_client_ip"], "127.0.0.1");
}

#[tokio::test]
async fn the_bridge_gets_what_the_merchant_signed() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let (order, guest) = ordered(&server).await;
    for (said, reason) in [(None, "missing"), (Some("o-forged".to_owned()), "malformed")] {
        let problem = go_as(&guest, &order, "wechat_jsapi", said).await.unwrap_err();
        let field = &problem.fields[0];
        assert_eq!((problem.status, field.field.as_str()), (422, "openid"));
        assert_eq!(field.reason, reason);
    }
    assert_eq!(wechat.book().trades.len(), 0);
    let token = openid(&wechat, &server, "o-buyer").await;
    let payment = go_as(&guest, &order, "wechat_jsapi", Some(token)).await.unwrap();
    assert_eq!(wechat.trade().1.asked["payer"]["openid"], "o-buyer");
    let Action::WechatJsapi { params } = payment.action else { panic!("{:?}", payment.action) };
    let names: Vec<_> = params.keys().map(String::as_str).collect();
    assert_eq!(names, ["appId", "nonceStr", "package", "paySign", "signType", "timeStamp"]);
    assert_eq!((params["appId"].as_str(), params["signType"].as_str()), (APPID, "RSA"));
    let (at, nonce, package) = (&params["timeStamp"], &params["nonceStr"], &params["package"]);
    assert!(package.starts_with("prepay_id=wx"));
    let text = format!("{APPID}\n{at}\n{nonce}\n{package}\n");
    assert!(merchant().signed(&text, &params["paySign"]));
}

#[tokio::test]
async fn each_way_is_offered_where_it_works_and_for_yuan_only() {
    let wechat = Wechat::start().await;
    let server = wechat.shop_with(&[("METHODS", "native,h5"), ("APP_SECRET", "")]).await;
    let shown = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    let ids: Vec<_> = shown.payment_methods.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids[..2], ["wechat_native", "wechat_h5"]);
    assert_eq!(server.client().get("/v1/wechat/openid?return_url=/").await.status(), 404);
    set(&server, |shop| shop.currency = picklive_contract::Currency::parse("USD").unwrap()).await;
    let shown = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(shown.payment_methods.iter().all(|one| !one.id.starts_with("wechat")));
}

#[tokio::test]
async fn a_missing_notice_is_asked_for() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    wechat.pay();
    pass(&server, 30 * SECOND - 1).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    pass(&server, 1).await;
    until(&guest, &order.id, OrderState::Paid).await;
}

#[tokio::test]
async fn what_nobody_waits_for_is_closed() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    guest.call::<Cancel>(&order.id, &()).await.unwrap();
    catch_up(&server).await;
    assert_eq!(wechat.trade().1.state, "CLOSED");
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().state, PaymentState::Failed);
}

#[tokio::test]
async fn money_of_the_last_moment_gets_a_unit_if_there_is_one() {
    let wechat = Wechat::start().await;
    let (server, order, guest, _) = started(&wechat).await;
    wechat.pay();
    wechat.book().mood = Mood::Down;
    pass(&server, 15 * MINUTE).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    wechat.book().mood = Mood::Well;
    assert_eq!(tell(&server, "TRANSACTION.SUCCESS", &wechat.paid()).await, 204);
    let shown = until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!(shown.steps.last().unwrap().reason.as_deref(), Some("paid_late_unit_found"));
    balance(&server.state).await;
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_trade_and_nonsense_is_no_answer() {
    let wechat = Wechat::start().await;
    let server = wechat.shop().await;
    let (order, guest) = ordered(&server).await;
    wechat.book().mood = Mood::Lost(1);
    let first = go(&guest, &order, "wechat_native").await.unwrap();
    assert_eq!((wechat.trade().1.state, first.state), ("NOTPAY", PaymentState::Pending));
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let log = Log::listen();
    for mood in [Mood::Down, Mood::Html, Mood::Huge, Mood::Forged, Mood::Refuses] {
        wechat.book().mood = mood;
        let problem = go(&guest, &order, "wechat_native").await.unwrap_err();
        assert_eq!((problem.kind, problem.status), (ProblemKind::PaymentDown, 503), "{mood:?}");
    }
    assert!(!log.lines().contains(API_KEY), "{}", log.lines());
    wechat.book().mood = Mood::Well;
    go(&guest, &order, "wechat_native").await.unwrap();
}

#[tokio::test]
async fn its_public_key_does_as_well_as_its_certificates() {
    let wechat = Wechat::start().await;
    wechat.book().by_public_key = true;
    let pem = public().key.public_pem();
    let other = [("PUBLIC_KEY", pem.as_str()), ("PUBLIC_KEY_ID", PUBLIC_ID)];
    let server = wechat.shop_with(&other).await;
    let (order, guest) = ordered(&server).await;
    go(&guest, &order, "wechat_native").await.unwrap();
    wechat.pay();
    let body = crate::support::wechat::notice("TRANSACTION.SUCCESS", &wechat.paid());
    let headers = crate::support::wechat::headers(public(), NOON, &body);
    assert_eq!(crate::support::wechat::send(&server, &body, &headers).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!(wechat.book().certificates_asked, 0);
}
