//! Flash deals of a room: quota and limit as everywhere, open to who is in it, honoured for who saw them later.

use futures_util::future::join_all;
use picklive_contract::{
    deals::ListDrops,
    events::{EventKind, Events, SHOP, Start, path},
    host::{Act, ActKind},
    problem::ProblemKind,
    time::{MINUTE, SECOND},
};
use picklive_server::{db::entities::deal as row, live};
use sea_orm::EntityTrait;

use crate::{
    orders_support::{balance, cny, left, people, quote, shelf as units},
    rooms_buy::{bought, quoted},
    rooms_support::{Hall, after, close, deal, open, same, shelf, tell_shop, with},
    support::{NOON, fixtures},
};

async fn id(hall: &Hall) -> String {
    row::Entity::find().one(&hall.server.state.db.read).await.unwrap().unwrap().id
}

#[tokio::test]
async fn of_a_hundred_who_buy_at_once_as_many_as_the_quota_get_the_price() {
    let hall = Hall::live().await;
    hall.act(deal("tea", 500, 10)).await.unwrap();
    let before = hall.room().await;
    let buyers = join_all((0..100).map(|_| hall.viewer())).await;
    let buy = |nth: usize| bought(&buyers[nth], &[("tea", 0, 1)], 500, Some("tea-room"), None);
    let told = join_all((0..100).map(buy)).await;
    assert_eq!(told.iter().filter(|order| order.is_ok()).count(), 10);
    for refused in told.into_iter().filter_map(Result::err) {
        assert_eq!((refused.status, refused.kind == ProblemKind::Internal), (409, false));
    }
    assert_eq!(left(&hall.server.state, &id(&hall).await).await, 0);
    assert_eq!(units(&hall.server.state, "tea", 0).await, (40, 10, 0));
    balance(&hall.server.state).await;
    // The shop's topic tells what is left of it to who is in the room.
    tell_shop(&hall.server).await;
    for _ in 0..100 {
        let events = after(&hall.server.client(), &before).await;
        let room = with(before.clone(), &events);
        if room.prices[0].offer.left == Some(0) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nobody was told that nothing is left");
}

#[tokio::test]
async fn a_deal_is_honoured_for_who_saw_it_later_and_not_beyond() {
    let hall = Hall::live().await;
    let client = hall.server.client();
    hall.act(deal("tea", 500, 10)).await.unwrap();
    let (closes, last) = (NOON.plus(60 * SECOND), NOON.plus(60 * SECOND - 1));
    let tea = [("tea", 0, 1)];
    let cost = async |at| quoted(&client, &tea, "tea-room", at).await.unwrap().total.amount;
    hall.server.set_clock(last);
    assert_eq!(cost(None).await, 500);
    hall.server.set_clock(closes);
    assert_eq!((cost(None).await, cost(Some(closes)).await), (1_000, 1_000));
    assert_eq!(cost(Some(closes.plus(SECOND))).await, 1_000, "nobody is ahead of the host");
    assert_eq!(cost(Some(NOON.plus(-1))).await, 1_000, "before it opened");
    assert_eq!(cost(Some(last)).await, 500);
    hall.server.set_clock(closes.plus(live::ALLOWANCE - 1));
    assert_eq!(cost(Some(last)).await, 500);
    let told = bought(&client, &tea, 500, Some("tea-room"), Some(last)).await.unwrap();
    assert_eq!(told.lines[0].bought.offer.price.amount, 500);
    assert!(bought(&client, &tea, 500, None, Some(last)).await.is_err(), "not without the room");
    hall.server.set_clock(closes.plus(live::ALLOWANCE));
    assert_eq!(cost(Some(last)).await, 1_000);
    let late = bought(&client, &tea, 500, Some("tea-room"), Some(last)).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::PriceChanged);
    assert_eq!(left(&hall.server.state, &id(&hall).await).await, 9);
}

