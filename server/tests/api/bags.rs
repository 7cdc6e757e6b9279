//! Lucky bags of a room: their rules, who may enter, what is won.

use picklive_contract::{
    Problem,
    bags::{Bag, BagFor, BagState, EnterAsk, EnterBag, ListEntries},
    coupons::{ClaimCoupon, ListCoupons},
    events::EventKind,
    host::{Act, ActKind},
    problem::ProblemKind,
    time::MINUTE,
};
use picklive_server::{
    live,
    payments::{provider::Outcome, settle::settle},
};

use crate::{
    bags_kept::drawn,
    bags_support::{bag, dropped, enter, is_right, mine, nonce, now},
    coupons::coupon,
    orders_support::{balance, cny, people, place, quote, start},
    rooms_support::Hall,
    support::{Client, NOON},
};

fn why<T: std::fmt::Debug>(answer: Result<T, Problem>) -> (ProblemKind, u16) {
    let why = answer.unwrap_err();
    (why.kind, why.status)
}

#[tokio::test]
async fn it_is_entered_by_people_once_and_in_its_time() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(1_000, 2)).await;
    assert_eq!((bag.state.clone(), bag.entries, bag.winners), (BagState::Open, 0, 2));
    assert_eq!((bag.opens_at, bag.closes_at), (NOON, NOON.plus(5 * MINUTE)));
    assert_eq!(bag.prize.valid_until, bag.closes_at.plus(60 * MINUTE));
    let crowd = people(&hall.server, 2).await;
    let guest = hall.server.client();
    assert_eq!(why(enter(&guest, &bag, 0).await), (ProblemKind::SignInNeeded, 401));
    assert_eq!(why(mine(&guest, &bag).await), (ProblemKind::SignInNeeded, 401));
    assert_eq!(why(enter(&hall.host, &bag, 0).await), (ProblemKind::Forbidden, 403));
    let none = Bag { id: "none".into(), ..bag.clone() };
    assert_eq!(why(enter(&crowd[0], &none, 0).await), (ProblemKind::NotFound, 404));
    assert_eq!(why(mine(&crowd[0], &bag).await), (ProblemKind::NotFound, 404));
    let first = enter(&crowd[0], &bag, 0).await.unwrap();
    assert_eq!((first.entry.number, first.entry.name.as_str()), (1, "林**"));
    assert_eq!((&first.entry.nonce, first.place, &first.coupon), (&nonce(0), None, &None));
    let again = enter(&crowd[0], &bag, 7).await.unwrap();
    assert_eq!(again, first, "another nonce makes no other entry");
    let list = guest.call::<ListEntries>(&bag.id, &()).await;
    assert_eq!(why(list), (ProblemKind::WrongState, 409), "not before the draw");
    hall.server.set_clock(bag.closes_at);
    assert_eq!(why(enter(&crowd[1], &bag, 1).await), (ProblemKind::WrongState, 409));
    assert_eq!(enter(&crowd[0], &bag, 0).await.unwrap(), first, "who is in is told so also then");
    live::tick(&hall.server.state).await.unwrap();
    assert_eq!(why(enter(&crowd[1], &bag, 1).await), (ProblemKind::WrongState, 409));
    let won = enter(&crowd[0], &bag, 3).await.unwrap();
    assert_eq!((won.place, &won.entry), (Some(1), &first.entry));
    assert!(won.coupon.is_some());
    is_right(&guest, &bag).await;
}

#[tokio::test]
async fn what_is_no_nonce_or_no_name_is_refused() {
    let hall = Hall::still().await;
    let bag = dropped(&hall, bag(1_000, 2)).await;
    let person = people(&hall.server, 1).await.remove(0);
    let try_one = async |nonce: &str, name: &str| {
        let ask = EnterAsk { nonce: nonce.into(), name: name.into() };
        person.call::<EnterBag>(&bag.id, &ask).await
    };
    for bad in ["", "0123456789abcde", "0123456789ABCDEF", "0123456789abcdeg", &"a".repeat(65)] {
        let refused = try_one(bad, "").await.unwrap_err();
        assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "nonce"), "{bad}");
    }
    for bad in ["a\nb", "a\u{202e}b", &"长".repeat(21)] {
        let refused = try_one("0123456789abcdef", bad).await.unwrap_err();
        assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "name"), "{bad:?}");
    }
    let entered = try_one(&"0f".repeat(32), "").await.unwrap();
    assert_eq!(entered.entry.name, "");
}

#[tokio::test]
async fn a_bag_for_buyers_is_for_who_has_paid() {
    let hall = Hall::still().await;
    let act = Act { who: Some(BagFor::Buyers), ..bag(1_000, 1) };
    let bag = dropped(&hall, act).await;
    assert_eq!(bag.who, BagFor::Buyers);
    let person = people(&hall.server, 1).await.remove(0);
    assert_eq!(why(enter(&person, &bag, 0).await), (ProblemKind::Forbidden, 403));
    let (order, owner) = place(&person, &[("cup", 0, 1)], 5_000).await.unwrap();
    assert_eq!(why(enter(&person, &bag, 0).await), (ProblemKind::Forbidden, 403));
    let payment = start(&owner, &order.id, "sandbox_qr").await.unwrap();
    settle(&hall.server.state, payment.id.as_str(), Outcome::Paid(payment.amount)).await.unwrap();
    enter(&person, &bag, 0).await.unwrap();
}

