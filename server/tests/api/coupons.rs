//! Coupons of a room: claimed once by a person and never more than there are, used once, given back.

use picklive_contract::{
    Problem,
    coupons::{Claim, ClaimCoupon, Coupon, ListCoupons},
    events::EventKind,
    host::{Act, ActKind},
    orders::{Cancel, OrderState},
    problem::ProblemKind,
    time::{HOUR, MINUTE},
};
use picklive_server::{
    db::Tx,
    orders::{
        refund::{Wish, refund},
        restock::Restock,
    },
    payments::{provider::Outcome, settle::settle},
};

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{catch_up, cny, pass, people, place, quote, show, start},
    rooms_support::Hall,
    support::{Client, NOON, client::fresh_key},
};

/// A coupon to be claimed within five minutes and used within an hour.
pub fn coupon(off: i64, minimum: i64, quota: u32) -> Act {
    Act {
        off: Some(cny(off)),
        minimum: Some(cny(minimum)),
        quota: Some(quota),
        seconds: Some(300),
        valid_seconds: Some(3_600),
        ..Act::new(ActKind::Coupon)
    }
}

/// The room's host drops it.
pub async fn dropped(hall: &Hall, off: i64, minimum: i64, quota: u32) -> Coupon {
    let seq = hall.act(coupon(off, minimum, quota)).await.unwrap().seq;
    let told = hall.told(seq - 1).await.remove(0);
    assert_eq!(told.kind, EventKind::Coupon);
    told.room.unwrap().coupons.unwrap().into_iter().find(|one| one.off == cny(off)).unwrap()
}

pub async fn claim(client: &Client, coupon: &Coupon) -> Result<Claim, Problem> {
    client.call::<ClaimCoupon>(&coupon.id, &()).await
}

/// A room, one of its coupons of 10 yuan from 50 on, and somebody who has it.
async fn one() -> (Hall, Coupon, Client) {
    let hall = Hall::live().await;
    let coupon = dropped(&hall, 1_000, 5_000, 10).await;
    let person = people(&hall.server, 1).await.remove(0);
    claim(&person, &coupon).await.unwrap();
    (hall, coupon, person)
}

