//! What the host does, what viewers are told of it, and who else may.

use picklive_contract::{
    CommentId,
    events::EventKind,
    headers::IDEMPOTENCY_KEY,
    host::{Act, ActInRoom, ActKind, Acted},
    live::Room,
    problem::ProblemKind,
    time::{MINUTE, SECOND},
};
use picklive_server::live;

use crate::{
    orders_support::people,
    rooms_support::{Hall, about, close, deal, open, pin, price, same, say, shelf},
    support::{Client, NOON, client::fresh_key},
};

/// Does an act, and looks that what is told of it, taken by who was there, is what the room says now.
async fn followed(hall: &Hall, before: &Room, act: Act, kinds: &[EventKind]) -> (Acted, Room) {
    let seq = hall.seq().await;
    let acted = hall.act(act).await.unwrap();
    let told = hall.told(seq).await;
    let seen: Vec<_> = told.iter().map(|event| event.kind.clone()).collect();
    assert_eq!(seen, kinds);
    let numbers: Vec<_> = told.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (seq + 1..=seq + i64::try_from(kinds.len()).unwrap()).collect::<Vec<_>>());
    assert_eq!(acted.seq, numbers.last().copied().unwrap_or(seq));
    let mut mine = before.clone();
    let known = told.iter().all(|event| mine.take(event));
    let theirs = hall.room().await;
    if known {
        same(&mine, &theirs);
    }
    (acted, theirs)
}

#[tokio::test]
async fn every_act_is_told_as_it_is() {
    use EventKind::{Announcement, CommentRemoved, DealClosed, DealOpened, Pin, Price, Shelf};
    let hall = Hall::live().await;
    let mut room = hall.room().await;
    let steps = [
        (shelf(&["tea"]), vec![Shelf]),
        (shelf(&["tea", "cup"]), vec![Shelf]),
        (shelf(&["cup", "tea"]), vec![Shelf]),
        (pin("cup"), vec![Pin]),
        (price("tea", 1, Some(1_000)), vec![Price]),
        (price("tea", 1, Some(900)), vec![Price]),
        (price("cup", 0, Some(4_999)), vec![Price]),
        (price("tea", 1, None), vec![Price]),
        (price("tea", 1, None), vec![]),
        (deal("tea", 500, 5), vec![DealOpened]),
        (close("tea"), vec![DealClosed]),
        (deal("tea", 450, 5), vec![DealOpened]),
        (Act { text: " 还有三份。 ".into(), ..Act::new(ActKind::Announce) }, vec![Announcement]),
        (Act::new(ActKind::Announce), vec![Announcement]),
        (Act { seconds: Some(10), ..Act::new(ActKind::Slow) }, vec![EventKind::Slowed]),
        (Act { seconds: Some(0), ..Act::new(ActKind::Slow) }, vec![EventKind::Slowed]),
        (Act { words: vec!["假".into()], ..Act::new(ActKind::Block) }, vec![]),
        (Act::new(ActKind::Pause), vec![EventKind::Paused]),
        (Act::new(ActKind::Start), vec![EventKind::Opened]),
        (Act::new(ActKind::Unpin), vec![EventKind::Unpin]),
        (Act::new(ActKind::Unpin), vec![]),
        (pin("tea"), vec![Pin]),
        (shelf(&["cup"]), vec![EventKind::Unpin, Shelf]),
    ];
    for (nth, (act, kinds)) in (1..).zip(steps) {
        hall.server.set_clock(NOON.plus(nth * SECOND));
        room = followed(&hall, &room, act, &kinds).await.1;
    }
    assert_eq!(open(&room, hall.server.state.clock.now()), [("cup-0".to_owned(), 4_999)]);
    let viewer = hall.viewer().await;
    let mut said = Vec::new();
    for text in ["one", "two", "three"] {
        said.push(say(&viewer, &hall.id, text).await.unwrap());
    }
    let other = say(&hall.viewer().await, &hall.id, "four").await.unwrap();
    room = hall.room().await;
    assert_eq!(room.comments.len(), 4);
    let remove = about(ActKind::RemoveComment, &said[0]);
    room = followed(&hall, &room, remove.clone(), &[CommentRemoved]).await.1;
    room = followed(&hall, &room, remove, &[]).await.1;
    let mute = about(ActKind::Mute, &said[1]);
    room = followed(&hall, &room, mute.clone(), &[CommentRemoved]).await.1;
    assert_eq!(room.comments, [other]);
    room = followed(&hall, &room, mute, &[]).await.1;
    assert_eq!(say(&viewer, &hall.id, "five").await.unwrap_err().kind, ProblemKind::Forbidden);
    followed(&hall, &room, about(ActKind::Unmute, &said[1]), &[]).await;
    say(&viewer, &hall.id, "six").await.unwrap();
}

