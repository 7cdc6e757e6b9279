//! The demo shop goes on by itself.

use picklive_contract::{
    deals::ListDrops,
    picks::GetToday,
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{db::entities::drop, demo};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{NOON, Server};

#[tokio::test]
async fn every_day_has_its_edition_and_its_drops() {
    let server = Server::demo().await;
    let client = server.client();
    let mut titles = Vec::new();
    for day in 0..12 {
        server.set_clock(NOON.plus(day * DAY));
        demo::prepare(&server.state).await.unwrap();
        let today = client.call::<GetToday>(&(), &()).await.unwrap();
        assert_eq!(today.date.days_since_epoch() * DAY, NOON.plus(day * DAY).0 / DAY * DAY);
        assert!(today.picks.len() >= 6 && today.closes_at.is_some());
        titles.push(today.title);
        let drops = client.call::<ListDrops>(&(), &()).await.unwrap().items;
        let daily = drops.iter().filter(|drop| drop.id.as_str().starts_with("daily-")).count();
        assert!(daily >= 1, "day {day}");
        // At noon a rolling drop has just opened, and the next is ten minutes away.
        let now = NOON.plus(day * DAY);
        let open = |at| drops.iter().any(|drop| drop.opens_at <= at && at < drop.closes_at);
        assert!(open(now) && !open(now.plus(7 * MINUTE)) && open(now.plus(10 * MINUTE)));
    }
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(titles[0], titles[3]);
    // Old rolling drops go, so the table does not grow for ever.
    let kept = drop::Entity::find().count(&server.state.db.read).await.unwrap();
    assert!(kept < 10 * 13 + 14, "{kept}");
}

#[tokio::test]
async fn a_shop_with_other_products_is_left_alone() {
    let server = Server::start().await;
    crate::support::fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let mut state = server.state.clone();
    let config = picklive_server::config::Config { demo: true, ..(*state.config).clone() };
    state.config = std::sync::Arc::new(config);
    demo::prepare(&state).await.unwrap();
    assert_eq!(drop::Entity::find().count(&state.db.read).await.unwrap(), 0);
}

#[tokio::test]
async fn at_whatever_hour_it_is_set_up_there_is_an_edition_and_one_before_it() {
    let mut titles = Vec::new();
    for hours_before_noon in [0, 6, 11] {
        let server = Server::start().await;
        server.set_clock(NOON.plus(-hours_before_noon * HOUR));
        let mut state = server.state.clone();
        let config = picklive_server::config::Config { demo: true, ..(*state.config).clone() };
        state.config = std::sync::Arc::new(config);
        demo::prepare(&state).await.unwrap();
        let today = server.client().call::<GetToday>(&(), &()).await.unwrap();
        assert!(today.previous.is_some() && today.next.is_none(), "{hours_before_noon}");
        titles.push(today.title);
    }
    assert!(titles.windows(2).all(|pair| pair[0] == pair[1]), "the same one meets a newcomer");
}
