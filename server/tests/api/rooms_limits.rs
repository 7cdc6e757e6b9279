//! What a viewer may not: write too often, too much, or after they were muted; like what is over.

use picklive_contract::{
    Problem,
    comments::{CommentAsk, WriteComment},
    host::{Act, ActKind},
    live::{LikeAsk, LikeRoom},
    problem::ProblemKind,
    time::{MINUTE, SECOND},
};
use picklive_server::{db::entities::comment, live};
use sea_orm::EntityTrait;

use crate::{
    orders_support::people,
    rooms_support::{Hall, about, draft, enter, say},
    support::{Client, NOON},
};

fn why(told: Result<picklive_contract::comments::Comment, Problem>) -> (u16, ProblemKind) {
    let problem = told.unwrap_err();
    (problem.status, problem.kind)
}

#[tokio::test]
async fn a_ticket_is_needed_to_the_very_room() {
    let hall = Hall::live().await;
    live::rooms::create(&hall.server.state, &draft("other-room", None, &[])).await.unwrap();
    let viewer = hall.viewer().await;
    let good = viewer.viewer.clone().unwrap();
    let other = enter(&hall.server.client(), &"other-room".into()).await;
    let with = |ticket: &str| Client { viewer: Some(ticket.into()), ..viewer.clone() };
    let (head, mac) = good.rsplit_once('.').unwrap();
    for stranger in [
        hall.server.client(),
        other,
        with(""),
        with("x"),
        with(&good[1..]),
        with(&format!("{head}.")),
        with(&format!("{head}x.{mac}")),
        with(&format!("{head}.{}", mac.to_uppercase())),
        with(&"a".repeat(8_000)),
    ] {
        assert_eq!(why(say(&stranger, &hall.id, "a").await), (401, ProblemKind::SignInNeeded));
        let liked = stranger.call::<LikeRoom>(&hall.id, &LikeAsk::new(1)).await;
        assert_eq!(liked.unwrap_err().status, 401);
    }
    assert_eq!(why(say(&viewer, &"none".into(), "a").await).0, 404);
    say(&viewer, &hall.id, "a").await.unwrap();
}

#[tokio::test]
async fn texts_that_are_none_are_refused_and_odd_ones_kept_as_they_are() {
    let hall = Hall::live().await;
    let viewer = hall.viewer().await;
    let write = |name: &str, text: &str| {
        let ask = CommentAsk { name: name.into(), text: text.into() };
        let viewer = viewer.clone();
        let id = hall.id.clone();
        async move { viewer.call::<WriteComment>(&id, &ask).await }
    };
    let long = "长".repeat(201);
    let huge = "x".repeat(100_000);
    for (name, text, field) in [
        ("", "a", "name"),
        ("\u{200b}", "a", "name"),
        ("n".repeat(21).as_str(), "a", "name"),
        ("a\u{0}", "a", "name"),
        ("a\u{202e}", "a", "name"),
        ("a", "", "text"),
        ("a", " \t ", "text"),
        ("a", &long, "text"),
        ("a", &huge, "text"),
        ("a", "a\u{0}b", "text"),
        ("a", "a\nb", "text"),
        ("a", "\u{1b}[2J", "text"),
        ("a", "\u{9b}", "text"),
        ("a", "a\u{2028}b", "text"),
        ("a", "\u{202e}txet", "text"),
    ] {
        let told = write(name, text).await.unwrap_err();
        assert_eq!((told.status, told.fields[0].field.as_str()), (422, field), "{text:.20?}");
    }
    assert!(hall.room().await.comments.is_empty());
    for text in [
        "مرحبا بكم في المتجر",
        "<script>alert(1)</script> https://x.example",
        "👩‍👩‍👧‍👦 Z͑ͫ",
        "'; DROP TABLE",
    ] {
        let said = write(" 林 ", text).await.unwrap();
        assert_eq!((said.name.as_str(), said.text.as_str()), ("林", text));
    }
    assert_eq!(hall.room().await.comments.len(), 4);
}

#[tokio::test]
async fn too_many_in_a_short_time_wait_each_for_themselves() {
    let hall = Hall::live().await;
    let (viewer, other) = (hall.viewer().await, hall.viewer().await);
    for _ in 0..5 {
        say(&viewer, &hall.id, "a").await.unwrap();
    }
    let told = say(&viewer, &hall.id, "a").await.unwrap_err();
    assert_eq!((told.status, told.retry_at), (429, Some(NOON.plus(10 * SECOND))));
    say(&other, &hall.id, "a").await.unwrap();
    hall.server.set_clock(NOON.plus(10 * SECOND));
    say(&viewer, &hall.id, "a").await.unwrap();
    // A person is one, however many tickets they take.
    let person = people(&hall.server, 1).await.remove(0);
    let mut refused = 0;
    for _ in 0..7 {
        let ticket = enter(&person, &hall.id).await;
        refused += usize::from(say(&ticket, &hall.id, "a").await.is_err());
    }
    assert_eq!(refused, 2);
}

