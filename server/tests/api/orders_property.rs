//! Whatever happens in whatever order, units and money are never made or lost.

use std::collections::HashMap;

use picklive_contract::{
    host::{Act, ActKind},
    orders::{Cancel, Order, OrderState},
    payments::Payment,
    time::{HOUR, MINUTE},
};
use picklive_server::{
    db::{Tx, entities::order},
    live,
    orders::{
        refund::{Wish, refund},
        restock::Restock,
        ship,
    },
    payments::{provider::Outcome, settle::settle},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    coupons::{claim, coupon},
    orders_books::balance,
    orders_support::{catch_up, cny, pass, people, place, quote, shelf, start},
    rooms_support::draft,
    support::{
        Client, NOON, Server,
        fixtures::{self, DealOf},
    },
};

/// Units of each variant at the start.
const UNITS: i64 = 6;
const GOODS: [(&str, usize); 3] = [("cup", 0), ("cup", 1), ("seat", 0)];

struct Run {
    server: Server,
    random: StdRng,
    callers: Vec<Client>,
    orders: Vec<(Order, Client)>,
    payments: Vec<Payment>,
}

impl Run {
    async fn new(seed: u64) -> Self {
        let server = Server::start().await;
        fixtures::product(&server.state, "cup", &[5_000, 7_001], UNITS).await;
        fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], UNITS).await;
        let deals = [
            DealOf { product: "cup", variant: 0, price: 3_000, quota: 4, limit: Some(2) },
            DealOf { product: "seat", variant: 0, price: 999, quota: 5, limit: None },
        ];
        fixtures::drop(&server.state, "d", NOON, NOON.plus(2 * HOUR), &deals).await;
        let mut callers = people(&server, 3).await;
        coupons(&server, &callers).await;
        callers.push(server.client());
        let random = StdRng::seed_from_u64(seed);
        Self { server, random, callers, orders: Vec::new(), payments: Vec::new() }
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.random.random_range(0..of.len())].clone()) }
    }

    async fn step(&mut self) {
        match self.random.random_range(0..12) {
            0..4 => self.place().await,
            4 | 5 => self.start().await,
            6 | 7 => self.pay().await,
            8 => {
                let minutes = self.random.random_range(1..12);
                pass(&self.server, minutes * MINUTE).await;
            }
            9 => {
                let orders = self.orders.clone();
                let Some((order, owner)) = self.one(&orders) else { return };
                let _ = owner.call::<Cancel>(&order.id, &()).await;
            }
            10 => self.refund().await,
            _ => self.ship().await,
        }
    }

    async fn place(&mut self) {
        let callers = self.callers.clone();
        let caller = self.one(&callers).unwrap();
        let mut lines = Vec::new();
        for _ in 0..self.random.random_range(1..3) {
            let (product, index) = self.one(&GOODS).unwrap();
            lines.push((product, index, self.random.random_range(1..3)));
        }
        let total = quote(&caller, &lines).await.total.amount;
        if let Ok(placed) = place(&caller, &lines, total).await {
            self.orders.push(placed);
        }
    }

    async fn start(&mut self) {
        let orders = self.orders.clone();
        let Some((order, owner)) = self.one(&orders) else { return };
        let method = self.one(&["sandbox_qr", "sandbox_redirect"]).unwrap();
        if let Ok(payment) = start(&owner, &order.id, method).await {
            self.payments.push(payment);
        }
    }

    async fn pay(&mut self) {
        let payments = self.payments.clone();
        let Some(payment) = self.one(&payments) else { return };
        let outcome = match self.random.random_range(0..8) {
            0 => Outcome::Failed,
            1 => Outcome::Pending,
            2 => Outcome::Paid(cny(payment.amount.amount - 1)),
            _ => Outcome::Paid(payment.amount),
        };
        settle(&self.server.state, payment.id.as_str(), outcome).await.unwrap();
    }

    async fn refund(&mut self) {
        let orders = self.orders.clone();
        let Some((order, _)) = self.one(&orders) else { return };
        let amount = self.random.random_bool(0.5).then(|| self.random.random_range(1..4_000));
        let restock = match self.random.random_range(0..4) {
            0 => Restock::Shipped,
            1 => Restock::Units(vec![(1, self.random.random_range(1..3))]),
            _ => Restock::Unsaid,
        };
        let (now, id) = (self.server.state.clock.now(), order.id.as_str());
        let wish = Wish { amount, reason: "test", restock: &restock };
        let work = async |tx: Tx| refund(&tx, id, wish, now).await;
        self.server.state.db.writing(work).await.unwrap();
    }

    async fn ship(&mut self) {
        let orders = self.orders.clone();
        let Some((order, _)) = self.one(&orders) else { return };
        let now = self.server.state.clock.now();
        let row = order::Entity::find_by_id(order.id.as_str()).one(&self.server.state.db.read);
        let row = row.await.unwrap().unwrap();
        let work = async |tx: Tx| ship::ship(&tx, &row, "c", "n", now).await;
        self.server.state.db.writing(work).await.unwrap();
    }

    async fn check(&self) {
        balance(&self.server.state).await;
        for (product, index) in GOODS {
            let (stock, reserved, sold) = shelf(&self.server.state, product, index).await;
            assert_eq!(stock + reserved + sold, UNITS, "units of {product}-{index}");
        }
    }
}

