//! Holds that cannot be released, whatever is wrong with them: neither other holds nor buyers pay for it.

use picklive_contract::{OrderId, problem::ProblemKind, time::MINUTE};
use picklive_server::{
    db::{Tx, entities::order_step},
    orders::holds,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    holds::held,
    orders::futures_of,
    orders_books::balance,
    orders_support::{place, shelf},
    support::{NOON, Server, fixtures, log::Log},
};

/// An order gets a step that it has not come to, so that it cannot come to it.
async fn spoil(server: &Server, order: &OrderId) {
    let step = order_step::ActiveModel {
        order_id: Set(order.to_string()),
        state: Set("expired".into()),
        at: Set(0),
        reason: Set(None),
    };
    let step = &step;
    let work = |tx: Tx| async move {
        order_step::Entity::insert(step.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

/// Takes that step away again.
async fn mend(server: &Server, order: &OrderId) {
    let step = &(order.to_string(), "expired".to_owned());
    let work = |tx: Tx| async move {
        order_step::Entity::delete_by_id(step.clone()).exec(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

#[tokio::test]
async fn one_hold_that_cannot_be_released_does_not_keep_the_others() {
    let server = Server::start_still().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    let orders = held(&server, 5).await;
    spoil(&server, &orders[1].0.id).await;
    server.set_clock(NOON.plus(15 * MINUTE));
    assert_eq!(holds::sweep(&server.state).await.unwrap(), 4);
    assert_eq!(shelf(&server.state, "cup", 0).await, (8, 1, 0));
    balance(&server.state).await;
}

#[tokio::test]
async fn a_hold_that_cannot_be_released_costs_one_line_and_no_buyer_another_look() {
    let log = Log::listen();
    let lines = |what: &str| log.lines().lines().filter(|line| line.contains(what)).count();
    let server = Server::start_still().await;
    fixtures::product(&server.state, "cup", &[5_000], 2).await;
    let (stuck, _) = held(&server, 1).await.remove(0);
    spoil(&server, &stuck.id).await;
    server.set_clock(NOON.plus(10 * MINUTE));
    held(&server, 1).await;
    let now = NOON.plus(15 * MINUTE);
    server.set_clock(now);
    let crowd = futures_of(20, |_| {
        let client = server.client();
        async move { place(&client, &[("cup", 0, 1)], 5_000).await.unwrap_err().kind }
    });
    assert!(crowd.await.iter().all(|kind| *kind == ProblemKind::SoldOut));
    assert_eq!((lines("ERROR"), lines("WARN")), (1, 0), "{}", log.lines());
    assert_eq!(lines("still cannot be released"), 0, "only the first buyer has tried");
    let (cup, seen) = (["cup-0".to_owned()], server.state.released.times());
    assert!(!holds::release_due(&server.state, &cup, now, seen).await.unwrap(), "no second look");
    // The sweep goes on trying, and says no more about it.
    for _ in 0..2 {
        assert_eq!(holds::sweep(&server.state).await.unwrap(), 0);
    }
    assert_eq!((lines("still cannot be released"), lines("ERROR"), lines("WARN")), (2, 1, 0));

    // A buyer is still given what another hold sets free, and the sweep what was mended.
    server.set_clock(NOON.plus(25 * MINUTE));
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    assert_eq!(lines("still cannot be released"), 2);
    mend(&server, &stuck.id).await;
    assert_eq!(holds::sweep(&server.state).await.unwrap(), 1);
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, 2, 0));
    balance(&server.state).await;
}
