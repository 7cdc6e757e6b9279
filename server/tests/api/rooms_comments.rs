//! Comments: each once, in one order, whoever writes at the same time and whatever fails.

use std::collections::HashSet;

use futures_util::future::join_all;
use picklive_contract::{
    comments::{CommentAsk, WriteComment},
    events::{Event, EventKind},
    host::{Act, ActKind},
    live::{COMMENTS, Room},
    problem::ProblemKind,
};
use picklive_server::{
    db::{Tx, entities::comment},
    live,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder};

use crate::{
    rooms_support::{Hall, about, after, draft, enter, pin, same, say, shelf, with},
    support::{Client, client::fresh_key},
};

fn ask(text: &str) -> CommentAsk {
    CommentAsk { name: "林".into(), text: text.into() }
}

async fn rows(hall: &Hall) -> Vec<comment::Model> {
    let found = comment::Entity::find().order_by_asc(comment::Column::Seq);
    let found = found.order_by_asc(comment::Column::Place);
    found.all(&hall.server.state.db.read).await.unwrap()
}

#[tokio::test]
async fn what_many_write_at_once_is_kept_once_each_and_told_together() {
    let hall = Hall::live().await;
    let viewers = join_all((0..40).map(|_| hall.viewer())).await;
    let write = async |nth: usize| {
        let mut said = Vec::new();
        for turn in 0..4 {
            said.push(say(&viewers[nth], &hall.id, &format!("{nth}/{turn}")).await.unwrap());
        }
        said
    };
    let said = join_all((0..40).map(write)).await;
    let answered: HashSet<_> = said.iter().flatten().map(|one| one.id.clone()).collect();
    assert_eq!(answered.len(), 160);
    let rows = rows(&hall).await;
    let kept: Vec<_> = rows.iter().map(|row| row.body.clone()).collect();
    assert_eq!(kept.len(), 160);
    for mine in &said {
        let places = mine.iter().map(|one| kept.iter().position(|text| *text == one.text).unwrap());
        assert!(places.clone().is_sorted(), "each viewer's in their order");
    }
    let told = hall.told(1).await;
    assert!(told.iter().all(|event| event.kind == EventKind::Comment));
    assert!(told.len() < 80, "together: {} events", told.len());
    let order: Vec<_> =
        told.iter().flat_map(|event| &event.room.as_ref().unwrap().comments).collect();
    assert_eq!(order.iter().map(|one| one.text.clone()).collect::<Vec<_>>(), kept);
    let shown: Vec<_> = hall.room().await.comments.into_iter().map(|one| one.text).collect();
    assert_eq!(shown, kept[160 - COMMENTS..]);
}

#[tokio::test]
async fn a_snapshot_and_what_comes_after_it_are_what_who_stayed_has() {
    let hall = Hall::live().await;
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    let first = hall.room().await;
    let viewers = join_all((0..20).map(|_| hall.viewer())).await;
    let talk = async {
        for turn in 0..5 {
            let each = viewers.iter().map(|who| say(who, &hall.id, "again"));
            join_all(each).await.into_iter().for_each(|said| drop(said.unwrap()));
            hall.act(pin(["tea", "cup"][turn % 2])).await.unwrap();
            hall.act(Act { text: format!("{turn}"), ..Act::new(ActKind::Announce) }).await.unwrap();
        }
    };
    let look = async {
        let mut seen = Vec::new();
        for _ in 0..25 {
            seen.push(hall.room().await);
            tokio::time::sleep(std::time::Duration::from_millis(15)).await;
        }
        seen
    };
    let ((), seen) = tokio::join!(talk, look);
    let last = hall.room().await;
    assert_eq!(last.comments.len(), COMMENTS);
    let client = hall.server.client();
    for room in [first].into_iter().chain(seen) {
        let events = until(&client, &room, &last.cursor).await;
        same(&with(room, &events), &last);
    }
}

