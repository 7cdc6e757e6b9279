//! A small shop that keeps the contract where it is written to, all in memory, with a switch for each way to
//! break it. Its clock is the machine's.

mod acting;
mod bags;
mod buying;
mod chat;
mod checks;
mod coupons;
mod fault;
mod follows;
mod hall;
mod homes;
mod http;
mod orders;
mod owned;
mod paying;
mod people;
mod returning;
mod slip;
mod talk;
mod told;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, atomic::AtomicUsize},
    time::{Duration, UNIX_EPOCH},
};

use picklive_contract::{
    Currency, Money, UnixMillis, addresses::SavedAddress, events::Event, orders::Order,
};
use serde_json::Value;
use tokio::sync::watch;

pub use fault::Fault;
pub use http::start;
pub use slip::Slip;

/// What the suite may buy here.
pub const FIXTURE: &str = r#"
stock = { variant = "rice" }
last = { variant = "shirt" }
deal = { variant = "tea" }
returned = { variant = "course" }
hold = { variant = "brief", wait_seconds = 5 }
payment = { method = "wallet", wait_seconds = 2 }
load = { variant = "pen", units = 5, buyers = 20 }
room = { id = "hall", product = "kettle", variant = "kettle", ends = true, host = { contact = { kind = "email", value = "host-*@conformance.example" } } }

[[persons]]
contact = { kind = "email", value = "one-*@conformance.example" }

[[persons]]
contact = { kind = "email", value = "two-*@conformance.example" }

[address]
country = "SG"
name = "Conformance"
phone = "+65 6123 4567"
street = "1 Morning Road"
postcode = "123456"
"#;

/// The page of another site that may call.
pub const ORIGIN: &str = "https://shop.example";

/// Method and path of every question that was not refused.
pub static ANSWERED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Between a look and the write that should have been one with it.
const GAP: Duration = Duration::from_millis(150);

/// The shop.
pub struct Shop {
    books: Mutex<Books>,
    fault: Option<Fault>,
    seen: AtomicUsize,
    /// Changes whenever there is something to tell.
    news: watch::Sender<()>,
}

impl Shop {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn slips(&self, slip: Slip) -> bool {
        self.has(Fault::InRoom(slip))
    }

    /// The books, brought up to date.
    fn books(&self) -> MutexGuard<'_, Books> {
        let mut books = self.books.lock().unwrap();
        books.sweep(self, now());
        books
    }
}

/// All that is known.
#[derive(Default)]
struct Books {
    stock: HashMap<String, i64>,
    placed: Vec<Placed>,
    /// Scope, path and key, with the body and the answer.
    keys: HashMap<[String; 3], (Vec<u8>, Reply)>,
    /// By contact.
    codes: HashMap<String, Code>,
    /// Contact by token.
    sessions: HashMap<String, String>,
    /// Units of the deal by person.
    had: HashMap<String, i64>,
    /// What was told, the number of the first being 1.
    told: Vec<Event>,
    /// Addresses with whose they are, the latest last.
    homes: Vec<(String, SavedAddress)>,
    hall: hall::Hall,
}

struct Placed {
    order: Order,
    person: Option<String>,
    secret: Option<String>,
    pays_at: Option<UnixMillis>,
    of_deal: i64,
    /// Units of the room's deal.
    of_hall: i64,
}

struct Code {
    digits: String,
    sent_at: UnixMillis,
    tries: u32,
    used: bool,
}

/// A question as it came.
struct Ask {
    method: String,
    path: String,
    query: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Ask {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// An answer on its way out.
#[derive(Clone, Debug)]
struct Reply {
    status: u16,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Reply {
    fn of(status: u16, body: &impl serde::Serialize) -> Self {
        Self { status, body: serde_json::to_value(body).unwrap(), headers: Vec::new() }
    }

    fn problem(status: u16, kind: &str) -> Self {
        let kind = format!("urn:picklive:{kind}");
        let body = serde_json::json!({"type": kind, "title": "refused", "status": status});
        Self { status, body, headers: Vec::new() }
    }

    fn with(mut self, field: &str, value: &impl serde::Serialize) -> Self {
        self.body[field] = serde_json::to_value(value).unwrap();
        self
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

fn now() -> UnixMillis {
    UnixMillis(i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap())
}

fn cny(amount: i64) -> Money {
    Money::new(amount, Currency::parse("CNY").unwrap())
}

/// 128 random bits.
fn secret() -> String {
    format!("{:032x}", rand::random::<u128>())
}
