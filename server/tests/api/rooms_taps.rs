//! What viewers open is counted for the host; and whose rooms are whose.

use picklive_contract::{
    List, Problem, ProductId, UnixMillis,
    figures::{Figures, GetFigures, ListHosted},
    list::page_path,
    live::{LikeAsk, LikeRoom, Liked, RoomCard},
    time::{DAY, MINUTE, SECOND},
};
use picklive_server::{
    AppState, background::prune, clock::Clock, db::connect, db::entities::room_tap, live,
};
use sea_orm::EntityTrait;

use crate::{
    orders_support::people,
    rooms_support::{Hall, draft, last_person, shelf},
    support::{Client, NOON},
};

async fn opens(hall: &Hall, viewer: &Client, products: &[&str]) -> Result<Liked, Problem> {
    let taps = products.iter().map(|id| ProductId::from(*id)).collect();
    viewer.call::<LikeRoom>(&hall.id, &LikeAsk { count: 0, taps }).await
}

/// Of the last minute, and in all.
async fn taps(hall: &Hall) -> (i64, i64) {
    live::tick(&hall.server.state).await.unwrap();
    told(hall, &hall.host).await
}

async fn told(hall: &Hall, host: &Client) -> (i64, i64) {
    let figures: Figures = host.call::<GetFigures>(&hall.id, &()).await.unwrap();
    (figures.minute.taps.unwrap(), figures.total.taps.unwrap())
}

#[tokio::test]
async fn what_viewers_open_is_counted_and_outlives_the_server() {
    let hall = Hall::still().await;
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    let (one, other) = (hall.viewer().await, hall.viewer().await);
    assert_eq!(taps(&hall).await, (0, 0));
    let liked = opens(&hall, &one, &["tea", "tea", "cup", "pen", "nothing"]).await.unwrap();
    assert_eq!(liked.likes, 0, "what is opened is no like");
    opens(&hall, &other, &["tea"]).await.unwrap();
    opens(&hall, &other, &["cup"]).await.unwrap();
    assert_eq!(
        taps(&hall).await,
        (3, 3),
        "each once a call, of the shelf, and a viewer once a second"
    );
    hall.server.set_clock(NOON.plus(30 * SECOND));
    let ask = LikeAsk { count: 2, taps: vec!["cup".into()] };
    assert_eq!(other.call::<LikeRoom>(&hall.id, &ask).await.unwrap().likes, 2);
    assert_eq!(taps(&hall).await, (4, 4));
    hall.server.set_clock(NOON.plus(MINUTE + 10 * SECOND));
    assert_eq!(taps(&hall).await, (1, 4), "a minute ago is over");
    // Another server on the same rows.
    let config = (*hall.server.state.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    let again = AppState::new(db, Clock::standing(NOON.plus(5 * MINUTE)), config);
    live::tick(&again).await.unwrap();
    hall.server.set_clock(NOON.plus(5 * MINUTE));
    assert_eq!(told(&hall, &hall.host).await, (0, 4));
    opens(&hall, &one, &["tea"]).await.unwrap();
    assert_eq!(taps(&hall).await, (1, 5));
    let rows = room_tap::Entity::find().all(&hall.server.state.db.read).await.unwrap();
    assert_eq!(rows.len(), 3, "two products, and the last few seconds: {rows:?}");
    // Nothing is opened any more, and the last seconds are told of no more.
    hall.server.set_clock(NOON.plus(8 * MINUTE));
    prune::once(&hall.server.state).await.unwrap();
    let rows = room_tap::Entity::find().all(&hall.server.state.db.read).await.unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.at == 0), "{rows:?}");
    assert_eq!(told(&hall, &hall.host).await, (0, 5));
}

#[tokio::test]
async fn what_is_no_tap_is_refused() {
    let hall = Hall::still().await;
    hall.act(shelf(&["tea"])).await.unwrap();
    let viewer = hall.viewer().await;
    let field = |refused: Result<Liked, Problem>| refused.unwrap_err().fields[0].field.clone();
    assert_eq!(field(opens(&hall, &viewer, &[]).await), "count");
    assert_eq!(field(opens(&hall, &viewer, &["tea"; 11]).await), "taps");
    let nobody = hall.server.client();
    assert_eq!(opens(&hall, &nobody, &["tea"]).await.unwrap_err().status, 401);
    assert_eq!(taps(&hall).await, (0, 0));
}

/// Ids of all rooms that somebody hosts, and how many pages that were.
async fn hosted(who: &Client) -> (Vec<String>, usize) {
    let (mut ids, mut after, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let answer = who.get(&page_path("/v1/hosted".into(), after.as_deref())).await;
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let page: List<RoomCard> = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        ids.extend(page.items.into_iter().map(|card| card.id.0));
        pages += 1;
        after = page.next;
        if after.is_none() {
            return (ids, pages);
        }
    }
}

#[tokio::test]
async fn people_are_told_their_own_rooms_and_all_of_them() {
    let hall = Hall::still().await;
    let other = people(&hall.server, 1).await.remove(0);
    let person = last_person(&hall.server.state).await;
    let refused = hall.server.client().call::<ListHosted>(&(), &()).await.unwrap_err();
    assert_eq!(refused.status, 401);
    assert_eq!(hosted(&other).await, (Vec::new(), 1));
    let mut made = Vec::new();
    for nth in 0..30 {
        let mut draft = draft(&format!("r{nth:02}"), Some(&person), &["tea"]);
        draft.starts_at = UnixMillis(NOON.0 + i64::from(nth) * MINUTE);
        live::rooms::create(&hall.server.state, &draft).await.unwrap();
        made.push(draft.id);
    }
    live::rooms::create(&hall.server.state, &draft("nobodys", None, &["tea"])).await.unwrap();
    assert_eq!(hosted(&other).await, (made.clone(), 2));
    assert_eq!(hosted(&hall.host).await.0, ["tea-room"]);
    // Nobody waits for them any more, but their host can still begin them.
    hall.server.set_clock(NOON.plus(3 * DAY));
    let open = hall.server.client().get("/v1/rooms").await.text().await.unwrap();
    assert!(!open.contains("r29"), "{open}");
    assert_eq!(hosted(&other).await.0, made);
}