/// What was told after a room, once all of it can be.
async fn until(client: &Client, room: &Room, last: &str) -> Vec<Event> {
    let number = |cursor: &str| -> i64 {
        let place = cursor.split(',').find(|place| place.starts_with("room:")).unwrap();
        place.rsplit_once('.').unwrap().1.parse().unwrap()
    };
    let wanted = number(last) - number(&room.cursor);
    for _ in 0..100 {
        let events = after(client, room).await;
        let mine = events.iter().filter(|event| event.topic.starts_with("room:")).count();
        if i64::try_from(mine).unwrap() == wanted {
            return events;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{wanted} events never came after {}", room.cursor);
}

#[tokio::test]
async fn one_key_in_two_rooms_at_once_keeps_one_and_harms_nobody() {
    let hall = Hall::live().await;
    let other = draft("other-room", None, &[]);
    live::rooms::create(&hall.server.state, &other).await.unwrap();
    live::act(&hall.server.state, "other-room", &Act::new(ActKind::Start)).await.unwrap();
    let (here, there) =
        (hall.viewer().await, enter(&hall.server.client(), &"other-room".into()).await);
    let others = join_all((0..20).map(|_| hall.viewer())).await;
    for _ in 0..4 {
        let key = fresh_key();
        let both = async {
            let other = "other-room".into();
            let (one, same) = (ask("mine"), ask("mine"));
            tokio::join!(
                here.call_with_key::<WriteComment>(&hall.id, &one, &key),
                there.call_with_key::<WriteComment>(&other, &same, &key),
            )
        };
        let rest = join_all(others.iter().map(|who| say(who, &hall.id, "theirs")));
        let ((one, two), rest) = tokio::join!(both, rest);
        assert!(rest.iter().all(Result::is_ok), "{rest:?}");
        let kept = [&one, &two].into_iter().filter(|said| said.is_ok()).count();
        assert_eq!(kept, 1, "{one:?} {two:?}");
        let lost = if one.is_ok() { two } else { one };
        assert_eq!(lost.unwrap_err().kind, ProblemKind::KeyReused);
    }
    assert_eq!(rows(&hall).await.len(), 4 + 80);
}

#[tokio::test]
async fn a_repeat_gets_the_comment_that_was_kept_also_at_the_same_time() {
    let hall = Hall::live().await;
    let viewer = hall.viewer().await;
    let key = fresh_key();
    let twice = (0..10).map(|_| async {
        viewer.call_with_key::<WriteComment>(&hall.id, &ask("once"), &key).await
    });
    let all = join_all(twice).await;
    let kept: Vec<_> = all.iter().filter_map(|said| said.as_ref().ok()).collect();
    assert!(kept.len() >= 5 && kept.iter().all(|one| one.id == kept[0].id), "{all:?}");
    assert_eq!(rows(&hall).await.len(), 1);
    hall.act(Act::new(ActKind::End)).await.unwrap();
    let late = viewer.call_with_key::<WriteComment>(&hall.id, &ask("once"), &key).await.unwrap();
    assert_eq!(late.id, kept[0].id, "also when the room is over");
    let other = viewer.call_with_key::<WriteComment>(&hall.id, &ask("other"), &key).await;
    assert_eq!(other.unwrap_err().kind, ProblemKind::KeyReused);
}

#[tokio::test]
async fn one_that_cannot_be_written_does_not_keep_the_others() {
    let hall = Hall::live().await;
    let broken = match hall.server.state.db.backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.body = 'poison' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$;
             CREATE TRIGGER poison BEFORE INSERT ON comments FOR EACH ROW EXECUTE FUNCTION poison()"
        }
        _ => {
            "CREATE TRIGGER poison BEFORE INSERT ON comments WHEN NEW.body = 'poison'
             BEGIN SELECT RAISE(ABORT, 'poison'); END"
        }
    };
    let work = |tx: Tx| async move {
        tx.execute_unprepared(broken).await?;
        Ok(())
    };
    hall.server.state.db.writing(work).await.unwrap();
    let viewers = join_all((0..30).map(|_| hall.viewer())).await;
    let write = |nth: usize| {
        let text = if nth % 10 == 3 { "poison" } else { "fine" };
        say(&viewers[nth], &hall.id, text)
    };
    let told = join_all((0..30).map(write)).await;
    for (nth, told) in told.iter().enumerate() {
        match told {
            Ok(said) => assert!(said.text == "fine" && nth % 10 != 3),
            Err(problem) => assert!(problem.status == 500 && nth % 10 == 3, "{problem:?}"),
        }
    }
    assert_eq!(rows(&hall).await.len(), 27);
    let told = hall.told(1).await;
    let numbers: Vec<_> = told.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (2..2 + i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_hosts_is_known_and_a_guest_is_not_by_their_name() {
    let hall = Hall::live().await;
    let host = enter(&hall.host, &hall.id).await;
    assert!(say(&host, &hall.id, "welcome").await.unwrap().host);
    let guest = hall.viewer().await;
    let lin = CommentAsk { name: "Lin".into(), text: "me too".into() };
    assert!(!guest.call::<WriteComment>(&hall.id, &lin).await.unwrap().host);
    let said = say(&host, &hall.id, "again").await.unwrap();
    let told = hall.act(about(ActKind::Mute, &said)).await.unwrap_err();
    assert_eq!(told.fields[0].field, "comment", "nobody mutes themselves");
}
