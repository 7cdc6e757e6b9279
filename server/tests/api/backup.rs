//! A backup is the shop of one moment, and what is put back is that shop.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use picklive_contract::{orders::OrderState, time::HOUR};
use picklive_server::{
    AppState,
    backup::{
        self,
        manifest::{File, Manifest},
        restore::Target,
    },
    clock::Clock,
    config::Config,
    db::{connect, entities::letter, migrations::Migrator},
    payments::{provider::Outcome, settle::settle},
};

use sea_orm::{ConnectionTrait, EntityTrait};
use sea_orm_migration::MigratorTrait;

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{cny, people, place, show, start, until},
    support::{
        NOON, Server,
        database::TestDatabase,
        fixtures::{self, DealOf},
    },
};

/// A place for a shop that is put back.
pub struct Place {
    pub database: TestDatabase,
    pub target: Target,
}

impl Place {
    pub async fn empty() -> Self {
        Self::on(TestDatabase::fresh().await)
    }

    pub fn on(database: TestDatabase) -> Self {
        let media = database.folder.join("media");
        let target = Target { data: database.data.clone(), media };
        Self { database, target }
    }

    pub async fn put_back(&self, from: &Path, replace: bool) -> Result<Option<String>, String> {
        let done = backup::restore(from, &self.target, replace, NOON, &|_| ()).await;
        done.map(|restored| restored.kept)
    }

    /// Makes a backup of the shop that is there.
    pub async fn kept(&self, name: &str) -> Manifest {
        let state = self.state().await;
        let made = kept(&state, &self.database.folder.join(name)).await;
        state.db.close().await.unwrap();
        made
    }

    /// The shop that is there.
    pub async fn state(&self) -> AppState {
        let db = connect::open(&self.target.data, false).await.unwrap();
        let config = Config {
            data: self.target.data.clone(),
            media: self.target.media.clone(),
            ..Config::default()
        };
        AppState::new(db, Clock::standing(NOON), config)
    }
}

/// Makes a backup of a shop.
pub async fn kept(state: &AppState, to: &Path) -> Manifest {
    backup::keep(state, to, &|_| ()).await.unwrap()
}

/// What two backups have in common, one of the shop that the other was put back to: not the epoch of its events.
pub fn same(made: &Manifest) -> Vec<File> {
    let same = |file: &&File| file.name != "rows/topics.jsonl";
    made.files.iter().filter(same).cloned().collect()
}

/// A shop in which everything is that a shop has.
pub async fn shop() -> Server {
    let server = Server::demo().await;
    fixtures::product(&server.state, "cup", &[5_000, 6_000], 500).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], 50).await;
    fixtures::reprice(&server.state, "cup-0", 5_100, NOON.plus(-1)).await;
    let deal = DealOf { product: "cup", variant: 1, price: 3_000, quota: 400, limit: Some(300) };
    fixtures::drop(&server.state, "d", NOON.plus(-1), NOON.plus(HOUR), &[deal]).await;
    let signed_in = server.client().signed_in("li@mail.example").await;
    place(&signed_in, &[("cup", 1, 2)], 7_000).await.unwrap();
    let (order, guest) = place(&server.client(), &[("seat", 0, 2)], 4_000).await.unwrap();
    start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let pictures = server.state.config.media.join("import");
    fs::create_dir_all(&pictures).unwrap();
    for (name, bytes) in [("a-b.jpg", vec![7; 100_000]), ("c-d.webp", vec![]), (".half", vec![1])] {
        fs::write(pictures.join(name), bytes).unwrap();
    }
    server
}

