//! Returns for tests.

use picklive_contract::{
    OrderId, Problem, ReturnId,
    orders::Order,
    returns::{AskReturn, Return, ReturnAsk, ReturnLineAsk, ReturnReason},
};
use picklive_server::{
    AppState,
    db::{Tx, entities::order},
    orders::{restock::Restock, ship},
    payments::{provider::Outcome, settle::settle},
    returns::{
        decide::{self, Decided, Terms},
        refund::{Refunded, Wish, refund},
    },
    storefront::settings::{self, Settings},
};
use sea_orm::EntityTrait;

use crate::{
    orders_books::balance,
    orders_support::{place, show, start},
    support::{Client, Server, fixtures},
};

/// The shipping fee of [`shop`].
pub const FEE: i64 = 1_000;

/// A shop with cups, seats (vouchers) and a course, that asks a fee for shipping.
pub async fn shop() -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000, 3_333], 20).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], 20).await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[9_900], 20).await;
    set(&server, |shop| shop.shipping_fee = FEE).await;
    server
}

/// Changes the shop's settings.
pub async fn set(server: &Server, change: impl FnOnce(&mut Settings)) {
    let mut shop = settings::get(&server.state).await.unwrap();
    change(&mut shop);
    let shop = &shop;
    let save = |tx: Tx| async move { settings::save(&*tx, shop).await };
    server.state.db.writing(save).await.unwrap();
}

/// An order of `client` that is paid.
pub async fn paid(
    server: &Server,
    client: &Client,
    lines: &[(&str, usize, u32)],
    total: i64,
) -> (Order, Client) {
    let (order, owner) = place(client, lines, total).await.unwrap();
    let payment = start(&owner, &order.id, "sandbox_qr").await.unwrap();
    let outcome = Outcome::Paid(payment.amount);
    settle(&server.state, payment.id.as_str(), outcome).await.unwrap();
    (show(&owner, &order.id).await, owner)
}

/// The row of an order.
pub async fn row(server: &Server, id: &OrderId) -> order::Model {
    let found = order::Entity::find_by_id(id.as_str()).one(&server.state.db.read).await;
    found.unwrap().unwrap()
}

/// Ships an order, and with `deliver` notes that it arrived.
pub async fn send(server: &Server, id: &OrderId, deliver: bool) {
    let now = server.state.clock.now();
    let before = &row(server, id).await;
    let work = async |tx: Tx| ship::ship(&tx, before, "c", "n", now).await;
    assert!(server.state.db.writing(work).await.unwrap());
    if deliver {
        let work = async |tx: Tx| ship::deliver(&tx, before, now).await;
        assert!(server.state.db.writing(work).await.unwrap());
    }
}

/// A guest's order that was paid, shipped and delivered.
pub async fn delivered(
    server: &Server,
    lines: &[(&str, usize, u32)],
    total: i64,
) -> (Order, Client) {
    let (order, owner) = paid(server, &server.client(), lines, total).await;
    send(server, &order.id, true).await;
    (show(&owner, &order.id).await, owner)
}

/// The same of somebody who is signed in.
pub async fn delivered_by(
    server: &Server,
    person: &Client,
    lines: &[(&str, usize, u32)],
    total: i64,
) -> Order {
    let (order, _) = paid(server, person, lines, total).await;
    send(server, &order.id, true).await;
    show(person, &order.id).await
}

/// A request for units of lines: (line, quantity).
pub fn wish(lines: &[(u32, u32)]) -> ReturnAsk {
    let line = |(line, quantity): &(u32, u32)| ReturnLineAsk { line: *line, quantity: *quantity };
    ReturnAsk {
        lines: lines.iter().map(line).collect(),
        reason: ReturnReason::ChangedMind,
        note: String::new(),
        pictures: Vec::new(),
        amount: None,
    }
}

/// Asks to give units back; the order after it.
pub async fn ask(owner: &Client, id: &OrderId, lines: &[(u32, u32)]) -> Result<Order, Problem> {
    owner.call::<AskReturn>(id, &wish(lines)).await
}

/// Asks, and tells the return.
pub async fn asked(owner: &Client, id: &OrderId, lines: &[(u32, u32)]) -> Return {
    ask(owner, id, lines).await.unwrap().returns.pop().unwrap()
}

/// The shop's terms: the sum asked for, nothing to be sent back.
pub const TERMS: Terms<'static> =
    Terms { amount: None, shipping: false, send_back: None, answer: None };

/// The shop agrees.
pub async fn approve(server: &Server, id: &ReturnId, terms: Terms<'_>) -> Decided {
    let now = server.state.clock.now();
    let work = async |tx: Tx| decide::approve(&tx, id.as_str(), terms, now).await;
    server.state.db.writing(work).await.unwrap()
}

/// The shop refuses.
pub async fn refuse(server: &Server, id: &ReturnId) -> Decided {
    let now = server.state.clock.now();
    let work = async |tx: Tx| decide::refuse(&tx, id.as_str(), "worn", now).await;
    server.state.db.writing(work).await.unwrap()
}

/// The shop notes that the goods are back.
pub async fn received(server: &Server, id: &ReturnId) -> Decided {
    let now = server.state.clock.now();
    let work = async |tx: Tx| decide::received(&tx, id.as_str(), now).await;
    server.state.db.writing(work).await.unwrap()
}

/// The shop gives money back; the books balance after it.
pub async fn give(server: &Server, id: &ReturnId, amount: Option<i64>, restock: &str) -> Refunded {
    let done = give_only(&server.state, id, amount, restock).await;
    balance(&server.state).await;
    done
}

/// The same while others are at it, too.
pub async fn give_only(
    state: &AppState,
    id: &ReturnId,
    amount: Option<i64>,
    restock: &str,
) -> Refunded {
    let restock = if restock.is_empty() { Restock::Unsaid } else { restock.parse().unwrap() };
    let wish = Wish { amount, shipping: false, restock: &restock, answer: None };
    let now = state.clock.now();
    let work = async |tx: Tx| refund(&tx, id.as_str(), wish, now).await;
    state.db.writing(work).await.unwrap()
}

/// What [`give`] answers when it is done.
pub fn done(amount: i64, sellable: i64, whole: bool) -> Refunded {
    Refunded::Done { amount, sellable, whole }
}
