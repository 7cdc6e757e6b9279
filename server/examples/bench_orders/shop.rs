//! The shop that is bought from, and its people.

use std::{path::Path, sync::Arc};

use picklive_contract::{UnixMillis, time::DAY};
use picklive_server::{
    clock::Clock,
    db::{
        Db, Tx, connect,
        entities::{deal, deal_buyer, drop, order, order_line, person, product, session, variant},
    },
    random,
    storefront::settings::{self, Settings},
};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// The variant of the hot deal.
pub const HOT: &str = "hot";
/// A variant that does not run out.
pub const PLENTY: &str = "plenty";
/// Units of the hot deal.
pub const DEAL_UNITS: u64 = 10;
/// People who are signed in.
pub const PEOPLE: usize = 8_000;
/// How long an unpaid order holds its units.
pub const HOLD_SECONDS: u32 = 12;

/// The shop's database and its people's tokens.
#[derive(Clone)]
pub struct Shop {
    db: Db,
    people: Arc<Vec<(String, String)>>,
}

impl Shop {
    /// A fresh shop in `file`.
    pub async fn open(file: &Path) -> Self {
        let db = connect::open(&file.display().to_string(), false).await.expect("a database");
        let now = Clock::system().now();
        let people: Vec<_> = (0..PEOPLE).map(|_| (random::id(), random::secret())).collect();
        let all = &people;
        let work = |tx: Tx| async move {
            let shop = Settings { hold_seconds: HOLD_SECONDS, ..Settings::default() };
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
        let price = if variant == HOT { 990 } else { 1_990 };
        format!(
            "{{\"lines\":[{{\"variant\":\"{variant}\",\"quantity\":1}}],\
             \"contact\":{{\"phone\":\"13800138000\"}},\
             \"address\":{{\"country\":\"CN\",\"name\":\"林晓\",\"phone\":\"13800138000\",\
             \"province\":\"浙江省\",\"city\":\"杭州市\",\"district\":\"西湖区\",\
             \"street\":\"清晨路 7 号\"}},\
             \"expected_total\":{{\"amount\":{price},\"currency\":\"CNY\"}}}}"
        )
    }

    /// The first person who has none of the hot deal.
    pub async fn without_hot(&self) -> usize {
        let had = deal_buyer::Entity::find().all(&self.db.read).await.expect("rows");
        let has = |id: &str| had.iter().any(|row| row.person_id == id);
        self.people.iter().position(|(id, _)| !has(id)).expect("somebody")
    }

    /// When the first hold is over.
    pub async fn first_hold_ends(&self) -> UnixMillis {
        let orders = order::Entity::find().all(&self.db.read).await.expect("rows");
        let first = orders.iter().map(|order| order.hold_expires_at).min();
        UnixMillis(first.expect("an order"))
    }

    /// Ten units are held by ten people, one each, and every book agrees.
    pub async fn check_hot(&self) {
        let row = self.variant(HOT).await;
        assert_eq!((row.stock, row.reserved, row.sold), (0, 10, 0));
        let deal = deal::Entity::find_by_id("deal").one(&self.db.read).await.expect("a row");
        assert_eq!(deal.expect("the deal").left, 0);
        let had = deal_buyer::Entity::find().all(&self.db.read).await.expect("rows");
        assert!(had.len() == 10 && had.iter().all(|row| row.units == 1), "one each: {had:?}");
        let orders = order::Entity::find().all(&self.db.read).await.expect("rows");
        let mut buyers: Vec<_> = orders.iter().map(|order| &order.person_id).collect();
        buyers.sort_unstable();
        buyers.dedup();
        assert_eq!((orders.len(), buyers.len()), (10, 10));
    }

    /// As many units are held as orders were placed.
    pub async fn check_plenty(&self, placed: u64) {
        let lines = order_line::Entity::find().all(&self.db.read).await.expect("rows");
        let lines = lines.iter().filter(|line| line.variant_id == PLENTY).count();
        assert_eq!(u64::try_from(lines).ok(), Some(placed));
        let row = self.variant(PLENTY).await;
        assert_eq!(row.stock + row.reserved + row.sold, 1_000_000);
    }

    async fn variant(&self, id: &str) -> variant::Model {
        let row = variant::Entity::find_by_id(id).one(&self.db.read).await.expect("a row");
        row.expect("the variant")
    }
}

async fn goods(tx: &Tx, now: UnixMillis) -> Result<(), sea_orm::DbErr> {
    for (id, price, stock) in [(HOT, 4_990, 10), (PLENTY, 1_990, 1_000_000)] {
        let row = product::ActiveModel {
            id: Set(id.into()),
            kind: Set("parcel".into()),
            title: Set("{\"zh\":\"青瓷茶杯\",\"en\":\"Celadon cup\"}".into()),
            summary: Set(None),
            body: Set(None),
            options: Set("[]".into()),
            pictures: Set("[{\"url\":\"/media/cup.webp\",\"width\":800,\"height\":1000}]".into()),
            access: Set(None),
            voucher_prefix: Set(None),
            voucher_days: Set(None),
            created_at: Set(now.0),
        };
        product::Entity::insert(row).exec_without_returning(&**tx).await?;
        let row = variant::ActiveModel {
            id: Set(id.into()),
            product_id: Set(id.into()),
            position: Set(0),
            values: Set("[]".into()),
            price: Set(price),
            priced_at: Set(now.0),
            list_price: Set(None),
            list_price_source: Set(None),
            stock: Set(stock),
            reserved: Set(0),
            sold: Set(0),
            picture: Set(None),
        };
        variant::Entity::insert(row).exec_without_returning(&**tx).await?;
    }
    let row = drop::ActiveModel {
        id: Set("drop".into()),
        title: Set("\"07:00\"".into()),
        opens_at: Set(now.0),
        closes_at: Set(now.plus(DAY).0),
    };
    drop::Entity::insert(row).exec_without_returning(&**tx).await?;
    let row = deal::ActiveModel {
        id: Set("deal".into()),
        drop_id: Set("drop".into()),
        position: Set(0),
        product_id: Set(HOT.into()),
        variant_id: Set(HOT.into()),
        price: Set(990),
        quota: Set(10),
        left: Set(10),
        person_limit: Set(Some(1)),
    };
    deal::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

async fn sign_in(
    tx: &Tx,
    people: &[(String, String)],
    now: UnixMillis,
) -> Result<(), sea_orm::DbErr> {
    let persons = people.iter().map(|(id, _)| person::ActiveModel {
        id: Set(id.clone()),
        kind: Set("email".into()),
        value: Set(format!("{id}@b.cn")),
        created_at: Set(now.0),
    });
    person::Entity::insert_many(persons).exec_without_returning(&**tx).await?;
    let sessions = people.iter().map(|(id, token)| session::ActiveModel {
        token_hash: Set(random::digest(token)),
        person_id: Set(id.clone()),
        created_at: Set(now.0),
        expires_at: Set(now.plus(DAY).0),
    });
    session::Entity::insert_many(sessions).exec_without_returning(&**tx).await?;
    Ok(())
}
