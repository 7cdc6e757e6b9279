//! The buyers.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    rc::Rc,
    time::{Duration, Instant},
};

use picklive_contract::UnixMillis;
use picklive_server::{clock::Clock, random};
use tokio::task::{JoinSet, LocalSet};

use crate::{
    http::Line,
    shop::{HOT, PLENTY, Shop},
    tally::Tally,
};

/// How long buyers go on trying for what a lapsed hold gave back, before that counts as lost.
const LATEST: i64 = 5_000;

/// Many buyers at once, each on a line of its own.
pub struct Rush<'a> {
    /// The server.
    pub address: &'a str,
    /// The shop.
    pub shop: &'a Shop,
    /// What they want.
    pub variant: &'a str,
    /// How many lines.
    pub lines: usize,
    /// How long they go on trying, with a new key each time.
    pub time: Duration,
    /// Who buys: from the line's number, and how many attempts there were on all lines.
    pub who: fn(usize, usize) -> usize,
}

impl Rush<'_> {
    /// Lets them buy. A buyer whose connection fails stops and counts as failed.
    pub async fn run(&self) -> Tally {
        let tally = Rc::new(RefCell::new(Tally::default()));
        let lines = open(self.address, self.lines, &tally).await;
        let turn = Rc::new(Cell::new(0));
        let (start, time, who) = (Instant::now(), self.time, self.who);
        let buyers = lines.into_iter().enumerate().map(|(number, mut line)| {
            let (tally, turn) = (Rc::clone(&tally), Rc::clone(&turn));
            let (shop, variant) = (self.shop.clone(), self.variant.to_owned());
            async move {
                while start.elapsed() < time {
                    let person = who(number, turn.replace(turn.get() + 1));
                    if attempt(&mut line, &shop, &variant, person, &tally).await.is_none() {
                        return;
                    }
                }
            }
        });
        all(buyers).await;
        let mut tally = tally.take();
        tally.took = start.elapsed();
        tally
    }
}

/// How the units of lapsed holds came back.
pub struct Return {
    /// Milliseconds from the end of a hold until its unit was sold again, for each, in order.
    pub after: Vec<i64>,
    /// What those met who wanted the hot deal.
    pub hot: Tally,
    /// What those met who bought something else meanwhile.
    pub others: Tally,
}

/// Waits until the units of every lapsed hold are sold again, while `waiters` go on trying for them and
/// `writers` write orders for something else. The nth sale is measured from the end of the nth hold.
pub async fn come_back(address: &str, shop: &Shop, waiters: usize, writers: usize) -> Return {
    let ends = shop.hold_ends().await;
    let units = ends.len();
    let latest = UnixMillis(ends.last().map_or(0, |end| end.0 + LATEST));
    let sold = Rc::new(RefCell::new(Vec::new()));
    let (hot, others) = (Rc::<RefCell<Tally>>::default(), Rc::<RefCell<Tally>>::default());
    // Those who got none so far: the limit is one.
    let turn = Rc::new(Cell::new(shop.without_hot().await));
    let start = Instant::now();
    let mut lines = open(address, waiters, &hot).await;
    let waiting = lines.len();
    lines.extend(open(address, writers, &others).await);
    let buyers = lines.into_iter().enumerate().map(|(number, mut line)| {
        let (sold, turn, shop) = (Rc::clone(&sold), Rc::clone(&turn), shop.clone());
        let wants_hot = number < waiting;
        let (variant, tally) = if wants_hot { (HOT, &hot) } else { (PLENTY, &others) };
        let tally = Rc::clone(tally);
        async move {
            while sold.borrow().len() < units && Clock::system().now() < latest {
                let person = turn.replace(turn.get() + 1);
                match attempt(&mut line, &shop, variant, person, &tally).await {
                    Some(true) if wants_hot => sold.borrow_mut().push(Clock::system().now()),
                    Some(_) => {}
                    None => return,
                }
            }
        }
    });
    all(buyers).await;
    let (mut hot, mut others) = (hot.take(), others.take());
    (hot.took, others.took) = (start.elapsed(), start.elapsed());
    let after = sold.take().iter().zip(&ends).map(|(sold, end)| sold.since(*end)).collect();
    Return { after, hot, others }
}

/// Opens lines; one that cannot be opened is a buyer who failed.
async fn open(address: &str, count: usize, tally: &RefCell<Tally>) -> Vec<Line> {
    let mut lines = Vec::with_capacity(count);
    for _ in 0..count {
        match Line::open(address).await {
            Ok(line) => lines.push(line),
            Err(why) => tally.borrow_mut().fail(why),
        }
    }
    lines
}

/// One purchase: whether an order was placed, or nothing when the buyer failed.
async fn attempt(
    line: &mut Line,
    shop: &Shop,
    variant: &str,
    person: usize,
    tally: &RefCell<Tally>,
) -> Option<bool> {
    let request = request(shop, variant, person);
    let asked = Instant::now();
    let answer = line.ask(&request).await;
    let mut tally = tally.borrow_mut();
    tally.waits.push(asked.elapsed());
    let counted =
        answer.and_then(|(status, body)| tally.count(status, body).map(|()| status == 201));
    match counted {
        Ok(placed) => Some(placed),
        Err(why) => {
            tally.fail(why);
            None
        }
    }
}

/// The head and body of a purchase by the `nth` person, with a key of its own.
fn request(shop: &Shop, variant: &str, nth: usize) -> String {
    let body = shop.body(variant);
    format!(
        "POST /v1/orders HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         authorization: Bearer {}\r\nidempotency-key: {}\r\ncontent-length: {}\r\n\r\n{body}",
        shop.token(nth),
        random::id(),
        body.len(),
    )
}

/// Runs all buyers to their end; one that panics stops the program.
async fn all<B: Future<Output = ()> + 'static>(buyers: impl Iterator<Item = B>) {
    let here = LocalSet::new();
    here.run_until(async {
        let mut tasks = JoinSet::new();
        for buyer in buyers {
            tasks.spawn_local(buyer);
        }
        while let Some(ended) = tasks.join_next().await {
            ended.expect("a buyer comes to an end");
        }
    })
    .await;
}