const CUP: [(&str, usize, u32); 1] = [("cup", 0, 1)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_at_once_ten_get_one_and_nobody_two() {
    let hall = Hall::live().await;
    let coupon = dropped(&hall, 100, 100, 10).await;
    let crowd = people(&hall.server, 200).await;
    // Each taps twice.
    let taps = futures_of(400, |nth| {
        let (who, coupon) = (crowd[nth % 200].clone(), coupon.clone());
        async move { (nth % 200, claim(&who, &coupon).await) }
    })
    .await;
    let mut got: Vec<_> = taps.iter().filter(|tap| tap.1.is_ok()).map(|tap| tap.0).collect();
    got.sort_unstable();
    got.dedup();
    assert_eq!(got.len(), 10);
    let refused = taps.into_iter().filter_map(|tap| tap.1.err());
    assert!(refused.into_iter().all(|why| (why.kind, why.status) == (ProblemKind::SoldOut, 409)));
    let mut have = 0;
    for who in &crowd {
        have += who.call::<ListCoupons>(&(), &()).await.unwrap().items.len();
    }
    assert_eq!((have, hall.room().await.coupons[0].left), (10, 0));
    balance(&hall.server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_taps_of_one_person_are_one_claim() {
    let hall = Hall::live().await;
    let coupon = dropped(&hall, 1_000, 5_000, 10).await;
    let person = people(&hall.server, 1).await.remove(0);
    let key = fresh_key();
    let claims = futures_of(20, |nth| {
        let (person, coupon, key) = (person.clone(), coupon.clone(), key.clone());
        async move {
            match nth % 2 {
                0 => claim(&person, &coupon).await,
                _ => person.call_with_key::<ClaimCoupon>(&coupon.id, &(), &key).await,
            }
        }
    })
    .await;
    for one in claims {
        let one = one.unwrap();
        assert_eq!((one.coupon.id, one.order), (coupon.id.clone(), None));
    }
    assert_eq!(hall.room().await.coupons[0].left, 9);
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn it_is_for_people_in_its_time_and_as_long_as_there_are_any() {
    let hall = Hall::live().await;
    let coupon = dropped(&hall, 1_000, 5_000, 1).await;
    let crowd = people(&hall.server, 3).await;
    let kind = |answer: Result<Claim, Problem>| answer.unwrap_err().kind;
    assert_eq!(kind(claim(&hall.server.client(), &coupon).await), ProblemKind::SignInNeeded);
    let none = Coupon { id: "none".into(), ..coupon.clone() };
    assert_eq!(kind(claim(&crowd[0], &none).await), ProblemKind::NotFound);
    claim(&crowd[0], &coupon).await.unwrap();
    assert_eq!(kind(claim(&crowd[1], &coupon).await), ProblemKind::SoldOut);
    let other = dropped(&hall, 900, 5_000, 5).await;
    hall.server.set_clock(other.closes_at);
    assert_eq!(kind(claim(&crowd[1], &other).await), ProblemKind::WrongState);
    claim(&crowd[0], &coupon).await.expect("who has it is told so also then");
    let ended = dropped(&hall, 800, 5_000, 5).await;
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(kind(claim(&crowd[1], &ended).await), ProblemKind::WrongState);
    assert_eq!(hall.room().await.coupons, []);
    let mine = crowd[0].call::<ListCoupons>(&(), &()).await.unwrap().items;
    assert_eq!(mine.len(), 1, "what is claimed outlasts the room");
    assert_eq!(kind_of_list(&hall.server.client()).await, ProblemKind::SignInNeeded);
    hall.server.set_clock(NOON.plus(HOUR));
    assert_eq!(crowd[0].call::<ListCoupons>(&(), &()).await.unwrap().items, []);
}

async fn kind_of_list(client: &Client) -> ProblemKind {
    client.call::<ListCoupons>(&(), &()).await.unwrap_err().kind
}

#[tokio::test]
async fn the_best_one_counts_by_itself_from_its_sum_on_until_its_end() {
    let (hall, small, person) = one().await;
    let large = dropped(&hall, 2_500, 10_000, 10).await;
    claim(&person, &large).await.unwrap();
    let off = async |client: &Client, cups| {
        let quote = quote(client, &[("cup", 0, cups)]).await;
        let off = quote.coupon.as_ref().map_or(0, |coupon| coupon.off.amount);
        assert_eq!(quote.total.amount, quote.goods.amount - off);
        quote.coupon.map(|coupon| coupon.id)
    };
    assert_eq!(off(&hall.server.client(), 1).await, None);
    let tea = quote(&person, &[("tea", 0, 4)]).await;
    assert_eq!((tea.coupon, tea.total), (None, cny(4_000)), "one fen less than its sum");
    assert_eq!(off(&person, 1).await, Some(small.id.clone()));
    assert_eq!(off(&person, 2).await, Some(large.id));
    let (order, owner) = place(&person, &CUP, 4_000).await.unwrap();
    assert_eq!((order.goods, order.total), (cny(5_000), cny(4_000)));
    assert_eq!(order.coupon.as_ref().unwrap().id, small.id);
    assert_eq!(order.lines[0].coupon, Some(cny(1_000)));
    assert_eq!(order, show(&owner, &order.id).await);
    let mine = person.call::<ListCoupons>(&(), &()).await.unwrap().items;
    let used = mine.iter().find(|claim| claim.coupon.id == small.id).unwrap();
    assert_eq!(used.order.as_ref(), Some(&order.id));
    hall.server.set_clock(small.valid_until);
    assert_eq!(off(&person, 2).await, None);
    balance(&hall.server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_orders_at_the_same_moment_one_uses_it() {
    let (hall, _, person) = one().await;
    let answers = futures_of(8, |_| {
        let person = person.clone();
        async move { place(&person, &CUP, 4_000).await }
    })
    .await;
    let (placed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(placed.len(), 1);
    for why in refused.into_iter().filter_map(Result::err) {
        assert_eq!(why.kind, ProblemKind::PriceChanged);
        assert_eq!(why.quote.unwrap().total, cny(5_000), "what it costs without");
    }
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn an_order_that_comes_to_nothing_gives_it_back() {
    let (hall, _, person) = one().await;
    let (order, owner) = place(&person, &CUP, 4_000).await.unwrap();
    assert_eq!(quote(&person, &CUP).await.coupon, None);
    owner.call::<Cancel>(&order.id, &()).await.unwrap();
    place(&person, &CUP, 4_000).await.unwrap();
    assert_eq!(quote(&person, &CUP).await.coupon, None);
    pass(&hall.server, 15 * MINUTE).await;
    assert!(quote(&person, &CUP).await.coupon.is_some(), "its hold lapsed");
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn money_that_comes_late_pays_with_it_unless_another_order_has_it() {
    let (hall, _, person) = one().await;
    let late = async || {
        let (order, owner) = place(&person, &CUP, 4_000).await.unwrap();
        let payment = start(&owner, &order.id, "sandbox_qr").await.unwrap();
        pass(&hall.server, 15 * MINUTE).await;
        assert_eq!(show(&owner, &order.id).await.state, OrderState::Expired);
        (order, owner, payment)
    };
    let pay = async |payment: &picklive_contract::payments::Payment| {
        let paid = Outcome::Paid(payment.amount);
        settle(&hall.server.state, payment.id.as_str(), paid).await.unwrap();
    };
    let (first, owner, money) = late().await;
    let (second, _, other) = late().await;
    pay(&money).await;
    assert_eq!(show(&owner, &first.id).await.state, OrderState::Paid);
    assert_eq!(quote(&person, &CUP).await.coupon, None);
    pay(&other).await;
    let lost = show(&owner, &second.id).await;
    assert_eq!((lost.state, lost.refunded), (OrderState::Refunded, Some(cny(4_000))));
    assert_eq!(lost.steps.last().unwrap().reason.as_deref(), Some("paid_late_coupon_used"));
    catch_up(&hall.server).await;
    balance(&hall.server.state).await;
}

#[tokio::test]
async fn a_purchase_that_is_undone_before_anything_was_sent_gives_it_back() {
    let (hall, _, person) = one().await;
    let (order, owner) = place(&person, &CUP, 4_000).await.unwrap();
    let payment = start(&owner, &order.id, "sandbox_qr").await.unwrap();
    settle(&hall.server.state, payment.id.as_str(), Outcome::Paid(payment.amount)).await.unwrap();
    assert_eq!(quote(&person, &CUP).await.coupon, None, "it is used");
    let wish = Wish { amount: None, reason: "test", restock: &Restock::Unsaid };
    let work = async |tx: Tx| refund(&tx, order.id.as_str(), wish, NOON).await;
    hall.server.state.db.writing(work).await.unwrap();
    assert!(quote(&person, &CUP).await.coupon.is_some());
    catch_up(&hall.server).await;
    balance(&hall.server.state).await;
}
