//! The shop that is bought from, and its people.

use std::{path::Path, sync::Arc};

use picklive_server::{
    clock::Clock,
    db::{Db, Tx, connect},
    random,
    storefront::settings::{self, Settings},
};

use crate::goods::{goods, sign_in};

/// The variant of the hot deal.
pub const HOT: &str = "hot";
/// The variant of a deal with more units than all people together may have.
pub const FAIR: &str = "fair";
/// A variant that does not run out.
pub const PLENTY: &str = "plenty";
/// Units of the hot deal.
pub const DEAL_UNITS: u64 = 10;
/// Units of the fair deal.
pub const FAIR_UNITS: u64 = 5_000;
/// How many of the fair deal one person may have; of the hot deal it is one.
pub const FAIR_LIMIT: u64 = 2;
/// Units that do not run out.
pub const PLENTY_UNITS: u64 = 1_000_000;
/// What a unit costs in a deal.
pub const DEAL_PRICE: i64 = 990;
/// What a unit costs that is in no deal.
pub const PLAIN_PRICE: i64 = 1_990;
/// People who are signed in.
pub const PEOPLE: usize = 8_000;
/// How long an unpaid order holds its units.
pub const HOLD_SECONDS: u32 = 12;

/// The shop's database and its people's tokens.
#[derive(Clone)]
pub struct Shop {
    /// The database, for looking into its books.
    pub db: Db,
    /// Ids and tokens.
    pub people: Arc<Vec<(String, String)>>,
}

impl Shop {
    /// A fresh shop in `file`.
    pub async fn open(file: &Path) -> Self {
        let db = connect::open(&file.display().to_string(), false).await.expect("a database");
        let now = Clock::system().now();
        let people: Vec<_> = (0..PEOPLE).map(|_| (random::id(), random::secret())).collect();
        let all = &people;
        let work = |tx: Tx| async move {
            let shop = Settings {
                hold_seconds: HOLD_SECONDS,
                // Without a way to pay no shop takes orders.
                instructions: Some("Account 700".into()),
                ..Settings::default()
            };
            settings::save(&*tx, &shop).await?;
            goods(&tx, now).await?;
            for some in all.chunks(500) {
                sign_in(&tx, some, now).await?;
            }
            Ok(())
        };
        db.writing(work).await.expect("a shop");
        Self { db, people: Arc::new(people) }
    }

    /// The bearer token of a person.
    pub fn token(&self, nth: usize) -> &str {
        &self.people[nth % PEOPLE].1
    }

    /// What a buyer of one unit asks.
    pub fn body(&self, variant: &str) -> String {
        let price = if variant == PLENTY { PLAIN_PRICE } else { DEAL_PRICE };
        format!(
            "{{\"lines\":[{{\"variant\":\"{variant}\",\"quantity\":1}}],\
             \"contact\":{{\"phone\":\"13800138000\"}},\
             \"address\":{{\"country\":\"CN\",\"name\":\"林晓\",\"phone\":\"13800138000\",\
             \"province\":\"浙江省\",\"city\":\"杭州市\",\"district\":\"西湖区\",\
             \"street\":\"清晨路 7 号\"}},\
             \"expected_total\":{{\"amount\":{price},\"currency\":\"CNY\"}}}}"
        )
    }
}
