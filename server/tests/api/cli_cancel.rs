//! The merchant calls an unpaid order off.

use picklive_contract::orders::{Order, OrderState};

use crate::{
    cli::{bad, good, paid, run, shop, text},
    orders_books::balance,
    orders_support::{place, shelf, show, start},
    support::Server,
};

/// The last step's state and reason.
fn last(order: &Order) -> (OrderState, Option<&str>) {
    let step = order.steps.last().unwrap();
    (step.state.clone(), step.reason.as_deref())
}

async fn unpaid(server: &Server) -> (Order, crate::support::Client) {
    place(&server.client(), &[("cup", 0, 2)], 10_000).await.unwrap()
}

#[tokio::test]
async fn an_unpaid_order_is_called_off_and_its_units_are_back() {
    let server = shop().await;
    let (order, guest) = unpaid(&server).await;
    start(&guest, &order.id, "sandbox_qr").await.unwrap();
    assert_eq!(shelf(&server.state, "cup", 0).await, (3, 2, 0));
    let out = good(&server, &["cancel", &order.number]).await;
    assert!(out.contains("cancelled"), "{out}");
    let seen = show(&guest, &order.id).await;
    assert_eq!(seen.state, OrderState::Cancelled);
    assert_eq!(last(&seen), (OrderState::Cancelled, Some("cancelled_by_shop")));
    assert_eq!(shelf(&server.state, "cup", 0).await, (5, 0, 0));

    let (order, guest) = unpaid(&server).await;
    good(&server, &["cancel", &order.number, "--reason", "the kiln broke"]).await;
    let seen = show(&guest, &order.id).await;
    assert_eq!(last(&seen), (OrderState::Cancelled, Some("the kiln broke")));
    // A transfer that was under way all the same is owed to the buyer.
    let told = text(&run(&server, &["confirm", &order.number]).await.stderr);
    assert!(told.contains("called off") && told.contains("send 100.00 CNY back"), "{told}");
    let seen = show(&guest, &order.id).await;
    assert_eq!(last(&seen), (OrderState::Refunded, Some("paid_after_cancel")));
    assert_eq!(shelf(&server.state, "cup", 0).await, (5, 0, 0));
    balance(&server.state).await;
}

#[tokio::test]
async fn what_is_no_longer_unpaid_is_not_called_off() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 1, 5_000).await;
    let (code, err) = bad(&server, &["cancel", &order.number]).await;
    assert!(code == 1 && err.contains("is paid; only an unpaid order is cancelled"), "{err}");
    assert_eq!(show(&guest, &order.id).await, order);
    let (order, _) = unpaid(&server).await;
    let (code, err) = bad(&server, &["cancel", &order.number, "--reason", "two\nlines"]).await;
    assert!(code == 1 && err.contains("--reason needs 1 to 200"), "{err}");
    good(&server, &["cancel", &order.number]).await;
    let (code, err) = bad(&server, &["cancel", &order.number]).await;
    assert!(code == 1 && err.contains("is cancelled; only an unpaid"), "{err}");
    balance(&server.state).await;
}