/// Each of them has coupons, whose sums split no order evenly.
async fn coupons(server: &Server, people: &[Client]) {
    live::rooms::create(&server.state, &draft("hall", None, &["cup"])).await.unwrap();
    live::act(&server.state, "hall", &Act::new(ActKind::Start)).await.unwrap();
    for (off, minimum) in [(101, 500), (1_003, 4_000), (2_999, 9_000)] {
        live::act(&server.state, "hall", &coupon(off, minimum, 5)).await.unwrap();
    }
    let room = live::shot(&server.state, &"hall".into()).await.unwrap().unwrap().room;
    for person in people {
        for coupon in &room.coupons {
            claim(person, coupon).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_and_money_are_never_made_or_lost() {
    let first: u64 = rand::random();
    // Steps that all come to nothing would prove nothing, so what became of orders is counted.
    let mut done: HashMap<&str, usize> = HashMap::new();
    for seed in (0..6).map(|nth| first.wrapping_add(nth)) {
        // A failing seed is named here; set it above to see the run again.
        println!("seed {seed}");
        let mut run = Run::new(seed).await;
        for nth in 0..80 {
            run.step().await;
            if nth % 8 == 0 {
                run.check().await;
            }
        }
        pass(&run.server, 4 * HOUR).await;
        catch_up(&run.server).await;
        run.check().await;
        let open = OrderState::AwaitingPayment;
        let orders = order::Entity::find().all(&run.server.state.db.read).await.unwrap();
        assert!(orders.iter().all(|order| order.state != open.as_str()));
        for order in orders {
            let came = order.units == "sold" || order.refunded > 0;
            for (what, met) in [
                ("paid", came),
                ("refunded", order.refunded > 0),
                ("lapsed", order.state == OrderState::Expired.as_str()),
            ] {
                *done.entry(what).or_default() += usize::from(met);
            }
        }
    }
    for what in ["paid", "refunded", "lapsed"] {
        assert!(done.get(what).is_some_and(|times| *times > 0), "nothing was {what}: {done:?}");
    }
}

#[tokio::test]
async fn the_database_itself_refuses_what_must_not_be() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    let (_, _) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let refused = async |sql: &'static str| {
        let work = async |tx: Tx| Ok(tx.execute_unprepared(sql).await.map(|_| ())?);
        assert!(server.state.db.writing(work).await.is_err(), "{sql}");
    };
    let done = async |sql: &'static str| {
        let work = async |tx: Tx| Ok(tx.execute_unprepared(sql).await.map(|_| ())?);
        server.state.db.writing(work).await.unwrap();
    };
    refused("UPDATE variants SET stock = stock - 9").await;
    refused("UPDATE orders SET state = 'shipped'").await;
    refused("UPDATE orders SET state = 'paid'").await;
    refused("UPDATE orders SET state = 'lost'").await;
    refused("UPDATE orders SET refunded = 5001").await;
    refused("UPDATE orders SET total = 4999").await;
    done("UPDATE orders SET state = 'paid', units = 'sold', refunded = 10").await;
    refused("UPDATE orders SET refunded = 9").await;
    refused("UPDATE orders SET state = 'awaiting_payment', units = 'held'").await;
    done("UPDATE orders SET state = 'completed'").await;
    refused("UPDATE orders SET state = 'shipped'").await;
    refused("UPDATE orders SET state = 'expired', units = 'returned'").await;
    done(
        "INSERT INTO payments (id, order_id, method, provider, state, amount, action, started_at)
          SELECT 'p', id, 'm', 'x', 'paid', 5000, '{}', 0 FROM orders",
    )
    .await;
    refused("UPDATE payments SET state = 'pending'").await;
    refused("UPDATE payments SET state = 'failed'").await;
    done(
        "INSERT INTO voucher_codes (code, order_id, position, unit, redeemed_at)
          SELECT 'c', id, 0, 0, 1 FROM orders",
    )
    .await;
    refused("UPDATE voucher_codes SET redeemed_at = 2").await;
    refused("UPDATE voucher_codes SET redeemed_at = NULL").await;
}