#[tokio::test]
async fn one_that_the_host_closes_or_the_end_is_honoured_as_long() {
    for act in [close("tea"), Act::new(ActKind::End)] {
        let hall = Hall::live().await;
        let client = hall.server.client();
        hall.act(deal("tea", 500, 10)).await.unwrap();
        hall.server.set_clock(NOON.plus(20 * SECOND));
        hall.act(act).await.unwrap();
        assert!(open(&hall.room().await, NOON.plus(20 * SECOND)).is_empty());
        let tea = [("tea", 0, 1)];
        let seen = Some(NOON.plus(15 * SECOND));
        assert!(bought(&client, &tea, 500, Some("tea-room"), None).await.is_err());
        bought(&client, &tea, 500, Some("tea-room"), seen).await.unwrap();
        hall.server.set_clock(NOON.plus(30 * SECOND));
        assert!(bought(&client, &tea, 500, Some("tea-room"), seen).await.is_err());
    }
}

#[tokio::test]
async fn a_limited_one_is_for_people_and_each_has_their_share() {
    let hall = Hall::live().await;
    hall.act(Act { limit: Some(1), ..deal("tea", 500, 10) }).await.unwrap();
    let (guest, person) = (hall.viewer().await, people(&hall.server, 1).await.remove(0));
    let tea = [("tea", 0, 1)];
    let told = bought(&guest, &tea, 500, Some("tea-room"), None).await.unwrap_err();
    assert_eq!(told.kind, ProblemKind::ContactNeeded);
    bought(&person, &tea, 500, Some("tea-room"), None).await.unwrap();
    let again = bought(&person, &tea, 500, Some("tea-room"), None).await.unwrap_err();
    assert_eq!(again.kind, ProblemKind::LimitReached);
}

#[tokio::test]
async fn it_is_no_drop_of_the_shop() {
    let hall = Hall::live().await;
    hall.act(deal("tea", 500, 10)).await.unwrap();
    let client = hall.server.client();
    assert!(client.call::<ListDrops>(&(), &()).await.unwrap().items.is_empty());
    let drop = row::Entity::find().one(&hall.server.state.db.read).await.unwrap().unwrap().drop_id;
    assert_eq!(client.get(&format!("/v1/drops/{drop}/calendar.ics")).await.status(), 404);
    assert_eq!(quote(&client, &[("tea", 0, 1)]).await.total.amount, 1_000);
    let told = client.call::<picklive_contract::product::GetProduct>(&"tea".into(), &()).await;
    assert!(told.unwrap().variants.iter().all(|variant| variant.offers.is_empty()));
    hall.server.set_clock(NOON.plus(61 * SECOND));
    assert!(client.call::<ListDrops>(&(), &()).await.unwrap().items.is_empty(), "nor after");
}

#[tokio::test]
async fn the_shop_s_topic_tells_goods_and_no_deal_of_a_room() {
    let hall = Hall::still().await;
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    tell_shop(&hall.server).await;
    let before = hall.room().await;
    hall.act(deal("tea", 500, 5)).await.unwrap();
    tell_shop(&hall.server).await;
    // One is closed by the host, the next by its time.
    hall.act(close("tea")).await.unwrap();
    tell_shop(&hall.server).await;
    hall.server.set_clock(NOON.plus(SECOND));
    hall.act(deal("tea", 500, 5)).await.unwrap();
    hall.server.set_clock(NOON.plus(2 * MINUTE));
    live::tick(&hall.server.state).await.unwrap();
    tell_shop(&hall.server).await;
    hall.server.state.events.read(&hall.server.state.db).await.unwrap();
    let asked = path(&[SHOP], &Start::after(&before.cursor), None);
    let told = hall.server.client().get(&asked).await.text().await.unwrap();
    let told: Events = serde_json::from_str(&told).unwrap();
    assert_eq!(told.items, []);
    fixtures::reprice(&hall.server.state, "cup-0", 4_000, NOON).await;
    tell_shop(&hall.server).await;
    hall.server.state.events.read(&hall.server.state.db).await.unwrap();
    let events = after(&hall.server.client(), &before).await;
    let kinds: Vec<_> = events.iter().map(|event| event.kind.clone()).collect();
    assert!(kinds.contains(&EventKind::DealClosed), "by its time: {kinds:?}");
    let mine = with(before, &events);
    same(&mine, &hall.room().await);
    assert_eq!(mine.shelf[1].variants[0].price, cny(4_000));
}