#[tokio::test]
async fn a_product_that_is_shown_or_priced_is_put_on_the_shelf() {
    let hall = Hall::live().await;
    for (act, last) in [(pin("tea"), EventKind::Pin), (deal("cup", 10, 1), EventKind::DealOpened)] {
        let seq = hall.seq().await;
        let acted = hall.act(act).await.unwrap();
        assert_eq!(hall.kinds(seq).await, [EventKind::Shelf, last]);
        assert_eq!(acted.seq, seq + 2);
    }
    let room = hall.room().await;
    let shelf: Vec<_> = room.shelf.iter().map(|product| product.id.as_str()).collect();
    assert_eq!((shelf, room.pin.unwrap().product.as_str()), (vec!["tea", "cup"], "tea"));
}

#[tokio::test]
async fn what_is_priced_before_the_begin_counts_from_it() {
    let hall = Hall::scheduled().await;
    hall.act(shelf(&["tea"])).await.unwrap();
    hall.act(price("tea", 0, Some(800))).await.unwrap();
    let room = hall.room().await;
    assert!(room.prices.is_empty() && room.shelf.len() == 1);
    hall.server.set_clock(NOON.plus(MINUTE));
    hall.act(Act::new(ActKind::Start)).await.unwrap();
    let told = hall.told(0).await.pop().unwrap();
    let mut mine = room;
    mine.take(&told);
    same(&mine, &hall.room().await);
    assert_eq!(mine.prices[0].offer.opens_at, Some(NOON.plus(MINUTE)));
}

#[tokio::test]
async fn an_act_that_cannot_be_is_refused_with_its_field_and_changes_nothing() {
    let hall = Hall::live().await;
    let seq = hall.seq().await;
    let foreign =
        picklive_contract::Money::new(5, picklive_contract::Currency::parse("EUR").unwrap());
    let unknown = |kind: ActKind| Act { comment: Some(CommentId("x".into())), ..Act::new(kind) };
    let many = |n: usize| (0..n).map(|n| format!("w{n}")).collect::<Vec<_>>();
    let acts = [
        (pin("pen"), "product"),
        (pin("none"), "product"),
        (pin("te\0a"), "product"),
        (pin("tea\n"), "product"),
        (pin(""), "product"),
        (Act::new(ActKind::Pin), "product"),
        (shelf(&["tea", "pen"]), "products.1"),
        (shelf(&["tea", "tea"]), "products.1"),
        (Act { products: vec!["tea".into(); 101], ..Act::new(ActKind::Shelf) }, "products"),
        (price("tea", 0, Some(1_001)), "price"),
        (price("tea", 0, Some(399)), "price"),
        (price("cup", 0, Some(0)), "price"),
        (price("cup", 0, Some(-1)), "price"),
        (price("cup", 0, Some(i64::MAX)), "price"),
        (price("cup", 0, Some(i64::MIN)), "price"),
        (price("pen", 0, Some(200)), "variant"),
        (price("tea", 9, Some(900)), "variant"),
        (Act { price: Some(foreign), ..price("tea", 0, None) }, "price"),
        (deal("tea", 300, 5), "price"),
        (deal("tea", 500, 0), "quota"),
        (deal("tea", 500, 100_001), "quota"),
        (Act { seconds: Some(9), ..deal("tea", 500, 5) }, "seconds"),
        (Act { seconds: Some(3_601), ..deal("tea", 500, 5) }, "seconds"),
        (Act { limit: Some(0), ..deal("tea", 500, 5) }, "limit"),
        (Act { text: "长".repeat(201), ..Act::new(ActKind::Announce) }, "text"),
        (Act { text: "a\u{202e}b".into(), ..Act::new(ActKind::Announce) }, "text"),
        (Act { text: "a\u{0}".into(), ..Act::new(ActKind::Announce) }, "text"),
        (Act { seconds: Some(301), ..Act::new(ActKind::Slow) }, "seconds"),
        (Act { words: many(201), ..Act::new(ActKind::Block) }, "words"),
        (Act { words: vec![" ".into()], ..Act::new(ActKind::Block) }, "words.0"),
        (unknown(ActKind::RemoveComment), "comment"),
        (unknown(ActKind::Mute), "comment"),
        (unknown(ActKind::Unmute), "comment"),
        (Act::new(ActKind::Other("dance".into())), "kind"),
    ];
    for (act, field) in acts {
        let told = hall.act(act.clone()).await.unwrap_err();
        assert_eq!((told.status, told.fields[0].field.as_str()), (422, field), "{act:?}");
    }
    assert_eq!(hall.act(close("tea")).await.unwrap_err().status, 409);
    hall.act(deal("tea", 500, 5)).await.unwrap();
    let twice = hall.act(deal("tea", 450, 5)).await.unwrap_err();
    assert_eq!(twice.kind, ProblemKind::WrongState);
    assert_eq!(hall.kinds(seq).await, [EventKind::Shelf, EventKind::DealOpened]);
}

