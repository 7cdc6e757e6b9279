//! What is told after a pause, of a row that cannot be read, of what is not out yet, and to a slow listener.

use picklive_contract::{
    events::{Event, EventKind},
    time::{HOUR, MINUTE},
};
use picklive_server::{
    db::{
        Tx,
        entities::{edition, event, pick, product, variant},
    },
    events,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::support::{
    NOON, Server,
    fixtures::{self, variant_id},
    listener::Listener,
};

/// Tells what there is, and returns what was told since the event with this number.
async fn told(server: &Server, after: &mut i64) -> Vec<Event> {
    while events::tell(&server.state).await.unwrap() {}
    let rows = event::Entity::find()
        .filter(event::Column::Seq.gt(*after))
        .order_by_asc(event::Column::Seq)
        .all(&server.state.db.read)
        .await
        .unwrap();
    *after = rows.last().map_or(*after, |row| row.seq);
    rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
}

fn names(events: &[Event]) -> Vec<(EventKind, &str)> {
    let name = |at: usize| events[at].product.as_ref().map_or("", |id| id.as_str());
    (0..events.len()).map(|at| (events[at].kind.clone(), name(at))).collect()
}

fn of<'a>(events: &'a [Event], product: &str) -> Vec<&'a Event> {
    let its = |event: &&Event| event.product.as_ref().is_some_and(|id| id.as_str() == product);
    events.iter().filter(its).collect()
}

