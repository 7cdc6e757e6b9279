//! What the merchant allows for coupons is not passed by claims that come late: by a clock that is behind, or because
//! they waited while a coupon closed.

use picklive_contract::{coupons::Coupon, problem::ProblemKind};
use picklive_server::live;

use crate::{
    coupons::{claim, coupon, dropped},
    orders_books::balance,
    orders_support::people,
    rooms_support::Hall,
    support::hold::Held,
};

/// All that the room's coupons may take off.
const BUDGET: i64 = 100_000;
const OFF: i64 = 10_000;

/// A room whose coupon promises all that is allowed.
async fn all_promised() -> (Hall, Coupon) {
    let hall = Hall::still().await;
    let coupon = dropped(&hall, OFF, 2 * OFF, 10).await;
    assert!(hall.act(crate::coupons::coupon(OFF, OFF, 1)).await.is_err(), "there is no more");
    (hall, coupon)
}

#[tokio::test]
async fn a_clock_that_is_behind_claims_nothing_of_what_was_promised_anew() {
    let (hall, old) = all_promised().await;
    let crowd = people(&hall.server, 4).await;
    claim(&crowd[0], &old).await.unwrap();
    hall.server.set_clock(old.closes_at.plus(-1));
    claim(&crowd[1], &old).await.unwrap();
    hall.server.set_clock(old.closes_at);
    assert!(hall.act(coupon(OFF, OFF, 9)).await.is_err(), "two were claimed");
    // An act that was refused closes nothing for others.
    hall.server.set_clock(old.closes_at.plus(-1));
    claim(&crowd[2], &old).await.unwrap();
    hall.server.set_clock(old.closes_at);
    dropped(&hall, OFF, OFF, 7).await;
    hall.server.set_clock(old.closes_at.plus(-1));
    // What it tells its room meanwhile opens nothing again, and names only what can be claimed.
    live::tick(&hall.server.state).await.unwrap();
    let told = hall.room().await.coupons;
    assert!(told.iter().all(|coupon| coupon.id != old.id), "{told:?}");
    let late = claim(&crowd[3], &old).await.unwrap_err();
    assert_eq!((late.kind, late.status), (ProblemKind::WrongState, 409));
    balance(&hall.server.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_that_wait_while_a_coupon_closes_do_not_pass_the_budget() {
    let (hall, old) = all_promised().await;
    let crowd = people(&hall.server, 10).await;
    let lock = format!("UPDATE coupons SET unclaimed = unclaimed WHERE id = '{}'", old.id);
    let held = Held::of(&hall.server.state, &lock).await;
    hall.server.set_clock(old.closes_at);
    let (host, id, act) = (hall.host.clone(), hall.id.clone(), coupon(OFF, OFF, 10));
    let act = async move { host.call::<picklive_contract::host::ActInRoom>(&id, &act).await };
    let dropping = [tokio::spawn(act)];
    held.until_waiting(1, &dropping).await;
    // They asked a moment before.
    hall.server.set_clock(old.closes_at.plus(-1));
    let claims = crowd.into_iter().map(|who| {
        let old = old.clone();
        tokio::spawn(async move { claim(&who, &old).await.is_ok() })
    });
    let claims: Vec<_> = claims.collect();
    held.until_waiting(3, &claims).await;
    held.commit().await;
    let [dropping] = dropping;
    let dropped = dropping.await.unwrap().is_ok();
    let mut claimed = 0;
    for one in claims {
        claimed += i64::from(one.await.unwrap());
    }
    let promised = claimed * OFF + if dropped { 10 * OFF } else { 0 };
    assert!(promised <= BUDGET, "{claimed} claimed, and dropped anew: {dropped}");
    assert!(dropped || claimed > 0);
    balance(&hall.server.state).await;
}
