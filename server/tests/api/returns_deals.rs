//! Units of a deal that are given back count as sold no more: for its quota, for the person's limit, for the
//! figure of units sold.

use picklive_contract::{orders::PlaceOrder, problem::ProblemKind, time::HOUR};

use crate::{
    orders_support::{ask as order_for, left, people, place, shelf},
    returns_support::{FEE, asked, done, give, paid, send, shop},
    support::{
        NOON,
        fixtures::{self, DealOf},
    },
};

#[tokio::test]
async fn a_deal_that_was_given_back_can_be_bought_again() {
    let server = shop().await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: 2, limit: Some(1) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    let person = people(&server, 1).await.remove(0);
    let (order, _) = paid(&server, &person, &[("cup", 0, 1)], 3_000 + FEE).await;
    send(&server, &order.id, true).await;
    let request = asked(&person, &order.id, &[(0, 1)]).await;
    assert_eq!(request.asked.amount, 3_000, "what it was bought for, not the everyday price");
    // While the return goes on, the unit is still theirs.
    let again = order_for(&[("cup", 0, 1)], 3_000 + FEE);
    let refused = person.call::<PlaceOrder>(&(), &again).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::LimitReached);
    assert_eq!(give(&server, &request.id, None, "").await, done(3_000 + FEE, 0, true));
    assert_eq!(
        (left(&server.state, "d-0").await, shelf(&server.state, "cup", 0).await),
        (2, (19, 0, 0))
    );
    assert!(place(&person, &[("cup", 0, 1)], 3_000 + FEE).await.is_ok());
}