#[tokio::test]
async fn a_slow_room_lets_each_viewer_wait_and_the_host_not() {
    let hall = Hall::live().await;
    let (viewer, other, host) =
        (hall.viewer().await, hall.viewer().await, enter(&hall.host, &hall.id).await);
    say(&viewer, &hall.id, "before").await.unwrap();
    hall.act(Act { seconds: Some(30), ..Act::new(ActKind::Slow) }).await.unwrap();
    assert_eq!(hall.room().await.slow_seconds, 30);
    let told = say(&viewer, &hall.id, "a").await.unwrap_err();
    assert_eq!((told.status, told.retry_at), (429, Some(NOON.plus(30 * SECOND))));
    // Entering counts as writing: another ticket is no way around it.
    assert_eq!(why(say(&other, &hall.id, "a").await).0, 429);
    for text in ["a", "b"] {
        say(&host, &hall.id, text).await.unwrap();
    }
    let person = enter(&people(&hall.server, 1).await.remove(0), &hall.id).await;
    say(&person, &hall.id, "a").await.unwrap();
    hall.server.set_clock(NOON.plus(30 * SECOND));
    say(&other, &hall.id, "a").await.unwrap();
    say(&viewer, &hall.id, "a").await.unwrap();
    hall.act(Act { seconds: Some(0), ..Act::new(ActKind::Slow) }).await.unwrap();
    say(&viewer, &hall.id, "b").await.unwrap();
}

#[tokio::test]
async fn a_muted_person_is_muted_with_every_ticket_and_only_here() {
    let hall = Hall::live().await;
    let person = people(&hall.server, 1).await.remove(0);
    let (one, two) = (enter(&person, &hall.id).await, enter(&person, &hall.id).await);
    let said = say(&one, &hall.id, "a").await.unwrap();
    say(&two, &hall.id, "b").await.unwrap();
    hall.act(about(ActKind::Mute, &said)).await.unwrap();
    assert!(hall.room().await.comments.is_empty());
    for ticket in [&one, &two] {
        assert_eq!(why(say(ticket, &hall.id, "c").await), (403, ProblemKind::Forbidden));
    }
    // The ticket stays muted when they sign out.
    let guest = Client { token: None, ..one.clone() };
    assert_eq!(why(say(&guest, &hall.id, "c").await).0, 403);
    live::rooms::create(&hall.server.state, &draft("other-room", None, &[])).await.unwrap();
    live::act(&hall.server.state, "other-room", &Act::new(ActKind::Start)).await.unwrap();
    let elsewhere = enter(&person, &"other-room".into()).await;
    say(&elsewhere, &"other-room".into(), "c").await.unwrap();
    let rows = comment::Entity::find().all(&hall.server.state.db.read).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.removed_at.is_some()).count(), 2);
}

#[tokio::test]
async fn blocked_words_are_not_taken_however_they_are_spaced() {
    let hall = Hall::live().await;
    let viewer = hall.viewer().await;
    let block = |words: &[&str]| Act {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Act::new(ActKind::Block)
    };
    hall.act(block(&["Fake", "假 货"])).await.unwrap();
    for bad in ["FAKE!", "f a k e", "ｆａｋｅ", "全是假货"] {
        let told = say(&viewer, &hall.id, bad).await.unwrap_err();
        assert_eq!((told.status, told.fields[0].field.as_str()), (422, "text"), "{bad}");
        hall.server.set_clock(hall.server.state.clock.now().plus(MINUTE));
    }
    say(&viewer, &hall.id, "真货").await.unwrap();
    hall.act(block(&["真货"])).await.unwrap();
    say(&viewer, &hall.id, "fake").await.unwrap();
    assert!(say(&viewer, &hall.id, "真货").await.is_err(), "the new words in place of the old");
}

#[tokio::test]
async fn a_room_that_is_not_on_is_not_talked_in() {
    let hall = Hall::scheduled().await;
    let viewer = hall.viewer().await;
    assert_eq!(why(say(&viewer, &hall.id, "a").await), (409, ProblemKind::WrongState));
    hall.act(Act::new(ActKind::Start)).await.unwrap();
    hall.act(Act::new(ActKind::Pause)).await.unwrap();
    say(&viewer, &hall.id, "in the break").await.unwrap();
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(why(say(&viewer, &hall.id, "a").await).0, 409);
}
