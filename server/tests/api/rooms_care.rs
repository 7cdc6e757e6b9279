//! Rooms that are left by their host or by a product; what is kept of them.

use picklive_contract::{
    Endpoint, List, UnixMillis,
    events::EventKind,
    figures::{Figures, GetFigures},
    host::{Act, ActKind},
    live::{ListRooms, RoomCard, RoomState},
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{
    background::prune,
    db::{
        Tx,
        entities::{room, room_viewer, session},
    },
    live,
    withdraw::product,
};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait, sea_query::Expr};

use crate::{
    rooms_support::{Hall, deal, draft, open, pin, price, same, shelf, with},
    support::{NOON, Server},
};

/// Somebody watches.
async fn seen(server: &Server, room: &str, viewer: &str, at: UnixMillis) {
    let row = room_viewer::ActiveModel {
        room_id: Set(room.into()),
        viewer: Set(viewer.into()),
        seen_at: Set(at.0),
    };
    let work = |tx: Tx| {
        let row = row.clone();
        async move {
            room_viewer::Entity::insert(row).exec_without_returning(&*tx).await?;
            Ok(())
        }
    };
    server.state.db.writing(work).await.unwrap();
}

async fn cards(server: &Server) -> Vec<RoomCard> {
    let answer = server.client().get(ListRooms::PATH).await.text().await.unwrap();
    serde_json::from_str::<List<RoomCard>>(&answer).unwrap().items
}

#[tokio::test]
async fn a_room_tells_when_it_began_and_not_when_it_was_to() {
    let hall = Hall::scheduled().await;
    let waiting = hall.room().await;
    assert_eq!(waiting.starts_at, NOON);
    hall.server.set_clock(NOON.plus(7 * MINUTE));
    hall.act(Act::new(ActKind::Start)).await.unwrap();
    let on = hall.room().await;
    assert_eq!(on.starts_at, NOON.plus(7 * MINUTE));
    assert_eq!(cards(&hall.server).await[0].starts_at, on.starts_at);
    same(&with(waiting, &hall.told(0).await), &on);
    // A break is no second begin.
    hall.server.set_clock(NOON.plus(HOUR));
    for kind in [ActKind::Pause, ActKind::Start] {
        hall.act(Act::new(kind)).await.unwrap();
    }
    let again = hall.room().await;
    assert_eq!(again.starts_at, on.starts_at);
    same(&with(on, &hall.told(1).await), &again);
}

#[tokio::test]
async fn a_room_that_nobody_ends_is_ended_and_what_was_open_there_with_it() {
    let hall = Hall::still().await;
    let (server, id) = (&hall.server, &hall.id);
    hall.act(price("cup", 0, Some(4_000))).await.unwrap();
    hall.act(pin("cup")).await.unwrap();
    let before = hall.seq().await;
    let later = async |at: UnixMillis| {
        server.set_clock(at);
        live::tick(&server.state).await.unwrap();
        hall.room().await.state
    };
    assert_eq!(later(NOON.plus(12 * HOUR - 1)).await, RoomState::Live);
    // Somebody watches: not yet.
    seen(server, &id.0, "v", NOON.plus(12 * HOUR - MINUTE)).await;
    assert_eq!(later(NOON.plus(12 * HOUR)).await, RoomState::Live);
    // What the host does counts from anew.
    server.set_clock(NOON.plus(12 * HOUR + 1));
    hall.act(Act { text: "here".into(), ..Act::new(ActKind::Announce) }).await.unwrap();
    assert_eq!(later(NOON.plus(24 * HOUR)).await, RoomState::Live);
    assert_eq!(hall.kinds(before).await, [EventKind::Announcement]);
    let end = NOON.plus(24 * HOUR + 1);
    assert_eq!(later(end).await, RoomState::Ended);
    let over = hall.room().await;
    assert_eq!((over.ended_at, open(&over, end).len(), over.pin.is_none()), (Some(end), 0, true));
    assert_eq!(hall.kinds(before + 1).await, [EventKind::Unpin, EventKind::Ended]);
    live::tick(&server.state).await.unwrap();
    assert_eq!(hall.kinds(before + 1).await.len(), 2, "once");
}

