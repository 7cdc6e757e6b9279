//! The books of returns, which must balance beside those of orders.

use picklive_contract::returns::ReturnState;
use picklive_server::{
    AppState,
    db::entities::{
        order, order_line, refund, return_line, return_request as request, voucher_code,
    },
};
use sea_orm::EntityTrait;

use crate::orders_books::balance;

/// Checks money and units of returns against the rows they are the sums of.
pub async fn tally(state: &AppState) {
    balance(state).await;
    let requests = request::Entity::find().all(&state.db.read).await.unwrap();
    money(state, &requests).await;
    units(state, &requests).await;
}

/// What went back with returns and without them is what went back of the order.
async fn money(state: &AppState, requests: &[request::Model]) {
    let refunds = refund::Entity::find().all(&state.db.read).await.unwrap();
    let mut of_returns = Vec::new();
    for request in requests {
        let paid = refunds.iter().find(|refund| Some(&refund.id) == request.refund_id.as_ref());
        assert_eq!(paid.map(|refund| refund.amount), request.refunded);
        of_returns.extend(paid.map(|refund| refund.id.as_str()));
    }
    let (all, mut once) = (of_returns.len(), of_returns);
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), all, "a refund of two returns");
    for order in order::Entity::find().all(&state.db.read).await.unwrap() {
        let mine = requests.iter().filter(|request| request.order_id == order.id);
        let by_returns: i64 = mine.filter_map(|request| request.refunded).sum();
        let others = refunds
            .iter()
            .filter(|refund| refund.order_id == order.id && !once.contains(&refund.id.as_str()));
        let others: i64 = others.map(|refund| refund.amount).sum();
        assert_eq!(by_returns + others, order.refunded, "refunds of {}", order.number);
        assert!(order.refunded <= order.total);
    }
}

/// A unit is in one return, or back, or neither; the codes of vouchers that are back are void.
async fn units(state: &AppState, requests: &[request::Model]) {
    use ReturnState::{Approved, Received, Refunded, Requested};
    let parts = return_line::Entity::find().all(&state.db.read).await.unwrap();
    let codes = voucher_code::Entity::find().all(&state.db.read).await.unwrap();
    for line in order_line::Entity::find().all(&state.db.read).await.unwrap() {
        let units = |wanted: &[ReturnState]| -> i64 {
            let of = |part: &&return_line::Model| {
                let request = requests.iter().find(|one| one.id == part.return_id).unwrap();
                part.order_id == line.order_id
                    && part.position == line.position
                    && wanted.contains(&ReturnState::from(request.state.as_str()))
            };
            parts.iter().filter(of).map(|part| part.quantity).sum()
        };
        assert_eq!(line.in_return, units(&[Requested, Approved, Received]));
        assert!(units(&[Refunded]) <= line.returned);
        assert!(line.returned + line.in_return <= line.quantity);
        let mine = codes.iter().filter(|code| code.order_id == line.order_id);
        let mine: Vec<_> = mine.filter(|code| code.position == line.position).collect();
        if !mine.is_empty() {
            let void = mine.iter().filter(|code| code.void_at.is_some()).count();
            assert_eq!(i64::try_from(void), Ok(line.returned), "codes void once a unit");
            let aside =
                |code: &&&voucher_code::Model| code.return_id.is_some() && code.void_at.is_none();
            let aside = mine.iter().filter(aside).count();
            assert_eq!(i64::try_from(aside), Ok(line.in_return), "codes aside once a unit");
        }
    }
}
