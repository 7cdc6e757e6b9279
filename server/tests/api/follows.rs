//! Following hosts: a follow is of the person, once, and theirs alone to begin and to end.

use picklive_contract::{
    Endpoint, Problem, RoomId,
    figures::GetFigures,
    follows::{Follow, FollowAsk, FollowHost, GetFollow, UnfollowHost},
    live::GetRoom,
    problem::ProblemKind,
    storefront::{Capability, GetStorefront},
    time::SECOND,
};
use picklive_server::live;

use crate::{
    orders::futures_of,
    orders_support::people,
    rooms_support::{Hall, draft, last_person},
    support::Client,
};

pub async fn follow(who: &Client, room: &RoomId, lang: Option<&str>) -> Result<Follow, Problem> {
    who.call::<FollowHost>(room, &FollowAsk { lang: lang.map(Into::into) }).await
}

pub async fn unfollow(who: &Client, room: &RoomId) -> Result<Follow, Problem> {
    who.call::<UnfollowHost>(room, &()).await
}

async fn known(who: &Client, room: &RoomId) -> Result<Follow, Problem> {
    who.call::<GetFollow>(room, &()).await
}

#[expect(clippy::result_large_err, reason = "it is compared with what callers answer")]
fn stands(following: bool, followers: i64) -> Result<Follow, Problem> {
    Ok(Follow { following, followers })
}

#[tokio::test]
async fn a_follow_is_of_the_host_and_holds_in_their_next_room() {
    let hall = Hall::still().await;
    let host = last_person(&hall.server.state).await;
    let next = RoomId::from("next-room");
    live::rooms::create(&hall.server.state, &draft("next-room", Some(&host), &[])).await.unwrap();
    let [one, other] = people(&hall.server, 2).await.try_into().unwrap();
    let other_host = last_person(&hall.server.state).await;
    let theirs = RoomId::from("their-room");
    let made = draft("their-room", Some(&other_host), &[]);
    live::rooms::create(&hall.server.state, &made).await.unwrap();

    assert_eq!(known(&one, &hall.id).await, stands(false, 0));
    assert_eq!(follow(&one, &hall.id, Some("en")).await, stands(true, 1));
    assert_eq!(follow(&one, &hall.id, None).await, stands(true, 1), "again is once");
    assert_eq!(known(&one, &next).await, stands(true, 1));
    assert_eq!(known(&one, &theirs).await, stands(false, 0), "another host is another");
    assert_eq!(known(&other, &next).await, stands(false, 1), "nobody follows for another");
    assert_eq!(follow(&other, &next, None).await, stands(true, 2));
    let figures = hall.host.call::<GetFigures>(&hall.id, &()).await.unwrap();
    assert_eq!(figures.followers, Some(2));

    assert_eq!(unfollow(&one, &next).await, stands(false, 1), "in any of their rooms");
    assert_eq!(unfollow(&one, &hall.id).await, stands(false, 1), "again is once");
    assert_eq!(known(&other, &hall.id).await, stands(true, 1));
}

#[tokio::test]
async fn who_cannot_follow_is_told_why() {
    let hall = Hall::still().await;
    let guest = hall.server.client();
    assert_eq!(known(&guest, &hall.id).await, stands(false, 0), "a guest may know how many do");
    for refused in [follow(&guest, &hall.id, None).await, unfollow(&guest, &hall.id).await] {
        let problem = refused.unwrap_err();
        assert_eq!((problem.kind, problem.status), (ProblemKind::SignInNeeded, 401));
    }
    let problem = follow(&hall.host, &hall.id, None).await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::Forbidden, 403));

    // A room that nobody hosts, and one that is not there.
    live::rooms::create(&hall.server.state, &draft("no-host", None, &[])).await.unwrap();
    let person = people(&hall.server, 1).await.remove(0);
    for id in ["no-host", "none"].map(RoomId::from) {
        for refused in [
            known(&person, &id).await,
            follow(&person, &id, None).await,
            unfollow(&person, &id).await,
        ] {
            let problem = refused.unwrap_err();
            assert_eq!((problem.kind, problem.status), (ProblemKind::NotFound, 404), "{id}");
        }
    }
    assert!(guest.call::<GetRoom>(&hall.id, &()).await.unwrap().can_follow);
    assert!(!guest.call::<GetRoom>(&"no-host".into(), &()).await.unwrap().can_follow);
    let shop = guest.call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(shop.capabilities.contains(&Capability::Follows));
    let answer = person.get(&GetFollow::path(&hall.id)).await;
    assert_eq!(answer.headers()["cache-control"], "no-store", "it is one person's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_follows_of_one_person_at_once_are_one() {
    let hall = Hall::still().await;
    let [one, other] = people(&hall.server, 2).await.try_into().unwrap();
    let tries = futures_of(100, |nth| {
        let (who, room) = (one.clone(), hall.id.clone());
        async move { follow(&who, &room, (nth % 2 == 0).then_some("zh")).await }
    })
    .await;
    let (told, refused): (Vec<_>, Vec<_>) = tries.iter().partition(|one| one.is_ok());
    assert!(told.iter().all(|one| **one == stands(true, 1)), "{told:?}");
    let too_many = |one: &&&Result<Follow, Problem>| {
        one.as_ref().is_err_and(|problem| problem.status == 429 && problem.retry_at.is_some())
    };
    assert_eq!((told.len(), refused.iter().filter(too_many).count()), (10, 90), "{refused:?}");
    assert_eq!(known(&other, &hall.id).await, stands(false, 1), "who only asks may ask");
    // Whatever comes last: who is told to follow is counted, and nobody else.
    futures_of(10, |nth| {
        let (who, room) = (other.clone(), hall.id.clone());
        async move {
            match nth % 2 {
                0 => follow(&who, &room, None).await.unwrap(),
                _ => unfollow(&who, &room).await.unwrap(),
            }
        }
    })
    .await;
    let last = known(&other, &hall.id).await.unwrap();
    assert_eq!(last.followers, 1 + i64::from(last.following));
    assert_eq!(unfollow(&other, &hall.id).await.unwrap_err().status, 429, "an end counts as well");
    hall.server.set_clock(hall.server.state.clock.now().plus(10 * SECOND));
    assert_eq!(unfollow(&other, &hall.id).await, stands(false, 1), "ten seconds later they may");
}
