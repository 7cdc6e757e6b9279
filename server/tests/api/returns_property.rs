//! Whatever buyers ask and the shop decides in whatever order: no unit goes back twice, and no more money goes
//! back than was paid.

use std::collections::HashMap;

use picklive_contract::{
    ReturnId,
    orders::Order,
    returns::{Return, WithdrawReturn},
    time::{DAY, HOUR},
};
use picklive_server::{
    db::{
        Tx,
        entities::{return_request, voucher_code},
    },
    orders::{
        holds,
        refund::{Wish, refund},
        restock::Restock,
        vouchers,
    },
    returns::{decide::Terms, refund::Refunded},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::EntityTrait;

use crate::{
    orders_support::{catch_up, quote, shelf, show},
    returns_books::tally,
    returns_support::{
        FEE, TERMS, approve, ask, give_only, paid, received, refuse, row, send, shop,
    },
    support::{Client, Server, fixtures::variant_id},
};

/// Units of each variant at the start.
const UNITS: i64 = 20;
const GOODS: [(&str, usize); 4] = [("cup", 0), ("cup", 1), ("seat", 0), ("tea", 0)];

struct Run {
    server: Server,
    random: StdRng,
    orders: Vec<(Order, Client)>,
    returns: Vec<(Return, Client)>,
    /// Units of each variant that came back and are not sellable.
    broken: HashMap<String, i64>,
    /// How often each kind of step did something.
    done: HashMap<&'static str, usize>,
}

impl Run {
    async fn new(seed: u64) -> Self {
        let (server, random) = (shop().await, StdRng::seed_from_u64(seed));
        let (orders, returns) = (Vec::new(), Vec::new());
        Self { server, random, orders, returns, broken: HashMap::new(), done: HashMap::new() }
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.random.random_range(0..of.len())].clone()) }
    }

    fn count(&mut self, what: &'static str, done: bool) {
        *self.done.entry(what).or_default() += usize::from(done);
    }

    fn order(&mut self) -> Option<(Order, Client)> {
        let all = self.orders.clone();
        self.one(&all)
    }

    fn request(&mut self) -> Option<(Return, Client)> {
        let all = self.returns.clone();
        self.one(&all)
    }

    async fn step(&mut self) {
        match self.random.random_range(0..20) {
            0 | 1 => self.buy().await,
            2..4 => self.go_on().await,
            4..10 => self.ask().await,
            10 => {
                let Some((request, owner)) = self.request() else { return };
                let done = owner.call::<WithdrawReturn>(&request.id, &()).await.is_ok();
                self.count("withdrawn", done);
            }
            11 | 12 => self.agree().await,
            13 => {
                let Some((request, _)) = self.request() else { return };
                refuse(&self.server, &request.id).await;
            }
            14..17 => self.give().await,
            17 => self.plain().await,
            18 => self.redeem().await,
            _ => {
                let hours = self.random.random_range(1..30);
                let now = self.server.state.clock.now().plus(hours * HOUR);
                self.server.set_clock(now);
                holds::sweep(&self.server.state).await.unwrap();
            }
        }
    }

    async fn buy(&mut self) {
        let mut lines = Vec::new();
        for _ in 0..self.random.random_range(1..4) {
            let (product, index) = self.one(&GOODS).unwrap();
            lines.push((product, index, self.random.random_range(1..4)));
        }
        let client = self.server.client();
        let quoted = quote(&client, &lines).await;
        if !quoted.buyable() {
            return;
        }
        let fee = if quoted.needs_address { FEE } else { 0 };
        let order = paid(&self.server, &client, &lines, quoted.goods.amount + fee).await;
        self.orders.push(order);
    }

    async fn go_on(&mut self) {
        let Some((order, _)) = self.order() else { return };
        let row = row(&self.server, &order.id).await;
        if row.shipped_goods && row.state == "paid" {
            let deliver = self.random.random_bool(0.7);
            send(&self.server, &order.id, deliver).await;
        }
    }

    async fn ask(&mut self) {
        let Some((order, owner)) = self.order() else { return };
        let lines: Vec<_> = (0..order.lines.len())
            .filter(|_| self.random.random_bool(0.7))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|at| (u32::try_from(at).unwrap(), self.random.random_range(1..3)))
            .collect();
        let asked = ask(&owner, &order.id, &lines).await;
        self.count("asked", asked.is_ok());
        if let Some(request) = asked.ok().and_then(|mut order| order.returns.pop()) {
            self.returns.push((request, owner));
        }
    }

    async fn agree(&mut self) {
        let Some((request, _)) = self.request() else { return };
        let amount = self.random.random_bool(0.4).then(|| self.random.random_range(1..9_000));
        let shipping = amount.is_none() && self.random.random_bool(0.3);
        approve(&self.server, &request.id, Terms { amount, shipping, ..TERMS }).await;
        if self.random.random_bool(0.4) {
            received(&self.server, &request.id).await;
        }
    }

    async fn give(&mut self) {
        let Some((request, owner)) = self.request() else { return };
        let amount = self.random.random_bool(0.4).then(|| self.random.random_range(1..9_000));
        let line = self.one(&request.lines).unwrap();
        let restock = match self.random.random_range(0..3) {
            0 => "all".to_owned(),
            1 => format!("{}:1", line.line + 1),
            _ => String::new(),
        };
        let done = give_only(&self.server.state, &request.id, amount, &restock).await;
        let done = matches!(done, Refunded::Done { .. });
        self.count("refunded", done);
        if !done {
            return;
        }
        let order = show(&owner, &self.order_of(&request.id).await).await;
        for part in &request.lines {
            let bought = &order.lines[usize::try_from(part.line).unwrap()].bought;
            let back = match restock.as_str() {
                _ if bought.kind.as_str() != "parcel" => part.quantity,
                "all" => part.quantity,
                "" => 0,
                _ => u32::from(part.line == line.line),
            };
            let broken = i64::from(part.quantity - back);
            *self.broken.entry(bought.variant.0.clone()).or_default() += broken;
        }
    }

    async fn order_of(&self, id: &ReturnId) -> picklive_contract::OrderId {
        let found = return_request::Entity::find_by_id(id.as_str());
        let found = found.one(&self.server.state.db.read).await.unwrap().unwrap();
        found.order_id.as_str().into()
    }

    /// A refund that has nothing to do with returns.
    async fn plain(&mut self) {
        let Some((order, _)) = self.order() else { return };
        let amount = self.random.random_bool(0.8).then(|| self.random.random_range(1..4_000));
        let restock = match self.random.random_range(0..3) {
            0 => Restock::Units(vec![(1, 1)]),
            1 => Restock::Shipped,
            _ => Restock::Unsaid,
        };
        let (now, id) = (self.server.state.clock.now(), order.id.as_str());
        let wish = Wish { amount, reason: "test", restock: &restock };
        let work = async |tx: Tx| refund(&tx, id, wish, now).await;
        self.server.state.db.writing(work).await.unwrap();
    }

    async fn redeem(&mut self) {
        let codes = voucher_code::Entity::find().all(&self.server.state.db.read).await.unwrap();
        let Some(code) = self.one(&codes) else { return };
        let now = self.server.state.clock.now();
        let work = async |tx: Tx| vouchers::redeem(&tx, &code.code, now).await;
        let done = self.server.state.db.writing(work).await.unwrap();
        self.count("redeemed", matches!(done, vouchers::Redeemed::Now(_)));
        let good = code.redeemed_at.or(code.void_at).is_none() && code.return_id.is_none();
        assert!(good || !matches!(done, vouchers::Redeemed::Now(_)), "{code:?} {done:?}");
    }

    async fn check(&self) {
        tally(&self.server.state).await;
        for (product, index) in GOODS {
            let (stock, reserved, sold) = shelf(&self.server.state, product, index).await;
            let broken = self.broken.get(&variant_id(product, index)).copied().unwrap_or(0);
            assert_eq!(stock + reserved + sold + broken, UNITS, "units of {product}-{index}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_unit_goes_back_twice_and_no_more_money_than_was_paid() {
    let first: u64 = rand::random();
    let mut done: HashMap<&str, usize> = HashMap::new();
    for seed in (0..6).map(|nth| first.wrapping_add(nth)) {
        // A failing seed is named here; set it above to see the run again.
        println!("seed {seed}");
        let mut run = Run::new(seed).await;
        for nth in 0..120 {
            run.step().await;
            if nth % 8 == 0 {
                run.check().await;
            }
        }
        let end = run.server.state.clock.now().plus(40 * DAY);
        run.server.set_clock(end);
        catch_up(&run.server).await;
        run.check().await;
        for (what, times) in run.done {
            *done.entry(what).or_default() += times;
        }
    }
    for what in ["asked", "withdrawn", "refunded", "redeemed"] {
        assert!(done.get(what).is_some_and(|times| *times > 0), "nothing was {what}: {done:?}");
    }
}
