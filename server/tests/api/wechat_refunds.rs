//! Money that goes back through WeChat Pay.

use picklive_contract::{
    orders::{Order, OrderState},
    time::{HOUR, SECOND},
};
use serde_json::{Value, json};

use crate::{
    orders_books::balance,
    orders_support::{catch_up, pass, until},
    stripe_refunds::{give, rows},
    support::{
        Client, Server,
        wechat::{MCHID, Mood, Wechat, tell},
    },
    wechat::started,
};

async fn paid(wechat: &Wechat) -> (Server, Order, Client) {
    let (server, order, guest, _) = started(wechat).await;
    wechat.pay();
    assert_eq!(tell(&server, "TRANSACTION.SUCCESS", &wechat.paid()).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
    (server, order, guest)
}

/// What was sent back: sums and how they stand, smallest first.
fn sent(wechat: &Wechat) -> Vec<(i64, &'static str)> {
    let book = wechat.book();
    let sums = book.refunds.values();
    let sums = sums.map(|one| (one.asked["amount"]["refund"].as_i64().unwrap(), one.status));
    let mut sums: Vec<_> = sums.collect();
    sums.sort_unstable();
    sums
}

fn news(wechat: &Wechat, status: &str) -> Value {
    let book = wechat.book();
    let no = book.refunds.keys().next().unwrap();
    json!({"mchid": MCHID, "out_refund_no": no, "refund_status": status, "refund_id": "5"})
}

#[tokio::test]
async fn parts_and_the_rest_go_back_once() {
    let wechat = Wechat::start().await;
    let (server, order, guest) = paid(&wechat).await;
    give(&server, &order, Some(1_000)).await;
    give(&server, &order, Some(1_500)).await;
    catch_up(&server).await;
    give(&server, &order, None).await;
    wechat.book().mood = Mood::Lost(3);
    for _ in 0..3 {
        pass(&server, HOUR).await;
    }
    let done = "SUCCESS";
    assert_eq!(sent(&wechat), [(1_000, done), (1_500, done), (2_500, done)]);
    assert!(rows(&server).await.iter().all(|row| row.0 == "done"));
    until(&guest, &order.id, OrderState::Refunded).await;
    balance(&server.state).await;
}

#[tokio::test]
async fn money_on_its_way_is_done_when_wechat_pay_says_so() {
    let wechat = Wechat::start().await;
    let (server, order, _) = paid(&wechat).await;
    wechat.book().refund_status = "PROCESSING";
    give(&server, &order, None).await;
    catch_up(&server).await;
    pass(&server, HOUR).await;
    assert_eq!(rows(&server).await, [("pending".to_owned(), 0)]);
    wechat.book().refunds.values_mut().for_each(|one| one.status = "SUCCESS");
    let mut foreign = news(&wechat, "SUCCESS");
    foreign["mchid"] = "1900000002".into();
    assert_eq!(tell(&server, "REFUND.SUCCESS", &foreign).await, 403);
    assert_eq!(tell(&server, "REFUND.SUCCESS", &news(&wechat, "SUCCESS")).await, 204);
    catch_up(&server).await;
    assert_eq!(rows(&server).await, [("done".to_owned(), 0)]);
}

#[tokio::test]
async fn a_closed_refund_is_asked_for_anew_and_an_abnormal_one_waits_for_a_person() {
    let wechat = Wechat::start().await;
    let (server, order, _) = paid(&wechat).await;
    give(&server, &order, None).await;
    catch_up(&server).await;
    assert_eq!(rows(&server).await, [("done".to_owned(), 0)]);
    wechat.book().refunds.values_mut().for_each(|one| one.status = "CLOSED");
    wechat.book().refund_status = "ABNORMAL";
    assert_eq!(tell(&server, "REFUND.CLOSED", &news(&wechat, "CLOSED")).await, 204);
    for _ in 0..3 {
        pass(&server, HOUR).await;
    }
    assert_eq!(sent(&wechat), [(5_000, "ABNORMAL"), (5_000, "CLOSED")]);
    let (state, tries) = rows(&server).await.remove(0);
    assert!(state == "pending" && tries > 0, "{state} {tries}");
    wechat.book().refunds.values_mut().for_each(|one| {
        if one.status == "ABNORMAL" {
            one.status = "SUCCESS";
        }
    });
    pass(&server, HOUR).await;
    assert_eq!(rows(&server).await[0].0, "done");
}

#[tokio::test]
async fn a_refund_is_tried_until_wechat_pay_is_back() {
    let wechat = Wechat::start().await;
    let (server, order, _) = paid(&wechat).await;
    wechat.book().mood = Mood::Refuses;
    give(&server, &order, Some(2_000)).await;
    for _ in 0..4 {
        pass(&server, HOUR).await;
    }
    assert_eq!(rows(&server).await[0].0, "pending");
    wechat.book().mood = Mood::Well;
    pass(&server, HOUR + SECOND).await;
    assert_eq!(
        (rows(&server).await[0].0.as_str(), sent(&wechat)),
        ("done", vec![(2_000, "SUCCESS")])
    );
    balance(&server.state).await;
}
