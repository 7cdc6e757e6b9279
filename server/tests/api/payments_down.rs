//! A provider that does not answer, or answers late.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::http::HeaderMap;
use picklive_contract::{
    Money, UnixMillis,
    orders::OrderState,
    payments::{Action, ActionKind, PaymentMethod, PaymentState},
    problem::ProblemKind,
    time::{HOUR, SECOND},
};
use picklive_server::{
    config::Config,
    db::entities::refund,
    payments::{
        asks,
        provider::{
            ChargeAsk, Known, Notice, Outcome, PaymentProvider, ProviderError, Reading, RefundAsk,
            Refunding, Reply, Started, Untrusted,
        },
        refunds,
    },
};
use sea_orm::EntityTrait;
use tokio::sync::Notify;

use crate::{
    orders_books::balance,
    orders_support::{catch_up, cny, pass, place, show, start, with_provider},
    support::{Server, fixtures},
};

/// A provider whose line can be cut; charges it started are paid when asked about.
#[derive(Debug, Default)]
struct Shaky {
    down: AtomicBool,
    paid: AtomicBool,
    /// The next start, or refund, is answered only when `go_on` says so, and in vain.
    late: AtomicBool,
    go_on: Notify,
    sent_back: Mutex<HashMap<String, i64>>,
}

impl Shaky {
    fn sent_back(&self) -> i64 {
        self.sent_back.lock().unwrap().values().sum()
    }

    /// Waits until the one that is `late` has come.
    async fn was_asked(&self) {
        for _ in 0..400 {
            if !self.late.load(Ordering::SeqCst) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the provider was not asked");
    }

    fn answer<T>(&self, value: T) -> Result<T, ProviderError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(ProviderError::Down("cut".into()));
        }
        Ok(value)
    }
}

impl PaymentProvider for Shaky {
    fn id(&self) -> &'static str {
        "shaky"
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        vec![PaymentMethod {
            id: "shaky".into(),
            label: "shaky".into(),
            action: ActionKind::None,
            clients: Vec::new(),
            hint: None,
        }]
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        let started =
            Started { charge: Some(ask.payment), action: Action::None { instructions: None } };
        Box::pin(async move {
            if self.late.swap(false, Ordering::SeqCst) {
                self.go_on.notified().await;
                return Err(ProviderError::Down("cut".into()));
            }
            self.answer(started)
        })
    }

    fn ask<'a>(&'a self, _: Known<'a>) -> Reply<'a, Outcome> {
        let paid = self.paid.load(Ordering::SeqCst);
        let money: Money = cny(5_000);
        let outcome = if paid { Outcome::Paid(money) } else { Outcome::Failed };
        Box::pin(async move { self.answer(outcome) })
    }

    fn refund(&self, ask: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(async move {
            if self.late.swap(false, Ordering::SeqCst) {
                self.go_on.notified().await;
                return Ok(Refunding::Underway);
            }
            self.answer(())?;
            // Told twice (by the background and by the test), done once.
            self.sent_back.lock().unwrap().insert(ask.refund, ask.amount.amount);
            Ok(Refunding::Done)
        })
    }

    /// The id of a refund is news of it.
    fn read_notice<'a>(&'a self, _: &'a HeaderMap, body: &'a [u8], _: UnixMillis) -> Reading<'a> {
        let refund = String::from_utf8(body.to_vec()).map_err(|_| Untrusted::Body);
        Box::pin(async move { Ok(Notice::Refund { refund: refund?, failed: false }) })
    }
}

async fn shop() -> (Server, Arc<Shaky>) {
    let shaky = Arc::new(Shaky::default());
    let provider: Arc<dyn PaymentProvider> = shaky.clone();
    let change = |state| with_provider(state, provider);
    let server = Server::start_changed(Config { dev: true, ..Config::default() }, change).await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    (server, shaky)
}