#[tokio::test]
async fn each_winner_has_a_coupon_that_counts_and_nobody_else() {
    let hall = Hall::still().await;
    let (bag, crowd) = drawn(&hall, bag(1_000, 2), 5).await;
    assert_eq!((bag.state.clone(), bag.entries, bag.won.len()), (BagState::Drawn, 5, 2));
    let mut winners = 0;
    for who in &crowd {
        let (entry, quote) = (mine(who, &bag).await.unwrap(), quote(who, &[("cup", 0, 1)]).await);
        let coupons = who.call::<ListCoupons>(&(), &()).await.unwrap().items;
        let Some(place) = entry.place else {
            assert_eq!((entry.coupon, quote.coupon, coupons), (None, None, Vec::new()));
            continue;
        };
        winners += 1;
        let won = &bag.won[usize::try_from(place).unwrap() - 1];
        assert_eq!((won.number, &won.id), (entry.entry.number, &entry.entry.id));
        let id = entry.coupon.unwrap();
        assert_eq!((&coupons[0].coupon.id, coupons[0].coupon.left), (&id, 0));
        assert_eq!(coupons[0].coupon.valid_until, bag.prize.valid_until);
        assert_eq!((quote.coupon.unwrap().id, quote.total), (id.clone(), cny(4_000)));
        place_one(who).await;
        let other = people(&hall.server, 1).await.remove(0);
        let claimed = other.call::<ClaimCoupon>(&id, &()).await;
        assert_eq!(why(claimed), (ProblemKind::WrongState, 409), "it is for winners");
    }
    assert_eq!(winners, 2);
    assert_eq!(hall.room().await.coupons, [], "it is nobody's to claim");
    balance(&hall.server.state).await;
}

async fn place_one(who: &Client) {
    let (order, _) = place(who, &[("cup", 0, 1)], 4_000).await.unwrap();
    assert_eq!(order.coupon.unwrap().off, cny(1_000));
}

#[tokio::test]
async fn with_fewer_entries_than_winners_all_win_and_with_none_nobody() {
    let hall = Hall::still().await;
    let (few, _) = drawn(&hall, bag(1_000, 10), 3).await;
    assert_eq!(few.won.len(), 3);
    is_right(&hall.host, &few).await;
    let (empty, _) = drawn(&hall, bag(1_000, 10), 0).await;
    assert_eq!((empty.state.clone(), empty.entries, empty.won.len()), (BagState::Drawn, 0, 0));
    let (_, list) = is_right(&hall.host, &empty).await;
    assert_eq!(list, []);
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn prizes_and_coupons_take_off_what_the_merchant_allows_and_no_more() {
    let hall = Hall::still().await;
    // The room's merchant allows 1,000 yuan.
    let field = |answer: Result<_, Problem>| answer.map(drop).unwrap_err().fields[0].field.clone();
    let large = || Act { minimum: Some(cny(20_000)), ..bag(20_000, 3) };
    hall.act(large()).await.unwrap();
    assert_eq!(field(hall.act(large()).await), "quota");
    assert_eq!(field(hall.act(coupon(10_000, 10_000, 5)).await), "quota");
    hall.act(coupon(10_000, 10_000, 4)).await.unwrap();
    assert_eq!(field(hall.act(bag(1, 1)).await), "quota");
    let first = hall.room().await.bags.remove(0);
    let person = people(&hall.server, 1).await.remove(0);
    enter(&person, &first, 0).await.unwrap();
    hall.server.set_clock(first.closes_at);
    assert_eq!(field(hall.act(bag(40_001, 1)).await), "minimum");
    let half = || Act { minimum: Some(cny(40_000)), ..bag(40_000, 1) };
    hall.act(half()).await.unwrap();
    assert_eq!(field(hall.act(half()).await), "quota", "closed is not drawn: nothing is free yet");
    live::tick(&hall.server.state).await.unwrap();
    // Of three prizes one was won: 200 and 400 of 1,000 yuan are promised.
    hall.act(half()).await.unwrap();
    assert_eq!(field(hall.act(bag(1, 1)).await), "quota");
}

#[tokio::test]
async fn a_host_takes_back_what_nobody_has_entered() {
    let hall = Hall::still().await;
    let (first, second) = (dropped(&hall, bag(1_000, 2)).await, dropped(&hall, bag(900, 2)).await);
    let person = people(&hall.server, 1).await.remove(0);
    enter(&person, &second, 0).await.unwrap();
    let cancel = |bag: &Bag| Act { bag: Some(bag.id.clone()), ..Act::new(ActKind::CancelBag) };
    let seq = hall.act(cancel(&first)).await.unwrap().seq;
    let told = hall.told(seq - 1).await.remove(0);
    let left: Vec<_> = told.room.unwrap().bags.unwrap().into_iter().map(|bag| bag.id).collect();
    assert_eq!((told.kind, left), (EventKind::Bag, vec![second.id.clone()]));
    assert_eq!(why(hall.act(cancel(&second)).await), (ProblemKind::WrongState, 409));
    assert_eq!(why(hall.act(cancel(&first)).await), (ProblemKind::WrongState, 409));
    let none = Bag { id: "none".into(), ..first.clone() };
    assert_eq!(hall.act(cancel(&none)).await.unwrap_err().fields[0].field, "bag");
    let gone = now(&person, &first).await;
    assert_eq!((gone.state, gone.seed, gone.drawn_at), (BagState::Cancelled, None, None));
    assert_eq!(why(enter(&person, &first, 0).await), (ProblemKind::WrongState, 409));
    hall.server.set_clock(first.closes_at);
    live::tick(&hall.server.state).await.unwrap();
    assert_eq!(now(&person, &first).await.state, BagState::Cancelled);
    assert_eq!(now(&person, &second).await.state, BagState::Drawn);
}
