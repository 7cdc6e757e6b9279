//! Coupons in a room: what a host may give away, and what is told of them.

use picklive_contract::{events::EventKind, host::Act, time::MINUTE};
use picklive_server::{AppState, live};

use crate::{
    coupons::{claim, coupon, dropped},
    orders_support::people,
    rooms_support::{Hall, same, with},
    support::NOON,
};

#[tokio::test]
async fn a_host_gives_away_no_more_than_the_merchant_allows() {
    let hall = Hall::live().await;
    // The room's merchant allows 1,000 yuan.
    hall.act(coupon(10_000, 10_000, 6)).await.unwrap();
    let refused = hall.act(coupon(10_000, 10_000, 5)).await.unwrap_err();
    assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "quota"));
    hall.act(coupon(10_000, 10_000, 4)).await.unwrap();
    assert!(hall.act(coupon(1, 1, 1)).await.is_err());
    // What nobody claimed is given away no more.
    hall.server.set_clock(NOON.plus(6 * MINUTE));
    hall.act(coupon(10_000, 10_000, 10)).await.unwrap();
    for (act, field) in [
        (coupon(0, 100, 1), "off"),
        (coupon(200, 199, 1), "minimum"),
        (Act { seconds: Some(9), ..coupon(1, 1, 1) }, "seconds"),
        (Act { valid_seconds: Some(299), ..coupon(1, 1, 1) }, "valid_seconds"),
    ] {
        let refused = hall.act(act).await.unwrap_err();
        assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, field));
    }
}

/// Has everything told that is to be told, by two servers.
async fn tick(state: &AppState) {
    let (one, other) = tokio::join!(live::tick(state), live::tick(state));
    one.and(other).unwrap();
}

#[tokio::test]
async fn who_stayed_sees_what_who_comes_sees_and_each_change_is_told_once() {
    let hall = Hall::still().await;
    let before = hall.room().await;
    let seq = hall.seq().await;
    let first = dropped(&hall, 1_000, 5_000, 10).await;
    let late = Act { seconds: Some(60), ..coupon(500, 1_000, 5) };
    hall.act(late).await.unwrap();
    for person in people(&hall.server, 4).await {
        claim(&person, &first).await.unwrap();
    }
    tick(&hall.server.state).await;
    tick(&hall.server.state).await;
    let kinds = hall.kinds(seq).await;
    assert_eq!(
        kinds,
        [EventKind::Coupon, EventKind::Coupon, EventKind::Coupon],
        "four claims, once"
    );
    let stayed = with(before.clone(), &hall.told(seq).await);
    same(&stayed, &hall.room().await);
    assert_eq!((stayed.coupons.len(), stayed.coupons[1].left), (2, 6), "by when they close");
    hall.server.set_clock(NOON.plus(MINUTE));
    tick(&hall.server.state).await;
    assert_eq!(hall.kinds(seq).await.len(), 4);
    let stayed = with(before, &hall.told(seq).await);
    same(&stayed, &hall.room().await);
    assert_eq!(stayed.coupons.len(), 1);
}
