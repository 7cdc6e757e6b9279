//! Money that comes late, or twice.

use picklive_contract::{
    orders::{Cancel, OrderState},
    payments::PaymentState,
    time::{MINUTE, SECOND},
};
use picklive_server::payments::{
    provider::Outcome,
    sandbox::book::Choice,
    settle::{Settled, settle},
};

use crate::{
    orders_books::balance,
    orders_support::{catch_up, choose, cny, pass, place, sent_back, shelf, show, start, until},
    payments::{ordered, shop},
    support::{Server, fixtures},
};

#[tokio::test]
async fn money_that_comes_late_gets_a_unit_or_goes_back() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 1).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[5_000], 2).await;
    let late = async |product: &'static str, rival: bool| {
        let (order, guest) = place(&server.client(), &[(product, 0, 1)], 5_000).await.unwrap();
        let payment = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
        choose(&server, &payment, Choice::Late, false).await;
        pass(&server, 15 * MINUTE).await;
        assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
        if rival {
            place(&server.client(), &[(product, 0, 1)], 5_000).await.unwrap();
        }
        server.set_clock(server.state.clock.now().plus(2 * SECOND));
        (order, guest, payment)
    };
    let (order, guest, _) = late("seat", false).await;
    let found = until(&guest, &order.id, OrderState::Completed).await;
    let reasons: Vec<_> =
        found.steps.iter().map(|step| (step.state.as_str(), step.reason.as_deref())).collect();
    assert_eq!(
        reasons,
        [
            ("awaiting_payment", None),
            ("expired", None),
            ("paid", Some("paid_late_unit_found")),
            ("completed", None),
        ]
    );
    assert_eq!(found.lines[0].codes.len(), 1);
    let (order, guest, payment) = late("cup", true).await;
    let lost = until(&guest, &order.id, OrderState::Refunded).await;
    assert_eq!(lost.steps.last().unwrap().reason.as_deref(), Some("paid_late_sold_out"));
    assert_eq!(lost.refunded, Some(cny(5_000)));
    assert_eq!(lost.payment.unwrap().state, PaymentState::Refunded);
    catch_up(&server).await;
    assert_eq!(sent_back(&server, &payment).await, [5_000]);
    balance(&server.state).await;
}

#[tokio::test]
async fn money_for_an_order_that_was_called_off_goes_back_though_units_are_left() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
    choose(&server, &payment, Choice::Pay, true).await;
    guest.call::<Cancel>(&order.id, &()).await.unwrap();
    let before = shelf(&server.state, "cup", 0).await;
    let paid = Outcome::Paid(cny(5_000));
    // Nobody tells, and half a minute is not over: what was begun for an order that is over is asked about at once.
    until(&guest, &order.id, OrderState::Refunded).await;
    assert_eq!(settle(&server.state, payment.id.as_str(), paid).await.unwrap(), Settled::Unchanged);
    assert_eq!(shelf(&server.state, "cup", 0).await, before, "nothing is sold");
    assert!(before.0 > 0, "though there is something left");
    let told = show(&guest, &order.id).await;
    assert_eq!((told.state, told.refunded), (OrderState::Refunded, Some(cny(5_000))));
    assert_eq!(told.steps.last().unwrap().reason.as_deref(), Some("paid_after_cancel"));
    catch_up(&server).await;
    assert_eq!(sent_back(&server, &payment).await, [5_000]);
    balance(&server.state).await;
}

#[tokio::test]
async fn of_two_payments_one_counts_and_the_other_goes_back() {
    let server = shop().await;
    let (order, guest) = ordered(&server).await;
    let first = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let second = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
    let paid = Outcome::Paid(cny(5_000));
    choose(&server, &first, Choice::Pay, true).await;
    choose(&server, &second, Choice::Pay, true).await;
    let settled = tokio::join!(
        settle(&server.state, first.id.as_str(), paid),
        settle(&server.state, second.id.as_str(), paid),
    );
    let mut settled = [settled.0.unwrap(), settled.1.unwrap()];
    settled.sort_by_key(|settled| *settled == Settled::NotNeeded);
    assert_eq!(settled, [Settled::Paid, Settled::NotNeeded]);
    let shown = show(&guest, &order.id).await;
    assert_eq!((shown.state, shown.refunded), (OrderState::Paid, None));
    assert_eq!(shown.payment.unwrap().state, PaymentState::Paid);
    catch_up(&server).await;
    let back = [sent_back(&server, &first).await, sent_back(&server, &second).await].concat();
    assert_eq!(back, [5_000]);
    balance(&server.state).await;
}