#[tokio::test]
async fn what_happened_while_nobody_told_is_told_or_read_again_and_a_quiet_hour_is_not_that() {
    let (server, mut after) = (Server::start_still().await, 0);
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let opens = NOON.plus(MINUTE);
    fixtures::edition(&server.state, "2026-11-25", opens, &[("tea", Some(800))]).await;
    told(&server, &mut after).await;
    // The server is down for a quarter of an hour over the edition's.
    server.set_clock(NOON.plus(16 * MINUTE));
    let seen = told(&server, &mut after).await;
    assert_eq!(names(&seen), [(EventKind::Edition, ""), (EventKind::Price, "tea")]);
    // Nothing happens for two hours, while it runs.
    for nth in 1..=24 {
        server.set_clock(NOON.plus(16 * MINUTE + nth * 5 * MINUTE));
        assert_eq!(told(&server, &mut after).await, []);
    }
    // It is down for longer than events are kept.
    server.set_clock(NOON.plus(4 * HOUR));
    assert_eq!(names(&told(&server, &mut after).await), [(EventKind::Resync, "")]);
    assert_eq!(told(&server, &mut after).await, []);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_no_other_from_being_told() {
    let (server, mut after) = (Server::start_still().await, 0);
    for id in ["bad", "tea"] {
        fixtures::product(&server.state, id, &[1_000], 5).await;
    }
    told(&server, &mut after).await;
    let spoil = |tx: Tx| async move {
        product::Entity::update_many()
            .col_expr(product::Column::Title, Expr::value("{"))
            .filter(product::Column::Id.eq("bad"))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(spoil).await.unwrap();
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    let seen = told(&server, &mut after).await;
    assert_eq!(names(&seen), [(EventKind::Product, "bad"), (EventKind::Price, "tea")]);
    assert!(seen[0].variants.is_empty() && seen[1].variants[0].price.amount == 900);
    assert_eq!(told(&server, &mut after).await, [], "it is told once");
}

#[tokio::test]
async fn nobody_learns_tomorrow_s_picks_today() {
    let (server, mut after) = (Server::start_still().await, 0);
    for id in ["cup", "jug", "tea"] {
        fixtures::product(&server.state, id, &[1_000], 5).await;
    }
    fixtures::edition(&server.state, "2026-11-24", NOON, &[("cup", Some(900))]).await;
    told(&server, &mut after).await;
    let tomorrow = NOON.plus(19 * HOUR);
    let picks = [("tea", Some(800)), ("jug", None), ("cup", Some(700))];
    fixtures::edition(&server.state, "2026-11-25", tomorrow, &picks).await;
    let seen = told(&server, &mut after).await;
    assert!(names(&seen).iter().all(|(kind, _)| *kind == EventKind::Edition), "{seen:?}");
    // Nor of one that is taken away again.
    remove(&server, "2026-11-25", Some("tea")).await;
    let seen = told(&server, &mut after).await;
    assert!(of(&seen, "tea").is_empty(), "{seen:?}");
    remove(&server, "2026-11-25", None).await;
    let seen = told(&server, &mut after).await;
    assert!(names(&seen).iter().all(|(kind, _)| *kind == EventKind::Edition), "{seen:?}");
    // Today's are told.
    remove(&server, "2026-11-24", Some("cup")).await;
    let seen = told(&server, &mut after).await;
    assert_eq!(of(&seen, "cup")[0].kind, EventKind::Price);
    fixtures::edition(&server.state, "2026-11-25", tomorrow, &picks).await;
    told(&server, &mut after).await;
    server.set_clock(tomorrow);
    let seen = told(&server, &mut after).await;
    assert_eq!(of(&seen, "tea")[0].variants[0].offers[0].price.amount, 800);
}

#[tokio::test]
async fn of_a_pick_that_becomes_another_product_both_are_told() {
    let (server, mut after) = (Server::start_still().await, 0);
    for id in ["cup", "tea"] {
        fixtures::product(&server.state, id, &[1_000], 5).await;
    }
    fixtures::edition(&server.state, "2026-11-24", NOON, &[("cup", Some(900))]).await;
    told(&server, &mut after).await;
    let change = |tx: Tx| async move {
        pick::Entity::update_many()
            .col_expr(pick::Column::ProductId, Expr::value("tea"))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(change).await.unwrap();
    let seen = told(&server, &mut after).await;
    for (id, offered) in [("cup", false), ("tea", true)] {
        let its = of(&seen, id);
        assert_eq!((its.len(), &its[0].kind), (1, &EventKind::Price), "{id}: {seen:?}");
        let mut offers = its[0].variants[0].offers.iter();
        assert_eq!(offers.any(|offer| offer.price.amount == 900), offered, "{id}: {seen:?}");
    }
}

#[tokio::test]
async fn an_edition_that_is_taken_away_before_its_hour_was_never_out() {
    let (server, mut after) = (Server::start_still().await, 0);
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    fixtures::edition(&server.state, "2026-11-24", NOON, &[]).await;
    // It is the 25th in the shop, an hour before its hour.
    let seven = NOON.plus(19 * HOUR);
    server.set_clock(seven.plus(-HOUR));
    fixtures::edition(&server.state, "2026-11-25", seven, &[("tea", Some(800))]).await;
    told(&server, &mut after).await;
    remove(&server, "2026-11-25", None).await;
    assert_eq!(names(&told(&server, &mut after).await), [(EventKind::Edition, "")]);
}

/// Takes a pick away, or the whole edition.
async fn remove(server: &Server, date: &'static str, picked: Option<&'static str>) {
    let work = |tx: Tx| async move {
        let mut picks = pick::Entity::delete_many().filter(pick::Column::EditionDate.eq(date));
        if let Some(id) = picked {
            picks = picks.filter(pick::Column::ProductId.eq(id));
        }
        picks.exec(&*tx).await?;
        if picked.is_none() {
            edition::Entity::delete_by_id(date).exec(&*tx).await?;
        }
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

#[tokio::test]
async fn who_listens_is_told_of_a_large_import_and_need_not_read_everything_again() {
    const MANY: usize = 700;
    let server = Server::start_still().await;
    for n in 0..MANY {
        fixtures::product(&server.state, &format!("p{n}"), &[1_000], 5).await;
    }
    while events::tell(&server.state).await.unwrap() {}
    server.state.events.read(&server.state.db).await.unwrap();
    let (mut listener, first) = Listener::open(&server.client(), "").await;
    assert_eq!(first.kind, EventKind::Ready);
    let dearer = |tx: Tx| async move {
        variant::Entity::update_many()
            .col_expr(variant::Column::Price, Expr::value(1_100))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(dearer).await.unwrap();
    while events::tell(&server.state).await.unwrap() {}
    server.state.events.read(&server.state.db).await.unwrap();
    let mut seq = first.seq;
    for _ in 0..MANY {
        let event = listener.next().await.unwrap();
        assert_eq!((event.kind, event.seq), (EventKind::Price, seq + 1));
        seq = event.seq;
    }
}

#[tokio::test]
async fn after_a_restart_cursors_go_on() {
    let (server, mut after) = (Server::start_still().await, 0);
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    told(&server, &mut after).await;
    let (listener, _) = Listener::open(&server.client(), "").await;
    fixtures::reprice(&server.state, &variant_id("tea", 0), 900, NOON).await;
    told(&server, &mut after).await;
    // Another process on the same database, which has read the rows once.
    let state =
        picklive_server::AppState { events: events::Hub::default(), ..server.state.clone() };
    state.events.read(&state.db).await.unwrap();
    let again = Server::start_on(state).await;
    let since = format!("&since={}", NOON.0);
    for from in [format!("&after={}", listener.cursor), since] {
        let (mut listener, first) = Listener::open(&again.client(), &from).await;
        assert_eq!(first.kind, EventKind::Ready, "{from}");
        let told = listener.until(&EventKind::Price).await;
        assert!(told.iter().all(|event| event.kind == EventKind::Price), "{from}: {told:?}");
    }
}
