//! Starting a payment again: what became of the first attempt counts, never two can be paid, and there is an end.

use picklive_contract::{
    Problem,
    orders::{Order, OrderState},
    payments::{Payment, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
    time::MINUTE,
};
use picklive_server::db::{
    Tx,
    entities::{order, payment},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};

use crate::{
    orders_books::balance,
    orders_support::{by, show},
    payments::{ordered, shop},
    support::{Client, Server, stripe::Stripe, wechat::Wechat},
};

async fn state_of(server: &Server, id: &str) -> String {
    let row = payment::Entity::find_by_id(id).one(&server.state.db.read).await.unwrap();
    row.unwrap().state
}

#[tokio::test]
async fn a_session_that_is_over_makes_room_for_another_and_one_that_is_paid_pays() {
    let stripe = Stripe::start().await;
    let (server, order, guest, first) = crate::stripe::started(&stripe).await;
    stripe.book().sessions[0].status = "expired";
    let second = crate::stripe::go(&guest, &order).await.unwrap();
    assert_ne!(second.id, first.id);
    assert_eq!((second.state, stripe.book().sessions.len()), (PaymentState::Pending, 2));
    assert_eq!(state_of(&server, first.id.as_str()).await, "failed");
    // It is paid, and nobody has told.
    stripe.pay(1);
    let problem = crate::stripe::go(&guest, &order).await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::WrongState, 409));
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Paid);
    assert_eq!(stripe.book().sessions.len(), 2);
    balance(&server.state).await;
}

#[tokio::test]
async fn money_on_its_way_is_waited_for_and_not_asked_for_a_second_time() {
    let stripe = Stripe::start().await;
    let (_server, order, guest, _) = crate::stripe::started(&stripe).await;
    let promised = |book: &mut crate::support::stripe::Book| {
        (book.sessions[0].status, book.sessions[0].intent) = ("complete", "processing");
    };
    promised(&mut stripe.book());
    let problem = crate::stripe::go(&guest, &order).await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::WrongState, 409));
    let payment = show(&guest, &order.id).await.payment.unwrap();
    assert_eq!(payment.state, PaymentState::Pending, "it can still be paid");
}

/// The hold ends later, as by hand: the same payment is said otherwise then.
async fn hold_longer(server: &Server, id: &Order) {
    let id = id.id.as_str();
    let work = |tx: Tx| async move {
        order::Entity::update_many()
            .col_expr(
                order::Column::HoldExpiresAt,
                Expr::col(order::Column::HoldExpiresAt).add(MINUTE),
            )
            .filter(order::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

#[tokio::test]
async fn of_a_trade_that_is_said_otherwise_never_two_can_be_paid() {
    let wechat = Wechat::start().await;
    let (server, order, guest, first) = crate::wechat::started(&wechat).await;
    let (no, _) = wechat.trade();
    hold_longer(&server, &order).await;
    let second = crate::wechat::go(&guest, &order, "wechat_native").await.unwrap();
    assert_ne!(second.id, first.id);
    let states = |open: &str| {
        let book = wechat.book();
        let all = book.trades.iter().filter(|(_, trade)| trade.state == open).count();
        (all, book.trades[&no].state)
    };
    assert_eq!(states("NOTPAY"), (1, "CLOSED"));
    assert_eq!(state_of(&server, first.id.as_str()).await, "failed");
    // The second is paid and nobody told: what is said otherwise now finds that.
    for trade in wechat.book().trades.values_mut().filter(|trade| trade.state == "NOTPAY") {
        trade.state = "SUCCESS";
    }
    hold_longer(&server, &order).await;
    let problem = crate::wechat::go(&guest, &order, "wechat_native").await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::WrongState, 409));
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Paid);
    balance(&server.state).await;
}

#[tokio::test]
async fn an_attempt_that_was_begun_stays_when_its_provider_does_not_answer() {
    let wechat = Wechat::start().await;
    let (server, order, guest, first) = crate::wechat::started(&wechat).await;
    wechat.book().mood = crate::support::wechat::Mood::Down;
    let problem = crate::wechat::go(&guest, &order, "wechat_native").await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::PaymentDown);
    assert_eq!(state_of(&server, first.id.as_str()).await, "pending");
    wechat.book().mood = crate::support::wechat::Mood::Well;
    assert_eq!(crate::wechat::go(&guest, &order, "wechat_native").await.unwrap().id, first.id);
    assert_eq!(wechat.book().trades.len(), 1);
}

async fn back_to(guest: &Client, order: &Order, path: &str) -> Result<Payment, Problem> {
    let return_url = Some(format!("{}{path}", guest.base));
    let ask = PaymentAsk { return_url, ..by("sandbox_redirect") };
    guest.call::<StartPayment>(&order.id, &ask).await
}

#[tokio::test]
async fn an_order_has_so_many_attempts_and_a_query_makes_no_other() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let first = back_to(&guest, &order, "/orders/1?a=b").await.unwrap();
    assert_eq!(back_to(&guest, &order, "/orders/1?c=d").await.unwrap().id, first.id);
    for nth in 2..=10 {
        back_to(&guest, &order, &format!("/orders/{nth}")).await.unwrap();
    }
    let problem = back_to(&guest, &order, "/orders/11").await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::TooMany, 429));
    assert_eq!(back_to(&guest, &order, "/orders/1").await.unwrap().id, first.id);
}
