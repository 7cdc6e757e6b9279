//! Live rooms: listed, shown, entered, begun and ended, seen again.

use picklive_contract::{
    Endpoint, List,
    events::EventKind,
    host::{Act, ActKind},
    list::page_path,
    live::{EnterRoom, GetRoom, ListRooms, RoomCard, RoomState},
    storefront::{Capability, GetStorefront},
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{
    background::prune,
    db::{Tx, entities::room},
    live::{self, rooms::Change},
};
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::Value;

use crate::{
    rooms_support::{Hall, draft, pin, price, same, say, shelf, source, with},
    support::{NOON, Server},
};

async fn list(server: &Server, after: Option<&str>) -> List<RoomCard> {
    let answer = server.client().get(&page_path(ListRooms::PATH.into(), after)).await;
    assert_eq!(answer.status(), 200);
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_shop_without_rooms_has_no_such_thing() {
    let server = Server::start().await;
    let can = async || {
        let shop = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
        shop.capabilities.contains(&Capability::Rooms)
    };
    assert!(!can().await && list(&server, None).await.items.is_empty());
    assert_eq!(server.client().call::<GetRoom>(&"none".into(), &()).await.unwrap_err().status, 404);
    let none = server.client().call::<EnterRoom>(&"none".into(), &()).await;
    assert_eq!(none.unwrap_err().status, 404);
    live::rooms::create(&server.state, &draft("first", None, &[])).await.unwrap();
    assert!(can().await);
    assert_eq!(list(&server, None).await.items[0].state, RoomState::Scheduled);
}

#[tokio::test]
async fn rooms_on_the_air_come_first_then_those_to_come_then_those_that_were() {
    let server = Server::start().await;
    let make = async |id: &str, starts_at| {
        let made = live::rooms::Draft { starts_at, ..draft(id, None, &[]) };
        live::rooms::create(&server.state, &made).await.unwrap();
    };
    let act = async |id: &str, kind| live::act(&server.state, id, &Act::new(kind)).await.unwrap();
    for nth in 0..30 {
        make(&format!("later-{nth:02}"), NOON.plus((30 - nth) * HOUR)).await;
        let id = format!("over-{nth:02}");
        make(&id, NOON.plus(-HOUR)).await;
        act(&id, ActKind::Start).await;
        server.set_clock(NOON.plus(nth / 2 * MINUTE));
        act(&id, ActKind::End).await;
    }
    for id in ["on-1", "on-2"] {
        make(id, NOON).await;
        act(id, ActKind::Start).await;
    }
    act("on-1", ActKind::Pause).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = list(&server, after.as_deref()).await;
        assert!(page.items.len() <= 24);
        seen.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let ids: Vec<_> = seen.iter().map(|card| card.id.to_string()).collect();
    let mut expected = vec!["on-1".to_owned(), "on-2".to_owned()];
    expected.extend((0..30).rev().map(|nth| format!("later-{nth:02}")));
    let pairs = (0..15).rev().flat_map(|pair| [2 * pair, 2 * pair + 1]);
    expected.extend(pairs.map(|nth| format!("over-{nth:02}")));
    assert_eq!(ids, expected);
    assert_eq!((seen[0].state.clone(), seen[0].viewers), (RoomState::Paused, Some(0)));
    assert_eq!(seen[2].viewers, None);
    for bad in ["x", "1.9.a", "1.a", "1.-1.a", "9"] {
        let path = page_path(ListRooms::PATH.into(), Some(bad));
        assert_eq!(server.client().get(&path).await.status(), 422, "{bad}");
    }
}

#[tokio::test]
async fn a_room_goes_from_its_begin_to_its_end_and_not_back() {
    let hall = Hall::scheduled().await;
    let before = hall.room().await;
    assert_eq!((before.state.clone(), before.viewers), (RoomState::Scheduled, None));
    assert_eq!(before.sources, [source("/live/tea.m3u8")]);
    let act = async |kind: ActKind| hall.act(Act::new(kind)).await.map_err(|told| told.status);
    for kind in [ActKind::Pause, ActKind::Unpin] {
        assert_eq!(act(kind).await, Err(409));
    }
    assert_eq!(hall.act(pin("tea")).await.unwrap_err().status, 409);
    let began = act(ActKind::Start).await.unwrap();
    assert_eq!((began.at, hall.kinds(0).await), (NOON, vec![EventKind::Opened]));
    assert_eq!(act(ActKind::Start).await, Err(409));
    assert!(act(ActKind::Pause).await.is_ok());
    assert_eq!(act(ActKind::Pause).await, Err(409));
    assert!(hall.act(pin("tea")).await.is_ok(), "a break sells on");
    assert!(act(ActKind::Start).await.is_ok());
    hall.server.set_clock(NOON.plus(HOUR));
    let ended = act(ActKind::End).await.unwrap();
    let told = hall.told(ended.seq - 2).await;
    assert_eq!([&told[0].kind, &told[1].kind], [&EventKind::Unpin, &EventKind::Ended]);
    let over = hall.room().await;
    assert_eq!((over.state, over.ended_at), (RoomState::Ended, Some(NOON.plus(HOUR))));
    assert!(over.sources.is_empty() && over.pin.is_none());
    for kind in [ActKind::Start, ActKind::Pause, ActKind::End, ActKind::Announce] {
        assert_eq!(act(kind.clone()).await, Err(409), "{kind}");
    }
    let back = |tx: Tx| async move {
        let state = room::Column::State;
        room::Entity::update_many().col_expr(state, Expr::value("live")).exec(&*tx).await?;
        Ok(())
    };
    assert!(hall.server.state.db.writing(back).await.is_err(), "the database holds it, too");
}

#[tokio::test]
async fn a_recording_has_chapters_and_what_was_called_off_has_none() {
    let hall = Hall::live().await;
    let minutes = async |nth: i64, act: Act| {
        hall.server.set_clock(NOON.plus(nth * MINUTE));
        hall.act(act).await.unwrap();
    };
    minutes(1, price("tea", 0, Some(700))).await;
    minutes(2, pin("tea")).await;
    minutes(3, pin("tea")).await;
    minutes(5, pin("cup")).await;
    minutes(6, Act::new(ActKind::Pause)).await;
    minutes(9, Act::new(ActKind::Start)).await;
    minutes(10, pin("tea")).await;
    assert!(hall.room().await.chapters.is_empty());
    minutes(20, Act::new(ActKind::End)).await;
    let change =
        Change { recordings: Some(vec![source("https://x.example/a.m3u8")]), ..Change::default() };
    live::rooms::change(&hall.server.state, "tea-room", &change).await.unwrap();
    assert_eq!(hall.told(0).await.last().unwrap().kind, EventKind::Resync, "to be read again");
    let replay = hall.room().await;
    assert_eq!(replay.state, RoomState::Replay);
    assert_eq!(replay.sources, [source("https://x.example/a.m3u8")]);
    let chapters: Vec<_> = replay
        .chapters
        .iter()
        .map(|one| (one.product.as_str(), one.position / MINUTE, one.price.unwrap().amount))
        .collect();
    assert_eq!(chapters, [("tea", 2, 700), ("cup", 5, 5_000), ("tea", 10, 700)]);
    assert!(replay.prices.is_empty(), "what it costs now");
    let none = Change { recordings: Some(Vec::new()), ..Change::default() };
    live::rooms::change(&hall.server.state, "tea-room", &none).await.unwrap();
    assert_eq!(hall.room().await.state, RoomState::Ended);
    let off = Hall::scheduled().await;
    live::rooms::change(&off.server.state, "tea-room", &change).await.unwrap();
    off.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(off.room().await.state, RoomState::Ended, "there is nothing to see");
}

#[tokio::test]
async fn a_change_takes_away_what_is_not_to_be_sold_any_more() {
    let hall = Hall::live().await;
    hall.act(shelf(&["cup", "tea"])).await.unwrap();
    hall.act(price("cup", 0, Some(4_000))).await.unwrap();
    hall.act(price("tea", 1, Some(900))).await.unwrap();
    hall.act(pin("cup")).await.unwrap();
    let before = hall.room().await;
    assert_eq!((before.shelf.len(), before.prices.len()), (2, 2));
    let only_tea = draft("tea-room", None, &["tea"]).products;
    let change = Change { products: Some(only_tea), ..Change::default() };
    live::rooms::change(&hall.server.state, "tea-room", &change).await.unwrap();
    let after = hall.room().await;
    assert_eq!((after.shelf.len(), after.prices.len(), after.pin.is_none()), (1, 1, true));
    assert_eq!(hall.act(pin("cup")).await.unwrap_err().fields[0].field, "product");
    for (id, products) in
        [("Tea", &[][..]), ("a b", &[]), ("", &[]), ("x", &["none"]), ("y", &["tea", "tea"])]
    {
        let made = draft(id, None, products);
        assert!(live::rooms::create(&hall.server.state, &made).await.is_err(), "{id} {products:?}");
    }
    let taken = live::rooms::create(&hall.server.state, &draft("tea-room", None, &[])).await;
    assert_eq!(taken.unwrap_err().0, "there is a room tea-room");
    let nobody = live::rooms::create(&hall.server.state, &draft("z", Some("nobody"), &[])).await;
    assert!(nobody.is_err());
}

#[tokio::test]
async fn what_happened_is_exported_a_line_an_event_and_kept_for_long() {
    let hall = Hall::live().await;
    hall.act(pin("tea")).await.unwrap();
    say(&hall.viewer().await, &hall.id, "好看 \"kind\":\"likes\"").await.unwrap();
    hall.act(Act::new(ActKind::End)).await.unwrap();
    let export = async || {
        let mut text = Vec::new();
        let lines = live::export::write(&hall.server.state, "tea-room", &mut text).await.unwrap();
        (lines, String::from_utf8(text).unwrap())
    };
    let (lines, text) = export().await;
    let kinds: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<_> = kinds.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["opened", "shelf", "pin", "comment", "unpin", "ended"]);
    assert_eq!(lines, 6);
    hall.server.set_clock(NOON.plus(80 * DAY));
    prune::once(&hall.server.state).await.unwrap();
    assert_eq!(export().await, (lines, text));
    assert!(live::export::write(&hall.server.state, "none", &mut Vec::new()).await.is_err());
    let same_room = with(hall.room().await, &[]);
    same(&same_room, &hall.room().await);
}