#[tokio::test]
async fn an_act_repeated_with_its_key_gets_the_first_answer_and_is_done_once() {
    let hall = Hall::live().await;
    let key = fresh_key();
    let act = deal("tea", 500, 5);
    let once = hall.host.call_with_key::<ActInRoom>(&hall.id, &act, &key);
    let twice = hall.host.call_with_key::<ActInRoom>(&hall.id, &act, &key);
    let (once, twice) = tokio::join!(once, twice);
    assert_eq!(once.unwrap(), twice.unwrap());
    hall.server.set_clock(NOON.plus(MINUTE));
    let later = hall.host.call_with_key::<ActInRoom>(&hall.id, &act, &key).await.unwrap();
    assert_eq!(later.at, NOON);
    let opened = hall.kinds(0).await.into_iter().filter(|kind| *kind == EventKind::DealOpened);
    assert_eq!(opened.count(), 1);
    let other = hall.host.call_with_key::<ActInRoom>(&hall.id, &close("tea"), &key).await;
    assert_eq!(other.unwrap_err().kind, ProblemKind::KeyReused);
    let path = format!("/v1/rooms/{}/acts", hall.id);
    let keyless = hall.host.request("POST", &path).json(&act).send().await.unwrap();
    assert_eq!(keyless.status(), 400);
}

#[tokio::test]
async fn for_everybody_else_there_is_no_such_address() {
    let hall = Hall::live().await;
    let other = people(&hall.server, 1).await.remove(0);
    let viewer = hall.viewer().await;
    let both = Client { viewer: viewer.viewer.clone(), ..other.clone() };
    let forged = Client { token: Some("forged".into()), ..viewer.clone() };
    for stranger in [hall.server.client(), viewer, other, both, forged] {
        let told = stranger.call::<ActInRoom>(&hall.id, &pin("tea")).await.unwrap_err();
        assert_eq!((told.status, told.kind), (404, ProblemKind::NotFound));
        let none = stranger.call::<ActInRoom>(&"none".into(), &pin("tea")).await.unwrap_err();
        assert_eq!(none.kind, ProblemKind::NotFound);
    }
    // A guess at a key of the host's finds nothing either.
    let key = fresh_key();
    hall.host.call_with_key::<ActInRoom>(&hall.id, &pin("tea"), &key).await.unwrap();
    let guess = hall.server.client().request("POST", "/v1/rooms/tea-room/acts");
    let guess = guess.header(IDEMPOTENCY_KEY, key).json(&pin("tea")).send().await.unwrap();
    assert_eq!(guess.status(), 404);
    // Another host of another room.
    let made = crate::rooms_support::draft("other-room", None, &["tea"]);
    live::rooms::create(&hall.server.state, &made).await.unwrap();
    let told = hall.host.call::<ActInRoom>(&"other-room".into(), &pin("tea")).await.unwrap_err();
    assert_eq!(told.status, 404);
}
