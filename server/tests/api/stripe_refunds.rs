//! Money that goes back through Stripe: once, whole or in part, and again when it failed.

use picklive_contract::{
    orders::{Order, OrderState},
    time::{HOUR, SECOND},
};
use picklive_server::{
    db::{Tx, entities::refund as row},
    orders::{
        refund::{Wish, refund},
        restock::Restock,
    },
};
use sea_orm::EntityTrait;

use crate::{
    orders_books::balance,
    orders_support::{catch_up, pass, until},
    stripe::started,
    support::{
        Client, Server,
        stripe::{Mood, Stripe, tell},
    },
};

async fn paid(stripe: &Stripe) -> (Server, Order, Client) {
    let (server, order, guest, _) = started(stripe).await;
    stripe.pay(0);
    assert_eq!(tell(&server, &stripe.event("checkout.session.completed", 0)).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
    (server, order, guest)
}

/// Decides that money goes back, as the command line does.
pub async fn give(server: &Server, order: &Order, amount: Option<i64>) {
    let (now, id) = (server.state.clock.now(), order.id.as_str());
    let wish = Wish { amount, reason: "test", restock: &Restock::Unsaid };
    let work = async |tx: Tx| refund(&tx, id, wish, now).await;
    server.state.db.writing(work).await.unwrap();
}

/// The refunds: their states, and how often each was tried in vain.
pub async fn rows(server: &Server) -> Vec<(String, i32)> {
    let rows = row::Entity::find().all(&server.state.db.read).await.unwrap();
    rows.into_iter().map(|row| (row.state, row.tries)).collect()
}

fn sent(stripe: &Stripe) -> Vec<(i64, &'static str)> {
    stripe.book().refunds.iter().map(|one| (one.amount, one.status)).collect()
}

#[tokio::test]
async fn parts_and_the_rest_go_back_once() {
    let stripe = Stripe::start().await;
    let (server, order, guest) = paid(&stripe).await;
    give(&server, &order, Some(1_000)).await;
    give(&server, &order, Some(1_500)).await;
    catch_up(&server).await;
    give(&server, &order, None).await;
    stripe.book().mood = Mood::Lost(2);
    catch_up(&server).await;
    // The answer was lost, with what was done.
    for _ in 0..3 {
        pass(&server, HOUR).await;
    }
    let mut amounts: Vec<_> = sent(&stripe).iter().map(|one| one.0).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [1_000, 1_500, 2_500]);
    until(&guest, &order.id, OrderState::Refunded).await;
    assert!(rows(&server).await.iter().all(|row| row.0 == "done"));
    balance(&server.state).await;
}

#[tokio::test]
async fn money_on_its_way_is_done_when_stripe_says_so() {
    let stripe = Stripe::start().await;
    let (server, order, _) = paid(&stripe).await;
    stripe.book().refund_status = Some("pending");
    give(&server, &order, None).await;
    catch_up(&server).await;
    pass(&server, HOUR).await;
    assert_eq!(rows(&server).await, [("pending".to_owned(), 0)], "it did not fail");
    assert_eq!(sent(&stripe), [(5_000, "pending")]);
    stripe.book().refunds[0].status = "succeeded";
    assert_eq!(tell(&server, &stripe.refund_event("refund.updated", 0)).await, 204);
    catch_up(&server).await;
    assert_eq!(rows(&server).await, [("done".to_owned(), 0)]);
}

#[tokio::test]
async fn a_refund_that_fails_after_all_is_sent_again() {
    let stripe = Stripe::start().await;
    let (server, order, _) = paid(&stripe).await;
    give(&server, &order, None).await;
    catch_up(&server).await;
    assert_eq!(rows(&server).await, [("done".to_owned(), 0)]);
    stripe.book().refunds[0].status = "failed";
    stripe.book().refund_status = Some("failed");
    let event = stripe.refund_event("refund.failed", 0);
    assert_eq!(tell(&server, &event).await, 204);
    for _ in 0..12 {
        pass(&server, HOUR).await;
    }
    let (state, tries) = rows(&server).await.remove(0);
    assert!(state == "pending" && tries > 4, "{state} {tries}");
    assert_eq!(sent(&stripe).len(), 4, "it is not tried for ever: a person has to look");
    // A person did.
    stripe.book().refunds[3].status = "succeeded";
    pass(&server, HOUR).await;
    pass(&server, HOUR).await;
    assert_eq!(rows(&server).await[0].0, "done");
    // The old news once more changes nothing.
    assert_eq!(tell(&server, &event).await, 204);
    catch_up(&server).await;
    assert_eq!((rows(&server).await[0].0.as_str(), sent(&stripe).len()), ("done", 4));
}

#[tokio::test]
async fn a_refund_is_tried_until_stripe_is_back() {
    let stripe = Stripe::start().await;
    let (server, order, _) = paid(&stripe).await;
    stripe.book().mood = Mood::Refuses;
    give(&server, &order, Some(2_000)).await;
    for _ in 0..12 {
        pass(&server, HOUR).await;
    }
    let (state, tries) = rows(&server).await.remove(0);
    assert!(state == "pending" && tries >= 8, "{state} {tries}");
    stripe.book().mood = Mood::Well;
    pass(&server, HOUR + SECOND).await;
    assert_eq!(
        (rows(&server).await[0].0.as_str(), sent(&stripe)),
        ("done", vec![(2_000, "succeeded")])
    );
    balance(&server.state).await;
}
