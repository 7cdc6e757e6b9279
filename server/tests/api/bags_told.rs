//! What is told of lucky bags: to who stays and who comes, of a long list, and never the seed before its draw.

use picklive_contract::{
    bags::{Bag, BagState},
    events::EventKind,
    host::{Act, ActKind},
    time::SECOND,
};
use picklive_server::{
    db::{
        Tx,
        entities::{bag as bags, bag_entry, person},
    },
    live,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    bags_support::{bag, dropped, enter, entries, is_right, nonce, now},
    orders_support::{balance, people},
    rooms_support::{Hall, same, with},
    support::NOON,
};

async fn tick(hall: &Hall) {
    let state = &hall.server.state;
    let (one, other) = tokio::join!(live::tick(state), live::tick(state));
    one.and(other).unwrap();
}

async fn seed(hall: &Hall, bag: &Bag) -> String {
    let row = bags::Entity::find_by_id(bag.id.as_str()).one(&hall.server.state.db.read).await;
    let row = row.unwrap().unwrap();
    assert!(!format!("{row:?}").contains(&row.seed.0), "printed, it is not there");
    row.seed.0
}

async fn export(hall: &Hall) -> String {
    let mut lines = Vec::new();
    live::export::write(&hall.server.state, hall.id.as_str(), &mut lines).await.unwrap();
    String::from_utf8(lines).unwrap()
}

#[tokio::test]
async fn who_stayed_sees_what_who_comes_sees_and_entries_are_told_together() {
    let hall = Hall::still().await;
    let (before, seq) = (hall.room().await, hall.seq().await);
    let first = dropped(&hall, bag(100, 2)).await;
    dropped(&hall, Act { seconds: Some(400), ..bag(200, 1) }).await;
    let check = async || same(&with(before.clone(), &hall.told(seq).await), &hall.room().await);
    check().await;
    for (nth, who) in people(&hall.server, 4).await.iter().enumerate() {
        enter(who, &first, nth).await.unwrap();
    }
    tick(&hall).await;
    tick(&hall).await;
    assert_eq!(hall.kinds(seq).await, [EventKind::Bag, EventKind::Bag, EventKind::Bag]);
    check().await;
    assert_eq!(hall.room().await.bags[0].entries, 4);
    hall.server.set_clock(first.closes_at);
    tick(&hall).await;
    assert_eq!(hall.kinds(seq).await.last(), Some(&EventKind::BagDrawn));
    check().await;
    // What was drawn stays known while others are dropped and drawn, up to three.
    for _ in 0..3 {
        let more = dropped(&hall, bag(100, 1)).await;
        check().await;
        hall.server.set_clock(more.closes_at);
        tick(&hall).await;
        check().await;
    }
    let known = hall.room().await.bags;
    let drawn = known.iter().filter(|bag| bag.state == BagState::Drawn).count();
    assert_eq!((drawn, known.iter().any(|bag| bag.id == first.id)), (3, false));
}

#[tokio::test]
async fn the_seed_is_told_with_the_draw_and_never_before() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 2)).await;
    let secret = seed(&hall, &bag).await;
    let crowd = people(&hall.server, 3).await;
    let mut said = String::new();
    for (nth, who) in crowd.iter().enumerate() {
        said += &format!("{:?}", enter(who, &bag, nth).await.unwrap());
    }
    tick(&hall).await;
    for path in ["/v1/rooms/tea-room".to_owned(), format!("/v1/bags/{}", bag.id)] {
        said += &hall.host.get(&path).await.text().await.unwrap();
    }
    let early = export(&hall).await;
    assert!(early.contains(&bag.seed_hash), "the hash is there before anybody enters");
    assert!(!(said + &early).contains(&secret));
    hall.server.set_clock(bag.closes_at);
    tick(&hall).await;
    assert_eq!(now(&crowd[0], &bag).await.seed, Some(secret.clone()));
    let lines = export(&hall).await;
    let drawn = lines.lines().find(|line| line.contains("\"bag_drawn\"")).unwrap();
    assert!(drawn.contains(&secret));
    let (bag, entries) = is_right(&crowd[0], &bag).await;
    // A list in which one thing is different makes another draw.
    let mut other = entries.clone();
    other[1].nonce = nonce(99);
    assert_ne!(Some(crate::bags_support::computed(&bag, &other).0), bag.digest);
    for who in crowd {
        let text = format!("{entries:?}{bag:?}");
        assert!(!text.contains("@b.cn") && !text.contains(who.token.as_deref().unwrap()));
    }
}

#[tokio::test]
async fn a_room_that_ends_draws_its_bags_at_once() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 2)).await;
    let crowd = people(&hall.server, 3).await;
    for (nth, who) in crowd.iter().enumerate() {
        enter(who, &bag, nth).await.unwrap();
    }
    let seq = hall.seq().await;
    hall.server.set_clock(NOON.plus(30 * SECOND));
    let before = hall.room().await;
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(hall.kinds(seq).await, [EventKind::BagDrawn, EventKind::Ended]);
    let (drawn, _) = is_right(&crowd[0], &bag).await;
    let at = NOON.plus(30 * SECOND);
    assert_eq!((drawn.closes_at, drawn.drawn_at, drawn.won.len()), (at, Some(at), 2));
    assert_eq!(drawn.prize.valid_until, bag.prize.valid_until);
    assert_eq!(with(before, &hall.told(seq).await).bags, hall.room().await.bags);
    assert_eq!(hall.room().await.bags, [drawn]);
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_is_drawn_right() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 100)).await;
    let id = bag.id.as_str();
    let work = |tx: Tx| async move {
        for some in (1..=2_005_usize).collect::<Vec<_>>().chunks(200) {
            let persons = some.iter().map(|nth| {
                let row = person::Model {
                    id: format!("p{nth}"),
                    kind: "email".into(),
                    value: format!("p{nth}@b.cn"),
                    created_at: NOON.0,
                };
                person::ActiveModel::from(row).reset_all()
            });
            person::Entity::insert_many(persons).exec_without_returning(&*tx).await?;
            let rows = some.iter().map(|nth| {
                let row = bag_entry::Model {
                    bag_id: id.into(),
                    person_id: format!("p{nth}"),
                    number: i64::try_from(*nth).unwrap(),
                    id: format!("e{nth}"),
                    nonce: nonce(*nth),
                    name: String::new(),
                    entered_at: NOON.0,
                    place: None,
                };
                bag_entry::ActiveModel::from(row).reset_all()
            });
            bag_entry::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
        }
        bags::Entity::update_many()
            .col_expr(bags::Column::Entries, Expr::value(2_005_i64))
            .filter(bags::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    hall.server.state.db.writing(work).await.unwrap();
    hall.server.set_clock(bag.closes_at);
    tick(&hall).await;
    let (list, pages) = entries(&hall.host, &bag).await;
    assert_eq!((list.len(), pages), (2_005, 3));
    let (bag, _) = is_right(&hall.host, &bag).await;
    assert_eq!(bag.won.len(), 100);
    balance(&hall.server.state).await;
}
