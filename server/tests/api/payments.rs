//! Paying: each way to pay, and who may.

use picklive_contract::{
    Problem,
    orders::{Order, OrderState},
    payments::{Action, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
    time::{DAY, HOUR, SECOND},
};
use picklive_server::payments::sandbox::book::Choice;
use reqwest::header;

use crate::{
    guests::set,
    orders_books::balance,
    orders_support::{by, catch_up, charge, choose, cny, pass, place, shelf, show, start, until},
    payments_webhook::notify,
    support::{Client, NOON, Server, client::fresh_key, fixtures},
};

/// A cup at 50 yuan, ordered.
pub async fn ordered(server: &Server) -> (Order, Client) {
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap()
}

/// A shop with three cups.
pub async fn shop() -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    server
}

#[tokio::test]
async fn the_wallet_pays_by_itself_a_second_later() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_none").await.unwrap();
    assert!(matches!(payment.action, Action::None { instructions: Some(_) }));
    assert_eq!((payment.state.clone(), payment.amount), (PaymentState::Pending, cny(5_000)));
    catch_up(&server).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    server.set_clock(NOON.plus(SECOND));
    let paid = until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!(paid.payment.unwrap().state, PaymentState::Paid);
    assert_eq!(paid.hold_expires_at, None);
    assert_eq!(shelf(&server.state, "cup", 0).await, (2, 0, 1));
    balance(&server.state).await;
}

#[tokio::test]
async fn a_redirect_goes_to_a_page_that_works_without_a_script_and_comes_back() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let back = format!("{}/orders/{}#secret=x", server.base, order.id);
    let ask = PaymentAsk { return_url: Some(back.clone()), ..by("sandbox_redirect") };
    let payment = guest.call::<StartPayment>(&order.id, &ask).await.unwrap();
    let Action::Redirect { url } = payment.action.clone() else { panic!("{:?}", payment.action) };
    assert!(url.starts_with(&format!("{}/sandbox/pay/", server.base)));
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page =
        http.get(&url).header(header::ACCEPT_LANGUAGE, "en-GB,zh;q=0.5").send().await.unwrap();
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains(&format!("form-action 'self' {};", server.base)), "{policy}");
    let html = page.text().await.unwrap();
    for piece in ["¥50", "lang=\"en\"", "Pay after the hold", &order.number] {
        assert!(html.contains(piece), "{piece} in {html}");
    }
    assert!(!html.contains("<script"));
    let token = charge(&server.state, payment.id.as_str()).await.token;
    let post = async |form: &[(&str, &str)]| {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        http.post(&url).body(form).send().await.unwrap()
    };
    assert_eq!(post(&[("token", "guessed"), ("do", "pay")]).await.status(), 403);
    assert_eq!(post(&[("token", &token), ("do", "steal")]).await.status(), 422);
    let answer = post(&[("token", &token), ("do", "pay")]).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()[header::LOCATION], back.as_str());
    until(&guest, &order.id, OrderState::Paid).await;
    post(&[("token", &token), ("do", "fail")]).await;
    let html = http.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("已付款") && html.contains("回到店里"), "decided stays decided: {html}");
    let none = http.get(format!("{}/sandbox/pay/none", server.base)).send().await.unwrap();
    assert_eq!(none.status(), 404);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_code_is_scanned_and_the_bridge_is_called() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let Action::Qr { content, picture } = payment.action else { panic!("{:?}", payment.action) };
    assert!(
        content.starts_with(&server.base) && picture.unwrap().starts_with("data:image/svg+xml")
    );
    let payment = start(&guest, &order.id, "sandbox_wechat").await.unwrap();
    let Action::WechatJsapi { params } = payment.action else { panic!("{:?}", payment.action) };
    let charge = params["package"].strip_prefix("prepay_id=").unwrap();
    let form = format!("token={}&do=pay", params["nonceStr"]);
    let bridge = format!("{}/sandbox/bridge/{charge}", server.base);
    let answer = server.client().http.post(bridge).body(form).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    until(&guest, &order.id, OrderState::Paid).await;
    let script = server.client().get("/sandbox/bridge.js").await;
    assert!(script.text().await.unwrap().contains("get_brand_wcpay_request:"));
}

#[tokio::test]
async fn without_dev_there_is_no_sandbox() {
    let config = picklive_server::config::Config { api_only: true, ..Default::default() };
    let server = Server::start_with(config).await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    set(&server, |shop| shop.instructions = Some("Account 700".into())).await;
    let (order, guest) = ordered(&server).await;
    for method in ["sandbox_none", "sandbox_redirect", "cash", ""] {
        let problem = start(&guest, &order.id, method).await.unwrap_err();
        assert_eq!((problem.kind, problem.status), (ProblemKind::Invalid, 422), "{method}");
    }
    for path in ["/sandbox/bridge.js", "/sandbox/pay/x"] {
        assert_eq!(server.client().get(path).await.status(), 404);
    }
    assert_eq!(notify(&server, "{}", "").await, 404);
}

#[tokio::test]
async fn an_attempt_is_one_attempt_and_others_may_follow() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let key = fresh_key();
    let qr = by("sandbox_qr");
    let once = || guest.call_with_key::<StartPayment>(&order.id, &qr, &key);
    let (first, again, tab) = tokio::join!(once(), once(), start(&guest, &order.id, "sandbox_qr"));
    let first = first.unwrap();
    assert_eq!(first, again.unwrap());
    assert_eq!(first.id, tab.unwrap().id, "a second tab finds the open attempt");
    let other = by("sandbox_none");
    let reused = guest.call_with_key::<StartPayment>(&order.id, &other, &key).await.unwrap_err();
    assert_eq!(reused.kind, ProblemKind::KeyReused);
    choose(&server, &first, Choice::Fail, false).await;
    catch_up(&server).await;
    let order = show(&guest, &order.id).await;
    assert_eq!(order.state, OrderState::AwaitingPayment);
    assert_eq!(order.payment.unwrap().state, PaymentState::Failed);
    let next = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    assert_ne!(next.id, first.id);
    choose(&server, &next, Choice::Pay, false).await;
    until(&guest, &order.id, OrderState::Paid).await;
    let late = start(&guest, &order.id, "sandbox_qr").await.unwrap_err();
    assert_eq!((late.kind, late.status), (ProblemKind::WrongState, 409));
}

#[tokio::test]
async fn people_are_sent_back_to_the_shop_only() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    for bad in ["https://evil.example/", "//evil.example/", "javascript:alert(1)"] {
        let ask = PaymentAsk { return_url: Some(bad.into()), ..by("sandbox_redirect") };
        let problem = guest.call::<StartPayment>(&order.id, &ask).await.unwrap_err();
        let field = problem.fields.first().map(|field| field.field.as_str());
        assert_eq!((problem.status, field), (422, Some("return_url")), "{bad:?}");
    }
}

#[tokio::test]
async fn paying_by_hand_holds_a_day_and_tells_where_to() {
    let server = shop().await;
    set(&server, |shop| shop.instructions = Some("Account 700".into())).await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "offline").await.unwrap();
    assert_eq!(payment.action, Action::None { instructions: Some("Account 700".into()) });
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.hold_expires_at, Some(NOON.plus(DAY)));
    assert_eq!(shown.payment.unwrap().action, payment.action);
    pass(&server, 12 * HOUR).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    pass(&server, 12 * HOUR).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_stranger_cannot_pay_or_see_a_payment() {
    let server = shop().await;
    let (order, _) = ordered(&server).await;
    let refused: Problem = start(&server.client(), &order.id, "sandbox_qr").await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
}