/// The files below a folder with what is in them.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push((entry.path(), fs::read(entry.path()).unwrap()));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn what_is_put_back_is_the_shop_row_by_row_and_picture_by_picture() {
    let server = shop().await;
    let file = server.folder().join("shop.tar");
    let made = kept(&server.state, &file).await;
    assert!(made.tables.iter().any(|table| table.table == "price_changes" && table.rows > 2));
    assert!(made.tables.iter().any(|table| table.table == "known_addresses" && table.rows == 1));
    let place = Place::empty().await;
    assert_eq!(place.put_back(&file, false).await, Ok(None));
    let state = place.state().await;
    // The other shop's own backup says the same, to the last digest.
    let again = kept(&state, &place.database.folder.join("again.tar")).await;
    assert_eq!(same(&again), same(&made));
    assert_eq!(again.tables, made.tables);
    let names = |root: &Path| -> Vec<_> {
        let files = files(root).into_iter();
        files.map(|(path, bytes)| (path.strip_prefix(root).unwrap().to_owned(), bytes)).collect()
    };
    let mut pictures = names(&server.state.config.media);
    pictures.retain(|(path, _)| !path.ends_with(".half"));
    assert_eq!(names(&place.target.media), pictures);
    assert_eq!(pictures.len(), 2);
    balance(&state).await;
    // And it is alive: prices are noted, numbers go on, orders are taken.
    fixtures::reprice(&state, "cup-0", 4_000, NOON.plus(1)).await;
    fixtures::product(&state, "bowl", &[1], 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_during_a_rush_is_of_one_moment() {
    let server = shop().await;
    let buyers = people(&server, 8).await;
    let folder = server.folder().to_owned();
    let rush = futures_of(8, |nth| {
        let (buyer, state) = (buyers[nth].clone(), server.state.clone());
        async move {
            for round in 0..12 {
                let (order, owner) = place(&buyer, &[("cup", 1, 1)], 4_000).await.unwrap();
                let payment = start(&owner, &order.id, "sandbox_qr").await.unwrap();
                if round > 1 {
                    let money = Outcome::Paid(cny(4_000));
                    settle(&state, payment.id.as_str(), money).await.unwrap();
                }
            }
        }
    });
    let backups = async {
        for nth in 0..4 {
            kept(&server.state, &folder.join(format!("{nth}.tar"))).await;
        }
    };
    tokio::join!(rush, backups);
    kept(&server.state, &folder.join("4.tar")).await;
    let mut seen = Vec::new();
    for nth in 0..5 {
        let place = Place::empty().await;
        place.put_back(&folder.join(format!("{nth}.tar")), false).await.unwrap();
        let state = place.state().await;
        balance(&state).await;
        let shelf = crate::orders_support::shelf(&state, "cup", 1).await;
        assert_eq!(shelf.0 + shelf.1 + shelf.2, 500, "stock, held and sold");
        seen.push(shelf.0);
    }
    assert!(seen.is_sorted_by(|one, other| one >= other), "{seen:?}");
    assert_eq!(seen[4], 500 - 2 - 96);
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let older = TestDatabase::fresh().await;
    let db = connect::alone(&older.data, None).await.unwrap();
    Migrator::up(&db, Some(4)).await.unwrap();
    let rows = "INSERT INTO orders (id, number, buyer, state, units, shipped_goods, currency, goods,
        shipping, total, placed_at, hold_expires_at, contact)
      VALUES ('o', '10000000', 'guest:x', 'completed', 'sold', false, 'CNY', 0, 0, 0, 1, 2, '{}');
      INSERT INTO letters (id, kind, order_id, created_at, tries) VALUES ('l', 'given', 'o', 1, 0);";
    db.execute_unprepared(rows).await.unwrap();
    db.close().await.unwrap();
    // Looked at as it is: a backup before an upgrade changes nothing.
    let db = connect::as_it_is(&older.data, false).await.unwrap();
    let state = AppState::new(db, Clock::standing(NOON), Config::default());
    let file = older.folder.join("older.tar");
    let made = kept(&state, &file).await;
    assert_eq!(made.schema.last().unwrap(), "m0004_known_addresses");
    let place = Place::empty().await;
    place.put_back(&file, false).await.unwrap();
    let now = place.kept("now.tar").await;
    assert_eq!(now.schema.len(), Migrator::migrations().len());
    let state = place.state().await;
    let letter = letter::Entity::find_by_id("l").one(&state.db.read).await.unwrap().unwrap();
    assert_eq!((letter.kind.as_str(), letter.event.as_str()), ("paid", "paid"));
}

fn run(args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_picklive-server")).args(args).output().unwrap();
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_backs_up_beside_the_running_server_and_puts_back_what_is_paid() {
    let server = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 6_100).await.unwrap();
    start(&guest, &order.id, "sandbox_none").await.unwrap();
    server.set_clock(NOON.plus(2_000));
    until(&guest, &order.id, OrderState::Paid).await;
    let file = server.folder().join("shop.tar").display().to_string();
    let (data, media) =
        (&server.state.config.data, server.state.config.media.display().to_string());
    let (code, told) = run(&["backup", &file, "--data", data, "--media", &media]);
    assert!(code == 0 && told.contains("orders: 3 rows") && told.contains("2 pictures"), "{told}");
    let (code, told) = run(&["backup", &file, "--data", data, "--media", &media]);
    assert!(code == 1 && told.contains("is there already"), "{told}");
    assert_eq!(run(&["restore", &file, "--check"]).0, 0);
    let place = Place::empty().await;
    let (to, media) = (&place.target.data, place.target.media.display().to_string());
    let (code, told) = run(&["restore", &file, "--data", to, "--media", &media]);
    assert!(code == 0 && told.contains("the shop is as it was 20"), "{told}");
    let again = Server::start_on(place.state().await).await;
    let seen = show(&crate::support::Client { base: again.base.clone(), ..guest }, &order.id).await;
    assert_eq!(seen.state, OrderState::Paid, "also the guest's key is good");
    let (code, told) = run(&["restore", &file, "--data", to, "--media", &media]);
    assert!(code == 1 && told.contains("--replace"), "{told}");
}
