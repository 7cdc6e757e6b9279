//! After a backup was put back: open pages, pictures of the shop before, rows that hold much, another
//! engine.

use std::fs;

use picklive_contract::events::EventKind;
use picklive_server::db::{
    Tx,
    entities::{return_picture, topic},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::{
    backup::{Place, files, kept, same, shop},
    orders_books::balance,
    support::{
        NOON, Server,
        database::TestDatabase,
        fixtures::{self, variant_id},
        listener::Listener,
    },
};

#[tokio::test]
async fn a_page_that_slept_meanwhile_reads_everything_again() {
    let server = Server::start_still().await;
    let tell = async |state: &picklive_server::AppState| {
        while picklive_server::events::tell(state).await.unwrap() {}
    };
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    tell(&server.state).await;
    let file = server.folder().join("shop.tar");
    kept(&server.state, &file).await;
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    tell(&server.state).await;
    let (page, first) = Listener::open(&server.client(), "").await;
    assert_eq!(first.seq, 2);
    let place = Place::empty().await;
    place.put_back(&file, false).await.unwrap();
    let state = place.state().await;
    // The shop goes on, past the number the page knows.
    for price in [800, 700] {
        fixtures::reprice(&state, &variant_id("tea", 0), price, NOON).await;
        tell(&state).await;
    }
    let row = topic::Entity::find().one(&state.db.read).await.unwrap().unwrap();
    assert_eq!(row.seq, 3);
    let again = Server::start_on(state).await;
    let (_, first) = Listener::open(&again.client(), &format!("&after={}", page.cursor)).await;
    assert_eq!(first.kind, EventKind::Resync);
}

#[tokio::test]
async fn pictures_that_only_the_shop_before_had_are_kept_beside_the_folder() {
    let server = shop().await;
    let file = server.folder().join("shop.tar");
    kept(&server.state, &file).await;
    let mut place = Place::empty().await;
    // With a slash at its end, as a shell completes it.
    place.target.media.push("");
    place.put_back(&file, false).await.unwrap();
    let media = &place.target.media;
    fs::create_dir_all(media.join("later")).unwrap();
    fs::write(media.join("later/x.jpg"), b"later").unwrap();
    place.put_back(&file, true).await.unwrap();
    let names: Vec<_> = files(media).into_iter().map(|(path, _)| path).collect();
    assert_eq!(names.len(), 2, "those of the backup: {names:?}");
    let beside = fs::read_dir(&place.database.folder).unwrap().map(Result::unwrap);
    let mut beside =
        beside.filter(|entry| entry.file_name().to_string_lossy().starts_with("media.before-"));
    let kept = files(&beside.next().unwrap().path());
    assert_eq!(kept.len(), 1);
    assert!(kept[0].0.ends_with("later/x.jpg") && kept[0].1 == b"later", "{kept:?}");
}

#[tokio::test]
async fn rows_that_hold_much_are_put_back_too() {
    const MANY: i32 = 12;
    let server = Server::start_still().await;
    // Without the rest of a return, which is not what this is about.
    let picture = |nth: i32| return_picture::ActiveModel {
        return_id: Set(format!("r{}", nth / 3)),
        position: Set(nth % 3),
        jpeg: Set(vec![u8::try_from(nth).unwrap(); 1024 * 1024]),
    };
    let order =
        "INSERT INTO orders (id, number, buyer, state, units, shipped_goods, currency, goods,
        shipping, total, placed_at, hold_expires_at, contact)
      VALUES ('o', '10000000', 'guest:x', 'completed', 'sold', false, 'CNY', 0, 0, 0, 1, 2, '{}');
      INSERT INTO returns (id, order_id, nth, state, reason, note, worth, asked, shipping, asked_at)
      VALUES ('r0', 'o', 1, 'requested', 'other', '', 1, 1, 0, 1),
        ('r1', 'o', 2, 'requested', 'other', '', 1, 1, 0, 1),
        ('r2', 'o', 3, 'requested', 'other', '', 1, 1, 0, 1),
        ('r3', 'o', 4, 'requested', 'other', '', 1, 1, 0, 1);";
    let work = |tx: Tx| async move {
        tx.execute_unprepared(order).await?;
        for nth in 0..MANY {
            return_picture::Entity::insert(picture(nth)).exec_without_returning(&*tx).await?;
        }
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
    let file = server.folder().join("shop.tar");
    kept(&server.state, &file).await;
    let place = Place::empty().await;
    place.put_back(&file, false).await.unwrap();
    let state = place.state().await;
    let rows = return_picture::Entity::find();
    assert_eq!(rows.clone().count(&state.db.read).await.unwrap(), 12);
    for row in rows.all(&state.db.read).await.unwrap() {
        let nth: i32 = row.return_id[1..].parse::<i32>().unwrap() * 3 + row.position;
        let is_its = |byte: &u8| i32::from(*byte) == nth;
        assert!(row.jpeg.len() == 1024 * 1024 && row.jpeg.iter().all(is_its), "{nth}");
    }
}

#[tokio::test]
async fn a_shop_moves_to_a_file_and_back_and_is_the_same() {
    let server = shop().await;
    let file = server.folder().join("shop.tar");
    let made = kept(&server.state, &file).await;
    let on_file = Place::on(TestDatabase::file());
    on_file.put_back(&file, false).await.unwrap();
    let moved = on_file.kept("moved.tar").await;
    assert_eq!((same(&moved), &moved.tables), (same(&made), &made.tables));
    let home = Place::empty().await;
    home.put_back(&on_file.database.folder.join("moved.tar"), false).await.unwrap();
    let again = home.kept("again.tar").await;
    assert_eq!((same(&again), &again.tables), (same(&made), &made.tables));
    let state = home.state().await;
    balance(&state).await;
    fixtures::product(&state, "bowl", &[1], 1).await;
}
