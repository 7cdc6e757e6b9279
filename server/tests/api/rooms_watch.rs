//! Likes and viewers: summed and counted, never invented.

use picklive_contract::{
    events::{EventKind, STREAM},
    host::{Act, ActKind},
    live::{LikeAsk, LikeRoom},
    time::SECOND,
};
use picklive_server::live;
use reqwest::Response;

use crate::{
    rooms_support::Hall,
    support::{Client, NOON},
};

async fn like(viewer: &Client, hall: &Hall, count: u32) -> Result<i64, u16> {
    let liked = viewer.call::<LikeRoom>(&hall.id, &LikeAsk::new(count)).await;
    liked.map(|liked| liked.likes).map_err(|problem| problem.status)
}

#[tokio::test]
async fn likes_are_summed_told_once_a_second_and_refused_when_it_is_over() {
    let hall = Hall::still().await;
    let state = &hall.server.state;
    let (one, two) = (hall.viewer().await, hall.viewer().await);
    assert_eq!(like(&one, &hall, 5).await, Ok(5));
    assert_eq!(like(&one, &hall, 5).await, Ok(5), "once a second");
    assert_eq!(like(&two, &hall, 20).await, Ok(25));
    for odd in [0, 21, u32::MAX] {
        assert_eq!(like(&two, &hall, odd).await, Err(422));
    }
    assert_eq!(hall.kinds(1).await, []);
    live::tick(state).await.unwrap();
    live::tick(state).await.unwrap();
    let told = hall.told(1).await;
    assert_eq!((told.len(), told[0].room.as_ref().unwrap().likes), (1, Some(25)));
    hall.server.set_clock(NOON.plus(SECOND));
    assert_eq!(like(&one, &hall, 1).await, Ok(26));
    hall.act(Act::new(ActKind::Pause)).await.unwrap();
    assert_eq!(like(&two, &hall, 1).await, Ok(27));
    hall.act(Act::new(ActKind::End)).await.unwrap();
    let seq = hall.seq().await;
    hall.server.set_clock(NOON.plus(2 * SECOND));
    assert_eq!(like(&one, &hall, 1).await, Err(409));
    // What came before the end, and was not told, is nobody's.
    live::tick(state).await.unwrap();
    assert_eq!(hall.kinds(seq).await, []);
    assert_eq!(hall.room().await.likes, 25);
}

async fn line(viewer: &Client) -> Response {
    let line = viewer.request("GET", "/v1/events?topics=shop,room:tea-room");
    let line = line.header("accept", STREAM).send().await.unwrap();
    assert_eq!(line.status(), 200);
    line
}

#[tokio::test]
async fn viewers_are_people_who_are_there_and_nobody_else() {
    let hall = Hall::still().await;
    let state = &hall.server.state;
    let viewers = async |seconds: i64| {
        hall.server.set_clock(NOON.plus(seconds * SECOND));
        live::tick(state).await.unwrap();
        hall.room().await.viewers
    };
    assert_eq!(viewers(0).await, Some(0));
    let (one, two) = (hall.viewer().await, hall.viewer().await);
    let forged = Client { viewer: Some("tea-room.x.AAAA".into()), ..one.clone() };
    let other =
        Client { viewer: one.viewer.as_ref().map(|t| t.replace("tea", "cup")), ..one.clone() };
    let mut lines = Vec::new();
    for viewer in [&one, &one, &two, &forged, &other, &hall.server.client()] {
        lines.push(line(viewer).await);
    }
    // Who asks now and then is there, too.
    let poller = hall.viewer().await;
    assert_eq!(poller.get("/v1/events?topics=room:tea-room").await.status(), 200);
    assert_eq!(viewers(1).await, Some(3));
    assert_eq!(viewers(2).await, Some(3));
    let told = hall.told(1).await;
    assert_eq!(told.len(), 1, "only when it is another number");
    assert_eq!(
        (&told[0].kind, told[0].room.as_ref().unwrap().viewers),
        (&EventKind::Viewers, Some(3))
    );
    assert_eq!(viewers(31).await, Some(2), "the one who asked once is gone");
    lines.clear();
    // The server notices when it next writes to them.
    for seconds in [32, 40, 50, 61] {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        viewers(seconds).await;
    }
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let now = state.clock.now().since(NOON) / SECOND;
        if viewers(now + 1).await == Some(0) {
            return;
        }
    }
    panic!("they never left: {:?}", hall.room().await.viewers);
}

#[tokio::test]
async fn a_room_that_is_over_counts_nobody() {
    let hall = Hall::still().await;
    let viewer = hall.viewer().await;
    let _line = line(&viewer).await;
    hall.act(Act::new(ActKind::End)).await.unwrap();
    let seq = hall.seq().await;
    live::tick(&hall.server.state).await.unwrap();
    assert_eq!((hall.kinds(seq).await, hall.room().await.viewers), (vec![], None));
}
