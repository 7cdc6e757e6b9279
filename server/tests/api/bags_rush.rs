//! Lucky bags in a rush: one entry a person, no entry after the draw, one draw, whoever comes at once.

use picklive_contract::{
    UnixMillis,
    bags::{BagState, EnterBag},
    coupons::ListCoupons,
    events::EventKind,
    problem::ProblemKind,
    time::{HOUR, MINUTE},
};
use picklive_server::{AppState, clock::Clock, db::connect, live};

use crate::{
    bags_support::{ask, bag, dropped, enter, is_right, mine, now},
    orders::futures_of,
    orders_support::{balance, people},
    rooms_support::Hall,
    support::client::fresh_key,
};

/// Another server on the same database, at this time.
async fn other(hall: &Hall, at: UnixMillis) -> AppState {
    let config = (*hall.server.state.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    AppState::new(db, Clock::standing(at), config)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_tries_of_one_person_are_one_entry() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 3)).await;
    let person = people(&hall.server, 1).await.remove(0);
    let key = fresh_key();
    let tries = futures_of(200, |nth| {
        let (person, bag, key) = (person.clone(), bag.clone(), key.clone());
        async move {
            match nth % 2 {
                0 => enter(&person, &bag, nth).await,
                _ => person.call_with_key::<EnterBag>(&bag.id, &ask(1), &key).await,
            }
        }
    })
    .await;
    let first = tries[0].clone().unwrap();
    assert_eq!(first.entry.number, 1);
    assert!(tries.iter().all(|one| one.as_ref() == Ok(&first)), "all are told of the one entry");
    assert_eq!(mine(&person, &bag).await.unwrap(), first);
    assert_eq!(now(&person, &bag).await.entries, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_close_everybody_is_in_the_list_or_refused() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 7)).await;
    let crowd = people(&hall.server, 500).await;
    let second = other(&hall, bag.closes_at).await;
    let (tried, drawn) = tokio::join!(
        futures_of(500, |nth| {
            let (who, bag) = (crowd[nth].clone(), bag.clone());
            async move { enter(&who, &bag, nth).await }
        }),
        async {
            // The second server's clock is at the close while the first one's is not yet: both its ticks and the
            // entries meet at the bag. It begins when some are in.
            while now(&hall.server.client(), &bag).await.entries < 100 {
                tokio::task::yield_now().await;
            }
            live::tick(&second).await
        }
    );
    drawn.unwrap();
    let (bag, entries) = is_right(&hall.server.client(), &bag).await;
    let (mut inside, mut refused) = (0, 0);
    for one in tried {
        match one {
            Ok(one) => {
                inside += 1;
                assert!(entries.contains(&one.entry), "who was told to be in is in the list");
            }
            Err(why) => {
                refused += 1;
                assert_eq!((why.kind, why.status), (ProblemKind::WrongState, 409));
            }
        }
    }
    assert_eq!((inside, inside + refused), (entries.len(), 500));
    assert_eq!(bag.won.len(), 7);
    let (mut prizes, mut places) = (0, Vec::new());
    for who in &crowd {
        let coupons = who.call::<ListCoupons>(&(), &()).await.unwrap().items;
        prizes += coupons.len();
        if let Some(place) = mine(who, &bag).await.ok().and_then(|entry| entry.place) {
            places.push(place);
            assert_eq!(coupons.len(), 1);
        }
    }
    places.sort_unstable();
    assert_eq!((prizes, places), (7, (1..=7).collect()));
    balance(&hall.server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_draws_at_once_one_counts() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 2)).await;
    for (nth, who) in people(&hall.server, 5).await.iter().enumerate() {
        enter(who, &bag, nth).await.unwrap();
    }
    let seq = hall.seq().await;
    hall.server.set_clock(bag.closes_at);
    let (one, two) = (other(&hall, bag.closes_at).await, other(&hall, bag.closes_at).await);
    let ticks = futures_of(12, |nth| {
        let state = [&hall.server.state, &one, &two][nth % 3].clone();
        async move { live::tick(&state).await }
    })
    .await;
    assert!(ticks.iter().all(Result::is_ok), "{ticks:?}");
    let kinds = hall.kinds(seq).await;
    let draws = kinds.iter().filter(|kind| **kind == EventKind::BagDrawn).count();
    assert_eq!(draws, 1, "{kinds:?}");
    is_right(&hall.server.client(), &bag).await;
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn a_server_that_was_away_at_the_close_draws_when_it_is_back() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(100, 2)).await;
    let crowd = people(&hall.server, 4).await;
    for (nth, who) in crowd.iter().enumerate() {
        enter(who, &bag, nth).await.unwrap();
    }
    // Nothing of the first server's is left but the database.
    let back = bag.closes_at.plus(2 * HOUR);
    let again = other(&hall, back).await;
    hall.server.set_clock(back);
    assert_eq!(now(&crowd[0], &bag).await.state, BagState::Open, "it waits for its draw");
    let late = people(&hall.server, 1).await.remove(0);
    assert_eq!(enter(&late, &bag, 9).await.unwrap_err().kind, ProblemKind::WrongState);
    live::tick(&again).await.unwrap();
    let (drawn, _) = is_right(&crowd[0], &bag).await;
    assert_eq!(drawn.drawn_at, Some(back));
    let until = bag.prize.valid_until.plus(2 * HOUR);
    assert_eq!(drawn.prize.valid_until, until, "a prize is good for as long as was promised");
    let mut won = 0;
    for who in &crowd {
        let coupons = who.call::<ListCoupons>(&(), &()).await.unwrap().items;
        assert!(coupons.iter().all(|claim| claim.coupon.valid_until == until));
        won += coupons.len();
    }
    assert_eq!(won, 2);
    live::tick(&again).await.unwrap();
    assert_eq!(now(&crowd[0], &bag).await, drawn, "once");
    assert!(drawn.drawn_at.unwrap().since(drawn.closes_at) > MINUTE);
}
