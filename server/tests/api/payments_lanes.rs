//! Many payments at several providers: one that hangs holds up nobody, nor does a payment that cannot be settled.

use std::{sync::Arc, time::Duration};

use axum::http::HeaderMap;
use picklive_contract::{
    OrderId, UnixMillis,
    orders::OrderState,
    payments::{Action, ActionKind, PaymentMethod},
    time::SECOND,
};
use picklive_server::{
    AppState,
    config::Config,
    db::{Tx, entities::order_step},
    payments::{
        asks,
        provider::{
            ChargeAsk, Known, Outcome, PaymentProvider, Reading, RefundAsk, Refunding, Reply,
            Started, Untrusted,
        },
        refunds,
    },
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use tokio::sync::Barrier;

use crate::{
    orders_support::{cny, place, show, start, until, with_provider},
    support::{Client, NOON, Server, fixtures},
};

/// How a provider answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    Paid,
    Never,
    /// Once so many questions are asked at the same time.
    Together,
}

/// So many.
const TOGETHER: usize = 8;

#[derive(Debug)]
struct Provider {
    id: &'static str,
    answers: Answers,
    all: Barrier,
}

impl Provider {
    fn shared(id: &'static str, answers: Answers) -> Arc<dyn PaymentProvider> {
        Arc::new(Self { id, answers, all: Barrier::new(TOGETHER) })
    }
}

impl PaymentProvider for Provider {
    fn id(&self) -> &'static str {
        self.id
    }

    fn methods(&self) -> Vec<PaymentMethod> {
        vec![PaymentMethod {
            id: self.id.into(),
            label: self.id.into(),
            action: ActionKind::None,
            clients: Vec::new(),
            hint: None,
        }]
    }

    fn start(&self, ask: ChargeAsk) -> Reply<'_, Started> {
        let started =
            Started { charge: Some(ask.payment), action: Action::None { instructions: None } };
        Box::pin(async { Ok(started) })
    }

    fn ask<'a>(&'a self, _: Known<'a>) -> Reply<'a, Outcome> {
        Box::pin(async {
            match self.answers {
                Answers::Paid => {}
                Answers::Never => std::future::pending().await,
                Answers::Together => {
                    self.all.wait().await;
                }
            }
            Ok(Outcome::Paid(cny(5_000)))
        })
    }

    fn refund(&self, _: RefundAsk) -> Reply<'_, Refunding> {
        Box::pin(async { Ok(Refunding::Done) })
    }

    fn read_notice<'a>(&'a self, _: &'a HeaderMap, _: &'a [u8], _: UnixMillis) -> Reading<'a> {
        Box::pin(async { Err(Untrusted::Signature) })
    }
}

async fn shop(moves: bool, change: impl FnOnce(AppState) -> AppState) -> Server {
    let config = Config { dev: true, ..Config::default() };
    let server = match moves {
        true => Server::start_changed(config, change).await,
        false => Server::start_quiet(config, change).await,
    };
    fixtures::product(&server.state, "cup", &[5_000], 99).await;
    server
}

async fn begun(server: &Server, method: &str) -> (OrderId, Client) {
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    start(&guest, &order.id, method).await.unwrap();
    (order.id, guest)
}

#[tokio::test]
async fn a_provider_that_hangs_holds_up_neither_another_nor_refunds() {
    let change = |state| {
        let state = with_provider(state, Provider::shared("hangs", Answers::Never));
        with_provider(state, Provider::shared("quick", Answers::Paid))
    };
    let server = shop(true, change).await;
    for _ in 0..3 {
        begun(&server, "hangs").await;
    }
    let (order, guest) = begun(&server, "quick").await;
    server.set_clock(NOON.plus(30 * SECOND));
    until(&guest, &order, OrderState::Paid).await;
    // Whoever paid twice gets it back, though the other provider still has not answered.
    let (order, guest) = begun(&server, "quick").await;
    let payment = show(&guest, &order).await.payment.unwrap();
    for currency in ["USD", "EUR"] {
        use picklive_contract::{Currency, Money};
        use picklive_server::payments::settle::settle;
        let money = Money::new(5_000, Currency::parse(currency).unwrap());
        settle(&server.state, payment.id.as_str(), Outcome::Paid(money)).await.unwrap();
    }
    for _ in 0..400 {
        let back = picklive_server::db::entities::refund::Entity::find();
        let back = back.all(&server.state.db.read).await.unwrap();
        if back.iter().all(|one| one.state == "done") && !back.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the refund was never sent");
}

#[tokio::test]
async fn several_payments_of_one_provider_are_asked_about_at_a_time() {
    let change = |state| with_provider(state, Provider::shared("many", Answers::Together));
    let server = shop(false, change).await;
    for _ in 0..TOGETHER {
        begun(&server, "many").await;
    }
    server.set_clock(NOON.plus(30 * SECOND));
    let asked = tokio::time::timeout(Duration::from_secs(20), asks::ask_due(&server.state));
    assert_eq!(asked.await.unwrap().unwrap(), u64::try_from(TOGETHER).unwrap());
}

#[tokio::test]
async fn a_payment_that_cannot_be_settled_is_put_off_and_holds_up_no_other() {
    let change = |state| with_provider(state, Provider::shared("quick", Answers::Paid));
    let server = shop(false, change).await;
    let (stuck, _) = begun(&server, "quick").await;
    let (order, guest) = begun(&server, "quick").await;
    // It has a step that it has not come to, so that it cannot come to it.
    let step = &order_step::ActiveModel {
        order_id: Set(stuck.to_string()),
        state: Set("paid".into()),
        at: Set(0),
        reason: Set(None),
    };
    let work = |tx: Tx| async move {
        order_step::Entity::insert(step.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
    server.set_clock(NOON.plus(30 * SECOND));
    assert_eq!(asks::ask_due(&server.state).await.unwrap(), 1);
    assert_eq!(show(&guest, &order).await.state, OrderState::Paid);
    assert_eq!(asks::ask_due(&server.state).await.unwrap(), 0, "not at once again");
    refunds::send_due(&server.state).await.unwrap();
}
