//! The buyers.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use picklive_server::clock::Clock;
use tokio::task::LocalSet;

use crate::{
    http::Line,
    shop::{HOT, Shop},
};

/// What the buyers met.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Answers.
    pub answers: u64,
    /// Orders placed.
    pub placed: u64,
    /// Refusals with 409.
    pub refused: u64,
    /// How long it took.
    pub took: Duration,
    /// Half of the answers came within this.
    pub half_ms: u128,
    /// 99 of 100 answers came within this.
    pub most_ms: u128,
}

impl Tally {
    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }
}

/// The head and body of a purchase by the `nth` person, with a key of its own.
fn request(shop: &Shop, variant: &str, nth: usize) -> String {
    let body = shop.body(variant);
    format!(
        "POST /v1/orders HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         authorization: Bearer {}\r\nidempotency-key: {}\r\ncontent-length: {}\r\n\r\n{body}",
        shop.token(nth),
        picklive_server::random::id(),
        body.len(),
    )
}

/// `count` buyers at once, each on a line of its own, try for `time`. Each attempt has a new key; lines
/// take turns in whom they buy for.
pub async fn rush(
    address: &str,
    shop: &Shop,
    variant: &str,
    count: usize,
    time: Duration,
) -> Tally {
    let mut lines = Vec::with_capacity(count);
    for _ in 0..count {
        lines.push(Line::open(address).await);
    }
    let tally = Rc::new(RefCell::new(Tally::default()));
    let waits = Rc::new(RefCell::new(Vec::new()));
    let turn = Rc::new(Cell::new(0));
    let all = LocalSet::new();
    let start = Instant::now();
    for mut line in lines {
        let (tally, waits, turn) = (Rc::clone(&tally), Rc::clone(&waits), Rc::clone(&turn));
        let (shop, variant) = (shop.clone(), variant.to_owned());
        all.spawn_local(async move {
            while start.elapsed() < time {
                let nth = turn.replace(turn.get() + 1);
                let request = request(&shop, &variant, nth);
                let asked = Instant::now();
                let (status, body) = line.ask(&request).await;
                waits.borrow_mut().push(asked.elapsed());
                let mut tally = tally.borrow_mut();
                tally.answers += 1;
                match status {
                    201 => tally.placed += 1,
                    409 => tally.refused += 1,
                    other => panic!("{other}: {body}"),
                }
            }
        });
    }
    all.await;
    let mut tally = tally.borrow().clone();
    tally.took = start.elapsed();
    let mut waits = waits.take();
    waits.sort_unstable();
    let at = |part: usize| waits.get(waits.len() * part / 100).map_or(0, Duration::as_millis);
    (tally.half_ms, tally.most_ms) = (at(50), at(99));
    tally
}

/// Milliseconds from the moment the first holds are over until a unit is sold again.
pub async fn time_of_return(address: &str, shop: &Shop) -> i64 {
    let over = shop.first_hold_ends().await;
    let mut line = Line::open(address).await;
    // Somebody who got none so far: the limit is one.
    let mut nth = shop.without_hot().await;
    loop {
        let (status, _) = line.ask(&request(shop, HOT, nth)).await;
        if status == 201 {
            return Clock::system().now().since(over);
        }
        nth += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