#[tokio::test]
async fn a_page_that_was_left_open_keeps_no_room_for_ever() {
    let hall = Hall::still().await;
    let state = &hall.server.state;
    for (hours, stands) in [(47, RoomState::Live), (48, RoomState::Ended)] {
        hall.server.set_clock(NOON.plus(hours * HOUR));
        seen(&hall.server, &hall.id.0, &hours.to_string(), NOON.plus(hours * HOUR)).await;
        live::tick(state).await.unwrap();
        assert_eq!(hall.room().await.state, stands);
    }
}

#[tokio::test]
async fn a_room_that_never_began_is_one_to_come_for_a_day_and_can_still_begin() {
    let server = Server::start().await;
    live::rooms::create(&server.state, &draft("late", None, &[])).await.unwrap();
    server.set_clock(NOON.plus(DAY - 1));
    assert_eq!(cards(&server).await.len(), 1);
    server.set_clock(NOON.plus(DAY));
    assert!(cards(&server).await.is_empty());
    live::act(&server.state, "late", &Act::new(ActKind::Start)).await.unwrap();
    assert_eq!(cards(&server).await[0].starts_at, NOON.plus(DAY));
}

#[tokio::test]
async fn a_product_that_is_withdrawn_leaves_the_room_with_its_pin_and_prices() {
    let hall = Hall::live().await;
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    hall.act(price("cup", 0, Some(4_000))).await.unwrap();
    hall.act(price("tea", 1, Some(900))).await.unwrap();
    hall.act(deal("cup", 3_000, 5)).await.unwrap();
    hall.act(pin("cup")).await.unwrap();
    let (before, seq) = (hall.room().await, hall.seq().await);
    assert_eq!(product::end(&hall.server.state, "cup").await, Ok(1));
    let after = hall.room().await;
    let there: Vec<_> = after.shelf.iter().map(|product| product.id.as_str()).collect();
    assert_eq!((there, after.pin.is_none()), (vec!["tea"], true));
    assert_eq!(open(&after, NOON.plus(1)), [(crate::rooms_support::variant("tea", 1).0, 900)]);
    let told = hall.told(seq).await;
    let kinds: Vec<_> = told.iter().map(|event| event.kind.clone()).collect();
    assert_eq!(kinds, [EventKind::Unpin, EventKind::Shelf]);
    let stayed = with(before, &told);
    assert_eq!((stayed.shelf.len(), stayed.pin), (1, None));
    // Its host cannot show it any more, until it is on sale again.
    assert_eq!(hall.act(pin("cup")).await.unwrap_err().status, 422);
    assert_eq!(hall.act(shelf(&["tea", "cup"])).await.unwrap_err().status, 422);
    let seq = hall.seq().await;
    assert_eq!(product::end(&hall.server.state, "pen").await, Ok(1));
    assert_eq!(hall.seq().await, seq, "a room that has it not is told nothing");
}

#[tokio::test]
async fn of_a_room_that_is_long_over_the_number_of_its_viewers_is_left_and_nobody_s_ticket() {
    let hall = Hall::still().await;
    let (server, id) = (&hall.server, hall.id.0.as_str());
    let still_in = |tx: Tx| async move {
        let later = Expr::value(NOON.plus(9 * DAY).0);
        let all = session::Entity::update_many().col_expr(session::Column::ExpiresAt, later);
        all.exec(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(still_in).await.unwrap();
    for viewer in ["a", "b", "c"] {
        seen(server, id, viewer, NOON).await;
    }
    let rows = async || room_viewer::Entity::find().count(&server.state.db.read).await.unwrap();
    let total = async || {
        let told: Figures = hall.host.call::<GetFigures>(&hall.id, &()).await.unwrap();
        told.total.viewers
    };
    hall.act(Act::new(ActKind::End)).await.unwrap();
    prune::once(&server.state).await.unwrap();
    assert_eq!((rows().await, total().await), (3, Some(3)));
    server.set_clock(NOON.plus(DAY + 1));
    for _ in 0..2 {
        prune::once(&server.state).await.unwrap();
        assert_eq!((rows().await, total().await), (0, Some(3)));
        // Who looks at it again later is not counted among those who were there.
        seen(server, id, "late", NOON.plus(DAY)).await;
        assert_eq!(total().await, Some(3));
    }
    prune::once(&server.state).await.unwrap();
    let kept = room::Entity::find_by_id(id).one(&server.state.db.read).await.unwrap().unwrap();
    assert_eq!((rows().await, kept.watched), (0, Some(3)));
}
