//! Returns of what is not shipped: vouchers, whose codes are good, aside or void, and courses.

use picklive_contract::{
    orders::OrderState, problem::ProblemKind, returns::WithdrawReturn, time::DAY,
};
use picklive_server::{
    db::Tx,
    orders::vouchers::{Redeemed, redeem},
};

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{catch_up, show},
    returns_support::{ask, asked, done, give, give_only, paid, refuse, shop},
    support::{NOON, Server},
};

async fn try_code(server: &Server, code: &str) -> Redeemed {
    let now = server.state.clock.now();
    let work = async |tx: Tx| redeem(&tx, code, now).await;
    server.state.db.writing(work).await.unwrap()
}

#[tokio::test]
async fn a_redeemed_voucher_stays_and_the_codes_of_a_return_are_void() {
    let server = shop().await;
    let (order, owner) = paid(&server, &server.client(), &[("seat", 0, 3)], 6_000).await;
    assert_eq!((&order.state, order.lines[0].returnable), (&OrderState::Completed, 3));
    assert_eq!(order.returnable_until, Some(NOON.plus(7 * DAY)), "days after payment");
    let used = &order.lines[0].codes[0].code;
    assert!(matches!(try_code(&server, used).await, Redeemed::Now(_)));
    assert_eq!(ask(&owner, &order.id, &[(0, 3)]).await.unwrap_err().kind, ProblemKind::WrongState);
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    let now = show(&owner, &order.id).await;
    let aside = now.lines[0].codes.iter().find(|code| code.returning).unwrap().code.clone();
    assert_eq!((now.lines[0].codes.len(), now.lines[0].returnable), (3, 1));
    assert_eq!(try_code(&server, &aside).await, Redeemed::Returning);

    // Good again once the shop has refused, then void for good.
    refuse(&server, &request.id).await;
    assert!(show(&owner, &order.id).await.lines[0].codes.iter().all(|code| !code.returning));
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    assert_eq!(give(&server, &request.id, None, "").await, done(2_000, 1, false));
    assert_eq!(try_code(&server, &aside).await, Redeemed::Void);
    let after = show(&owner, &order.id).await;
    assert!(after.lines[0].codes.len() == 2 && after.lines[0].codes[1].redeemed_at.is_none());
    assert!(matches!(try_code(&server, &after.lines[0].codes[1].code).await, Redeemed::Now(_)));
    assert_eq!(show(&owner, &order.id).await.returnable_until, None, "nothing is left to return");
    balance(&server.state).await;
}

#[tokio::test]
async fn all_that_is_left_with_a_return_takes_what_never_left_the_shop() {
    let server = shop().await;
    let (order, owner) =
        paid(&server, &server.client(), &[("seat", 0, 1), ("tea", 0, 1)], 11_900).await;
    assert!(order.lines[1].access.is_some());
    let request = asked(&owner, &order.id, &[(1, 1)]).await;
    assert_eq!(give(&server, &request.id, None, "").await, done(9_900, 1, false));
    let after = show(&owner, &order.id).await;
    assert!(after.lines[1].access.is_none(), "a course that was given back is not told any more");
    assert!(after.lines[0].codes.len() == 1 && after.state == OrderState::Completed);
    let last = asked(&owner, &order.id, &[(0, 1)]).await;
    assert_eq!(give(&server, &last.id, None, "").await, done(2_000, 1, true));
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Refunded);
    catch_up(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voucher_is_redeemed_or_returned_whoever_comes_first() {
    let server = shop().await;
    for _ in 0..4 {
        let (order, owner) = paid(&server, &server.client(), &[("seat", 0, 1)], 2_000).await;
        let code = &order.lines[0].codes[0].code;
        let redeeming = async { matches!(try_code(&server, code).await, Redeemed::Now(_)) };
        let (redeemed, returned) = tokio::join!(redeeming, ask(&owner, &order.id, &[(0, 1)]));
        assert!(redeemed != returned.is_ok(), "one of the two");
    }
    let (order, owner) = paid(&server, &server.client(), &[("seat", 0, 2)], 4_000).await;
    let request = asked(&owner, &order.id, &[(0, 2)]).await;
    let ends = futures_of(8, |nth| {
        let (owner, state, id) = (owner.clone(), server.state.clone(), request.id.clone());
        async move {
            if nth % 2 == 0 {
                owner.call::<WithdrawReturn>(&id, &()).await.is_ok()
            } else {
                give_only(&state, &id, None, "").await == done(4_000, 2, true)
            }
        }
    });
    let ends = ends.await;
    let refunds = ends.iter().skip(1).step_by(2).filter(|done| **done).count();
    let withdrawn = ends.iter().step_by(2).filter(|done| **done).count();
    assert!((refunds, withdrawn) == (1, 0) || (refunds == 0 && withdrawn > 0), "{ends:?}");
    balance(&server.state).await;
}
