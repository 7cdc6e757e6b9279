//! Purchases for tests, and the books that must balance after each.

use std::time::Duration;

use picklive_contract::{
    Currency, Money, OrderId, Problem,
    address::{Address, OrderContact},
    orders::{GetOrder, Order, OrderAsk, OrderState, PlaceOrder},
    payments::{ClientKind, Payment, PaymentAsk, StartPayment},
    quotes::{GetQuote, LineAsk, Quote, QuoteAsk},
};
use picklive_server::{
    AppState,
    db::{
        Tx,
        entities::{deal, person, sandbox_charge, sandbox_refund, session, variant},
    },
    orders::holds,
    payments::{Payments, asks, refunds, sandbox::book::Choice},
    random,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

pub use crate::orders_books::balance;
use crate::support::{Client, Server, fixtures::variant_id};

/// Yuan in fen.
pub fn cny(amount: i64) -> Money {
    Money::new(amount, Currency::parse("CNY").unwrap())
}

/// Lines: (product, index of its variant, quantity).
pub fn lines(asked: &[(&str, usize, u32)]) -> Vec<LineAsk> {
    let line = |(product, index, quantity): &(&str, usize, u32)| LineAsk {
        variant: variant_id(product, *index).as_str().into(),
        quantity: *quantity,
    };
    asked.iter().map(line).collect()
}

/// An address in China.
pub fn address() -> Address {
    Address {
        country: "CN".into(),
        name: "林晓".into(),
        phone: "138 0013 8000".into(),
        province: "浙江省".into(),
        city: "杭州市".into(),
        district: "西湖区".into(),
        street: "清晨路 7 号".into(),
        postcode: String::new(),
    }
}

/// An order for these lines at this sum.
pub fn ask(asked: &[(&str, usize, u32)], total: i64) -> OrderAsk {
    OrderAsk {
        lines: lines(asked),
        contact: OrderContact { phone: String::new(), email: format!("{}@b.cn", random::id()) },
        address: Some(address()),
        note: String::new(),
        expected_total: cny(total),
        shop: None,
        lang: None,
        room: None,
        at_stream_time: None,
    }
}

/// What lines would cost.
pub async fn quote(client: &Client, asked: &[(&str, usize, u32)]) -> Quote {
    let ask = QuoteAsk { lines: lines(asked), region: None, room: None, at_stream_time: None };
    client.call::<GetQuote>(&(), &ask).await.unwrap()
}

/// Places an order as a guest or as whoever the client is; a guest's client then carries its secret.
pub async fn place(
    client: &Client,
    asked: &[(&str, usize, u32)],
    total: i64,
) -> Result<(Order, Client), Problem> {
    let order = client.call::<PlaceOrder>(&(), &ask(asked, total)).await?;
    let secret = order.secret.clone().or_else(|| client.secret.clone());
    Ok((order, Client { secret, ..client.clone() }))
}

/// The order as its owner sees it.
pub async fn show(owner: &Client, id: &OrderId) -> Order {
    owner.call::<GetOrder>(id, &()).await.unwrap()
}

/// How to pay, on a phone.
pub fn by(method: &str) -> PaymentAsk {
    let wechat = method == "sandbox_wechat";
    PaymentAsk {
        method: method.into(),
        client: if wechat { ClientKind::Wechat } else { ClientKind::Mobile },
        openid: wechat.then(|| "o-1".into()),
        return_url: None,
    }
}

/// Starts a payment.
pub async fn start(owner: &Client, id: &OrderId, method: &str) -> Result<Payment, Problem> {
    owner.call::<StartPayment>(id, &by(method)).await
}

/// Chooses on the sandbox's page, without a page.
pub async fn choose(server: &Server, payment: &Payment, choice: Choice, lose: bool) {
    let sandbox = server.state.payments.sandbox.as_ref().unwrap();
    let charge = charge(&server.state, payment.id.as_str()).await;
    sandbox.choose(&charge, choice, lose).await.unwrap();
}

/// The sandbox's charge of a payment.
pub async fn charge(state: &AppState, payment: &str) -> sandbox_charge::Model {
    let all = sandbox_charge::Entity::find().all(&state.db.read).await.unwrap();
    all.into_iter().find(|charge| charge.payment_id == payment).unwrap()
}

/// Has everything done that is due now: webhooks, questions, refunds, holds.
pub async fn catch_up(server: &Server) {
    let state = &server.state;
    if let Some(sandbox) = &state.payments.sandbox {
        sandbox.round().await.unwrap();
    }
    asks::ask_due(state).await.unwrap();
    holds::sweep(state).await.unwrap();
    refunds::send_due(state).await.unwrap();
}

/// Moves the clock by so many milliseconds and has everything done that is due then.
pub async fn pass(server: &Server, millis: i64) {
    server.set_clock(server.state.clock.now().plus(millis));
    catch_up(server).await;
}

/// Waits until the order is in a state; it is asked for again and again, as the app does.
pub async fn until(owner: &Client, id: &OrderId, state: OrderState) -> Order {
    for _ in 0..400 {
        let order = show(owner, id).await;
        if order.state == state {
            return order;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the order never became {state}: {:?}", show(owner, id).await);
}

/// People who are signed in, without the codes: each with a session of their own.
pub async fn people(server: &Server, count: usize) -> Vec<Client> {
    let now = server.state.clock.now();
    let tokens: Vec<(String, String)> =
        (0..count).map(|_| (random::id(), random::secret())).collect();
    let rows = &tokens;
    let work = |tx: Tx| async move {
        let persons = rows.iter().map(|(id, _)| person::ActiveModel {
            id: Set(id.clone()),
            kind: Set("email".into()),
            value: Set(format!("{id}@b.cn")),
            created_at: Set(now.0),
        });
        person::Entity::insert_many(persons).exec_without_returning(&*tx).await?;
        let sessions = rows.iter().map(|(id, token)| session::ActiveModel {
            token_hash: Set(random::digest(token)),
            person_id: Set(id.clone()),
            created_at: Set(now.0),
            // Longer than any test sets its clock on.
            expires_at: Set(now.plus(60 * 86_400_000).0),
        });
        session::Entity::insert_many(sessions).exec_without_returning(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
    let client = server.client();
    tokens.into_iter().map(|(_, token)| Client { token: Some(token), ..client.clone() }).collect()
}

/// A variant's (stock, reserved, sold).
pub async fn shelf(state: &AppState, product: &str, index: usize) -> (i64, i64, i64) {
    let id = variant_id(product, index);
    let row = variant::Entity::find_by_id(id).one(&state.db.read).await.unwrap().unwrap();
    (row.stock, row.reserved, row.sold)
}

/// Units of a deal neither sold nor held.
pub async fn left(state: &AppState, deal: &str) -> i64 {
    deal::Entity::find_by_id(deal).one(&state.db.read).await.unwrap().unwrap().left
}

/// The same state with one payment provider more.
pub fn with_provider(
    state: AppState,
    provider: std::sync::Arc<dyn picklive_server::payments::provider::PaymentProvider>,
) -> AppState {
    let payments: Payments = state.payments.clone().with(provider);
    AppState { payments, ..state }
}

/// What the sandbox's own book says went back for a payment.
pub async fn sent_back(server: &Server, payment: &Payment) -> Vec<i64> {
    let charge = charge(&server.state, payment.id.as_str()).await;
    let all = sandbox_refund::Entity::find().all(&server.state.db.read).await.unwrap();
    all.iter().filter(|one| one.charge_id == charge.id).map(|one| one.amount).collect()
}
