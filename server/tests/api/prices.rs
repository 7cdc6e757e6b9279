//! Rule: a price is struck through only with its basis.

use picklive_contract::{
    UnixMillis,
    offer::{Basis, Reference},
    product::GetProduct,
    time::{DAY, HOUR},
};

use crate::support::{
    NOON, Server,
    fixtures::{self, DealOf},
};

async fn reference(server: &Server, now: UnixMillis) -> Option<Reference> {
    server.set_clock(now);
    let tea = server.client().call::<GetProduct>(&"tea".into(), &()).await.unwrap();
    tea.variants[0].reference.clone()
}

fn deal(price: i64) -> [DealOf<'static>; 1] {
    [DealOf { product: "tea", variant: 0, price, quota: 100, limit: None }]
}

#[tokio::test]
async fn without_seven_days_of_history_nothing_is_struck_through() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    // Announced and open deals, the same at every age of the product.
    for day in 1..10 {
        let opens = NOON.plus(day * DAY - HOUR);
        let price = 800 - day;
        fixtures::drop(&server.state, &format!("d{day}"), opens, opens.plus(DAY), &deal(price))
            .await;
    }
    for day in 1..8 {
        // The product came into the shop at noon, so the seven days are known from day 7 on, counted
        // to the opening of the deal.
        assert_eq!(reference(&server, NOON.plus(day * DAY - HOUR)).await, None, "day {day}");
    }
    let struck = reference(&server, NOON.plus(8 * DAY - HOUR)).await.unwrap();
    assert_eq!(struck.basis, Basis::LowestOfSevenDays);
    assert_eq!(struck.price.amount, 793);
}

#[tokio::test]
async fn the_lowest_of_seven_days_looks_at_everyday_prices_deals_and_editions() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let opens = NOON.plus(30 * DAY);
    fixtures::drop(&server.state, "now", opens, opens.plus(DAY), &deal(300)).await;
    let struck = async || reference(&server, opens.plus(HOUR)).await.map(|r| r.price.amount);
    assert_eq!(struck().await, Some(1_000));

    // A lower price eight days before does not count, at the seventh day it does.
    let id = fixtures::variant_id("tea", 0);
    fixtures::reprice(&server.state, &id, 400, opens.plus(-8 * DAY)).await;
    fixtures::reprice(&server.state, &id, 1_000, opens.plus(-7 * DAY)).await;
    assert_eq!(struck().await, Some(1_000));
    fixtures::drop(
        &server.state,
        "old",
        opens.plus(-7 * DAY - HOUR),
        opens.plus(-7 * DAY + 1),
        &deal(700),
    )
    .await;
    assert_eq!(struck().await, Some(700));

    // An edition's price counts as long as it was the latest.
    let date =
        |n: i64| picklive_contract::Date::parse("2026-11-24").unwrap().plus_days(n).to_string();
    let published = opens.plus(-20 * DAY);
    fixtures::edition(&server.state, &date(10), published, &[("tea", Some(600))]).await;
    assert_eq!(struck().await, Some(600));
    let next = opens.plus(-7 * DAY);
    fixtures::edition(&server.state, &date(23), next, &[]).await;
    assert_eq!(struck().await, Some(700));

    // Within the seven days the everyday price was as low as the deal: nothing to strike through.
    fixtures::reprice(&server.state, &id, 300, opens.plus(-DAY)).await;
    fixtures::reprice(&server.state, &id, 1_000, opens.plus(-DAY + 1)).await;
    assert_eq!(struck().await, None);
}

#[tokio::test]
async fn a_list_price_is_struck_through_only_with_its_source() {
    use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

    use picklive_server::db::{Tx, entities::variant};
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let set = async |price: i64, source: Option<&str>| {
        let work = |tx: Tx| async move {
            let id = fixtures::variant_id("tea", 0);
            let row = variant::Entity::find_by_id(id).one(&*tx).await?.unwrap();
            let mut row = row.into_active_model();
            row.list_price = Set(Some(price));
            row.list_price_source = Set(source.map(Into::into));
            variant::Entity::update(row).exec(&*tx).await?;
            Ok(())
        };
        server.state.db.writing(work).await.unwrap();
    };
    set(1_500, None).await;
    assert_eq!(reference(&server, NOON).await, None);
    set(1_500, Some("\"the maker\"")).await;
    let struck = reference(&server, NOON).await.unwrap();
    assert_eq!((struck.basis, struck.price.amount), (Basis::ListPrice, 1_500));
    set(1_000, Some("\"the maker\"")).await;
    assert_eq!(reference(&server, NOON).await, None);
}

/// The history of many random shops, held against a slow and simple reading of the rule.
#[tokio::test]
async fn random_histories_give_the_lowest_price_anybody_could_pay() {
    for _ in 0..12 {
        let server = Server::start().await;
        fixtures::product(&server.state, "tea", &[1_000], 5).await;
        let pick = |range: std::ops::Range<i64>| rand::random_range(range);
        let end = NOON.plus(20 * DAY);
        let id = fixtures::variant_id("tea", 0);
        let mut everyday = vec![(NOON, 1_000)];
        let mut moments: Vec<i64> = (0..4).map(|_| pick(1..20 * 24)).collect();
        moments.sort_unstable();
        moments.dedup();
        for moment in moments {
            let (moment, price) = (NOON.plus(moment * HOUR), pick(500..1_500));
            fixtures::reprice(&server.state, &id, price, moment).await;
            everyday.push((moment, price));
        }
        let mut windows = Vec::new();
        for n in 0..4 {
            let opens = NOON.plus(pick(0..19 * 24) * HOUR);
            let (closes, price) = (opens.plus(pick(1..24) * HOUR), pick(400..1_500));
            let (closes, id) = (closes.min(end), format!("w{n}"));
            fixtures::drop(&server.state, &id, opens, closes, &deal(price)).await;
            windows.push((opens, closes, price));
        }
        fixtures::drop(&server.state, "end", end, end.plus(HOUR), &deal(1)).await;
        // Every change lies on a whole hour, so looking once an hour sees every price.
        let paid = |now: UnixMillis| {
            let (_, list) = everyday.iter().rev().find(|(at, _)| *at <= now).unwrap();
            let open = windows.iter().filter(|w| w.0 <= now && now < w.1).map(|w| w.2);
            open.chain([*list]).min().unwrap()
        };
        let lowest = (1..=7 * 24).map(|hour| paid(end.plus(-hour * HOUR))).min().unwrap();
        let told = reference(&server, end).await.unwrap();
        assert_eq!(told.price.amount, lowest, "{everyday:?} {windows:?}");
    }
}
