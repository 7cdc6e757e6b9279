//! Refunds: units come back one by one, money in the currency it came in.

use picklive_contract::{
    Currency, Money,
    orders::{Order, OrderState},
    payments::PaymentState,
};
use picklive_server::{
    db::{Tx, entities::refund as row},
    orders::{
        refund::{Refunded, Wish, refund},
        restock::{NoRestock, Restock},
    },
    payments::{
        provider::Outcome,
        settle::{Settled, settle},
    },
};
use sea_orm::EntityTrait;

use crate::{
    orders_books::balance,
    orders_support::{catch_up, cny, left, place, shelf, show, start},
    support::{
        Client, NOON, Server,
        fixtures::{self, DealOf},
    },
};

async fn shop() -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], 9).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: 9, limit: None };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(3_600_000), &[deal]).await;
    server
}

/// Three cups of a deal and three vouchers, paid.
async fn paid(server: &Server) -> (Order, Client) {
    let lines = [("cup", 0, 3), ("seat", 0, 3)];
    let (order, guest) = place(&server.client(), &lines, 15_000).await.unwrap();
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    settle(&server.state, payment.id.as_str(), Outcome::Paid(cny(15_000))).await.unwrap();
    (show(&guest, &order.id).await, guest)
}

async fn give(server: &Server, order: &Order, amount: Option<i64>, restock: &str) -> Refunded {
    let restock = if restock.is_empty() { Restock::Unsaid } else { restock.parse().unwrap() };
    let (now, id, restock) = (server.state.clock.now(), order.id.as_str(), &restock);
    let wish = Wish { amount, reason: "test", restock };
    let work = async |tx: Tx| refund(&tx, id, wish, now).await;
    let done = server.state.db.writing(work).await.unwrap();
    balance(&server.state).await;
    done
}

async fn ship(server: &Server, order: &Order) {
    use picklive_server::{db::entities::order, orders::ship};
    let row = order::Entity::find_by_id(order.id.as_str()).one(&server.state.db.read).await;
    let (row, now) = (&row.unwrap().unwrap(), server.state.clock.now());
    let work = async |tx: Tx| ship::ship(&tx, row, "c", "n", now).await;
    assert!(server.state.db.writing(work).await.unwrap());
}

async fn redeem(server: &Server, code: &str) {
    use picklive_server::orders::vouchers::{Redeemed, redeem};
    let now = server.state.clock.now();
    let work = async |tx: Tx| redeem(&tx, code, now).await;
    assert!(matches!(server.state.db.writing(work).await.unwrap(), Redeemed::Now(_)));
}

#[tokio::test]
async fn each_unit_comes_back_for_itself() {
    let server = shop().await;
    let (order, guest) = paid(&server).await;
    redeem(&server, &order.lines[1].codes[0].code).await;
    ship(&server, &order).await;
    assert_eq!(
        (shelf(&server.state, "cup", 0).await, left(&server.state, "d-0").await),
        ((6, 0, 3), 6)
    );
    // One cup came back for a part of the money, and one voucher that nobody used.
    assert_eq!(give(&server, &order, Some(5_000), "1:1,2:1").await, Refunded::Part(5_000, 2));
    assert_eq!(
        (shelf(&server.state, "cup", 0).await, left(&server.state, "d-0").await),
        ((7, 0, 2), 7)
    );
    assert_eq!(shelf(&server.state, "seat", 0).await, (7, 0, 2));
    assert_eq!(show(&guest, &order.id).await.lines[1].codes.len(), 2);
    // The rest of the money: the unused voucher returns by itself; the cups are with the buyer.
    let whole = Refunded::Whole { amount: 10_000, returned: 1, kept: 3 };
    assert_eq!(give(&server, &order, None, "").await, whole);
    assert_eq!(shelf(&server.state, "seat", 0).await, (8, 0, 1), "the redeemed one stays sold");
    assert_eq!(shelf(&server.state, "cup", 0).await, (7, 0, 2));
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Refunded);
}

#[tokio::test]
async fn what_restock_cannot_do_is_refused_and_changes_nothing() {
    let server = shop().await;
    let (order, guest) = paid(&server).await;
    redeem(&server, &order.lines[1].codes[0].code).await;
    let before = show(&guest, &order.id).await;
    for (amount, restock, why) in [
        (None, "all", NoRestock::Needless),
        (None, "1:1", NoRestock::Needless),
        (Some(100), "all", NoRestock::Which),
        (Some(100), "1:4", NoRestock::TooMany(1, 3)),
        (Some(100), "2:3", NoRestock::TooMany(2, 2)),
        (Some(100), "3:1", NoRestock::NoLine(3)),
    ] {
        let done = give(&server, &order, amount, restock).await;
        assert_eq!(done, Refunded::NoRestock(why), "{restock}");
    }
    assert_eq!(show(&guest, &order.id).await, before);
    ship(&server, &order).await;
    let whole = Refunded::Whole { amount: 15_000, returned: 5, kept: 1 };
    assert_eq!(give(&server, &order, None, "all").await, whole);
    assert_eq!(shelf(&server.state, "cup", 0).await, (9, 0, 0));
}

#[tokio::test]
async fn money_goes_back_in_the_currency_it_came_in() {
    let server = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 3_000).await.unwrap();
    let first = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let dollars = Money::new(3_000, Currency::parse("USD").unwrap());
    let done = settle(&server.state, first.id.as_str(), Outcome::Paid(dollars)).await.unwrap();
    assert_eq!(done, Settled::WrongAmount);
    let rows = row::Entity::find().all(&server.state.db.read).await.unwrap();
    assert_eq!((rows[0].amount, rows[0].currency.as_deref()), (3_000, Some("USD")));
    // There is still something to pay, so the page shows the attempt that can be paid.
    let second = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().id, second.id);
    settle(&server.state, second.id.as_str(), Outcome::Paid(cny(3_000))).await.unwrap();
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().id, second.id);
}

#[tokio::test]
async fn the_attempt_whose_money_went_back_is_shown_before_one_that_came_to_nothing() {
    let server = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 3_000).await.unwrap();
    let paying = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    server.set_clock(NOON.plus(1_000));
    let idle = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
    assert_ne!(paying.id, idle.id);
    settle(&server.state, paying.id.as_str(), Outcome::Paid(cny(3_000))).await.unwrap();
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().id, paying.id);
    give(&server, &order, None, "").await;
    catch_up(&server).await;
    let shown = show(&guest, &order.id).await.payment.unwrap();
    assert_eq!((shown.id, shown.state), (paying.id, PaymentState::Refunded));
}
