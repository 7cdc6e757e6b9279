//! The demo's rooms are there, and stay, whatever becomes of the database.

use std::sync::Arc;

use picklive_contract::{
    Lang, RoomId,
    host::{Act, ActInRoom, ActKind},
    live::{GetRoom, ListRooms, Room, RoomCard, RoomState},
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{
    AppState,
    config::Config,
    db::{Tx, entities::room},
    demo, live,
};
use sea_orm::{EntityTrait, sea_query::Expr};

use crate::support::{NOON, Server};

async fn get(server: &Server, id: &str) -> Room {
    server.client().call::<GetRoom>(&RoomId(id.into()), &()).await.unwrap()
}

async fn cards(server: &Server) -> Vec<RoomCard> {
    server.client().call::<ListRooms>(&(), &()).await.unwrap().items
}

/// Where a room stands by its row: a snapshot may be half a second old.
async fn stands(server: &Server, id: &str) -> RoomState {
    let row = live::rooms::find(&server.state.db.read, id).await.unwrap().unwrap();
    RoomState::from(row.state.as_str())
}

async fn acted(state: &AppState, id: &str, kind: ActKind) {
    live::act(state, id, &Act::new(kind)).await.unwrap();
}

/// The state a demo server has on the database of another.
fn as_demo(server: &Server) -> AppState {
    let config = Config { demo: true, ..(*server.state.config).clone() };
    AppState { config: Arc::new(config), ..server.state.clone() }
}

#[tokio::test]
async fn one_is_on_one_is_to_come_and_one_can_be_seen_again() {
    let server = Server::demo().await;
    let live = get(&server, "morning-tea").await;
    assert_eq!((&live.state, live.demo), (&RoomState::Live, true));
    assert_eq!(live.shelf.len(), 6);
    assert_eq!(live.pin.as_ref().unwrap().product.as_str(), "white-tea");
    assert!(live.pin.unwrap().at < NOON && live.starts_at < NOON);
    let price = live.prices.first().unwrap();
    assert_eq!((price.variant.as_str(), price.offer.price.amount), ("white-tea-0", 5_800));
    assert!(!live.title.get(Lang::Zh).is_empty() && !live.title.get(Lang::En).is_empty());
    assert!(live.cover.unwrap().width.is_some() && live.host.face.is_some());
    let playlist = server.client().get(&live.sources[0].url).await.text().await.unwrap();
    assert!(playlist.contains("#EXT-X-PROGRAM-DATE-TIME:2026-11-24T03:59:"), "{playlist}");

    let coming = get(&server, "evening-cups").await;
    assert_eq!(coming.state, RoomState::Scheduled);
    assert_eq!(coming.starts_at, NOON.plus(DAY + 8 * HOUR));
    assert_eq!(coming.shelf.len(), 4);

    let replay = get(&server, "first-infusion").await;
    assert_eq!(replay.state, RoomState::Replay);
    assert_eq!(replay.ended_at, Some(NOON.plus(-DAY - 4 * HOUR - 26 * MINUTE)));
    let chapters: Vec<_> =
        replay.chapters.iter().map(|it| (it.product.as_str(), it.position / 1_000)).collect();
    let wanted =
        [("white-tea", 10), ("celadon-cup", 70), ("course-tea", 130), ("osmanthus-honey", 190)];
    assert_eq!(chapters, wanted);
    let playlist = server.client().get(&replay.sources[0].url).await.text().await.unwrap();
    assert_eq!(playlist.matches("#EXTINF:").count(), 120);
    let begin = "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T23:30:00Z";
    assert!(playlist.contains(begin), "{playlist}");

    let order: Vec<_> = cards(&server).await.into_iter().map(|card| card.id.0).collect();
    assert_eq!(order, ["morning-tea", "evening-cups", "first-infusion"]);
    let host = server.client().signed_in("host@dawn-window.example").await;
    let pin = Act { product: Some("celadon-cup".into()), ..Act::new(ActKind::Pin) };
    host.call::<ActInRoom>(&RoomId("morning-tea".into()), &pin).await.unwrap();
}

#[tokio::test]
async fn they_go_on_when_days_pass_and_when_one_is_over() {
    let server = Server::demo().await;
    let state = &server.state;
    server.set_clock(NOON.plus(9 * DAY + 9 * HOUR));
    demo::prepare(state).await.unwrap();
    assert_eq!(get(&server, "morning-tea").await.starts_at, NOON.plus(9 * DAY + 9 * HOUR));
    let coming = get(&server, "evening-cups").await;
    assert_eq!(coming.starts_at, NOON.plus(10 * DAY + 8 * HOUR));
    assert_eq!(cards(&server).await.len(), 3, "nothing is made anew that is there");
    live::tick(state).await.unwrap();
    assert_eq!(stands(&server, "morning-tea").await, RoomState::Live, "a demonstration goes on");

    acted(state, "morning-tea", ActKind::Pause).await;
    demo::prepare(state).await.unwrap();
    assert_eq!(cards(&server).await.len(), 3, "a break is no end");
    acted(state, "morning-tea", ActKind::End).await;
    acted(state, "evening-cups", ActKind::Start).await;
    demo::prepare(state).await.unwrap();
    let again = get(&server, "morning-tea-2026-12-03").await;
    assert_eq!((&again.state, again.shelf.len()), (&RoomState::Live, 6));
    assert_eq!(stands(&server, "morning-tea").await, RoomState::Ended);
    assert_eq!(stands(&server, "evening-cups").await, RoomState::Live, "it is somebody's now");
    acted(state, "morning-tea-2026-12-03", ActKind::End).await;
    acted(state, "evening-cups", ActKind::End).await;
    for _ in 0..2 {
        demo::prepare(state).await.unwrap();
    }
    assert_eq!(stands(&server, "morning-tea-2026-12-03-2").await, RoomState::Live);
    assert_eq!(stands(&server, "evening-cups-2026-12-03").await, RoomState::Scheduled);
    assert_eq!(cards(&server).await.len(), 6);
}

#[tokio::test]
async fn an_edited_shop_starts_with_what_it_has() {
    // An older demo: no rooms, some of its products gone, one dearer in the room than in the shop.
    let server = Server::start().await;
    crate::returns_support::set(&server, |shop| shop.demo = true).await;
    crate::support::fixtures::product(&server.state, "white-tea", &[4_000], 5).await;
    crate::support::fixtures::product(&server.state, "celadon-cup", &[8_900], 5).await;
    // Its merchant has made a room that is called like the demo's, and one whose id begins like it.
    for id in ["morning-tea", "morning-tea-party"] {
        let draft = live::rooms::Draft {
            id: id.into(),
            title: "My own".into(),
            cover: None,
            host: picklive_contract::live::Host { name: "I".into(), face: None, shop: None },
            host_person: None,
            starts_at: NOON,
            sources: Vec::new(),
            recordings: Vec::new(),
            demo: false,
            products: vec![live::rooms::Allowed { product: "celadon-cup".into(), floor: None }],
            coupon_budget: 0,
        };
        live::rooms::create(&server.state, &draft).await.unwrap();
    }
    let state = as_demo(&server);
    demo::rooms::keep(&state).await.unwrap();
    let live = get(&server, "morning-tea").await;
    assert_eq!((&live.state, live.title.get(Lang::En)), (&RoomState::Live, "My own"));
    assert!(live.pin.is_none() && live.prices.is_empty() && !live.demo);
    assert_eq!(get(&server, "morning-tea-party").await.state, RoomState::Scheduled);
    assert_eq!(get(&server, "evening-cups").await.shelf.len(), 2, "what there is of it");
    let replay = get(&server, "first-infusion").await;
    assert_eq!((&replay.state, replay.chapters.len()), (&RoomState::Replay, 2));
}

#[tokio::test]
async fn a_room_that_cannot_be_read_stops_nothing() {
    let server = Server::demo().await;
    let spoil = |tx: Tx| async move {
        room::Entity::update_many()
            .col_expr(room::Column::StartsAt, Expr::value(0))
            .col_expr(room::Column::Sources, Expr::value("nonsense"))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(spoil).await.unwrap();
    for _ in 0..2 {
        demo::prepare(&server.state).await.unwrap();
    }
}