#[tokio::test]
async fn a_provider_that_is_down_at_the_start_can_be_tried_again() {
    let (server, shaky) = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    shaky.down.store(true, Ordering::SeqCst);
    let problem = start(&guest, &order.id, "shaky").await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::PaymentDown, 503));
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.payment.unwrap().state, PaymentState::Failed);
    shaky.down.store(false, Ordering::SeqCst);
    let payment = start(&guest, &order.id, "shaky").await.unwrap();
    assert_eq!(payment.state, PaymentState::Pending);
    shaky.paid.store(true, Ordering::SeqCst);
    shaky.down.store(true, Ordering::SeqCst);
    pass(&server, 30 * SECOND).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    shaky.down.store(false, Ordering::SeqCst);
    pass(&server, 60 * SECOND).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Paid);
    // The attempt that seemed to fail turned out paid as well: its money goes back.
    catch_up(&server).await;
    assert_eq!(shaky.sent_back(), 5_000);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_refund_is_tried_until_the_provider_takes_it() {
    let (server, shaky) = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 3)], 15_000).await.unwrap();
    let first = start(&guest, &order.id, "shaky").await.unwrap();
    shaky.paid.store(true, Ordering::SeqCst);
    pass(&server, 30 * SECOND).await;
    // Only 5,000 of 15,000 came: that is not the sum, so it goes back.
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    assert_eq!(shaky.sent_back(), 5_000);
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().id, first.id);

    shaky.down.store(true, Ordering::SeqCst);
    let second = start(&guest, &order.id, "shaky").await.unwrap_err();
    assert_eq!(second.status, 503);
    shaky.down.store(false, Ordering::SeqCst);
    shaky.paid.store(false, Ordering::SeqCst);
    pass(&server, HOUR).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    assert_eq!(shaky.sent_back(), 5_000);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_start_that_fails_late_takes_back_nothing_that_a_second_one_handed_out() {
    let (server, shaky) = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    shaky.late.store(true, Ordering::SeqCst);
    let (slow, id) = (guest.clone(), order.id.clone());
    let first = tokio::spawn(async move { start(&slow, &id, "shaky").await });
    shaky.was_asked().await;
    let second = start(&guest, &order.id, "shaky").await.unwrap();
    shaky.go_on.notify_one();
    assert_eq!(first.await.unwrap().unwrap_err().kind, ProblemKind::PaymentDown);
    let shown = show(&guest, &order.id).await.payment.unwrap();
    assert_eq!((shown.id, shown.state), (second.id, PaymentState::Pending));
    balance(&server.state).await;
}

#[tokio::test]
async fn what_is_told_of_a_refund_while_it_is_sent_is_not_forgotten() {
    let shaky = Arc::new(Shaky::default());
    let provider: Arc<dyn PaymentProvider> = shaky.clone();
    let change = |state| with_provider(state, provider);
    let server = Server::start_quiet(Config { dev: true, ..Config::default() }, change).await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 2)], 10_000).await.unwrap();
    start(&guest, &order.id, "shaky").await.unwrap();
    shaky.paid.store(true, Ordering::SeqCst);
    server.set_clock(server.state.clock.now().plus(30 * SECOND));
    // 5,000 of 10,000 came, and go back.
    asks::ask_due(&server.state).await.unwrap();
    let row = || refund::Entity::find().one(&server.state.db.read);
    let id = row().await.unwrap().unwrap().id;
    shaky.late.store(true, Ordering::SeqCst);
    let meanwhile = async {
        shaky.was_asked().await;
        server.set_clock(server.state.clock.now().plus(SECOND));
        let told = server.client().request("POST", "/v1/webhooks/shaky").body(id);
        assert_eq!(told.send().await.unwrap().status(), 204);
        shaky.go_on.notify_one();
    };
    let (sent, ()) = tokio::join!(refunds::send_due(&server.state), meanwhile);
    assert_eq!(sent.unwrap(), 0);
    let next = row().await.unwrap().unwrap().next_try_at;
    assert_eq!(next, Some(server.state.clock.now().0), "it is asked about at once");
    assert_eq!(refunds::send_due(&server.state).await.unwrap(), 1);
    assert_eq!(shaky.sent_back(), 5_000);
    balance(&server.state).await;
}
