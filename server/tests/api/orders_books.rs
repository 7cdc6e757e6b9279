//! The books that must balance after each test.

use picklive_server::{
    AppState,
    db::entities::{deal, deal_buyer, order, order_line, payment, refund, variant},
};
use sea_orm::EntityTrait;

/// Checks every sum the database keeps against the rows it is the sum of.
pub async fn balance(state: &AppState) {
    let read = &state.db.read;
    let orders = order::Entity::find().all(read).await.unwrap();
    let lines = order_line::Entity::find().all(read).await.unwrap();
    let units = |kind: &str, wanted: &dyn Fn(&order_line::Model) -> bool| -> i64 {
        let of = |line: &&order_line::Model| {
            let order = orders.iter().find(|order| order.id == line.order_id).unwrap();
            order.units == kind && wanted(line)
        };
        // Of a paid order, units may have come back one by one.
        lines.iter().filter(of).map(|line| line.quantity - line.returned).sum()
    };
    for variant in variant::Entity::find().all(read).await.unwrap() {
        let mine = |line: &order_line::Model| line.variant_id == variant.id;
        assert_eq!(variant.reserved, units("held", &mine), "held of {}", variant.id);
        assert_eq!(variant.sold, units("sold", &mine), "sold of {}", variant.id);
        assert!(variant.stock >= 0);
    }
    for deal in deal::Entity::find().all(read).await.unwrap() {
        let mine = |line: &order_line::Model| line.deal_id.as_deref() == Some(&deal.id);
        let out = units("held", &mine) + units("sold", &mine);
        assert_eq!(deal.quota - deal.left, out, "quota of {}", deal.id);
    }
    for row in deal_buyer::Entity::find().all(read).await.unwrap() {
        let theirs = |line: &order_line::Model| {
            let order = orders.iter().find(|order| order.id == line.order_id).unwrap();
            line.deal_id.as_deref() == Some(&row.deal_id)
                && order.person_id.as_deref() == Some(&row.person_id)
        };
        assert_eq!(row.units, units("held", &theirs) + units("sold", &theirs), "units of a person");
    }
    let payments = payment::Entity::find().all(read).await.unwrap();
    let refunds = refund::Entity::find().all(read).await.unwrap();
    for order in &orders {
        let back = refunds.iter().filter(|r| r.order_id == order.id && r.kind == "order");
        assert_eq!(order.refunded, back.map(|refund| refund.amount).sum::<i64>());
        let kept: i64 = payments
            .iter()
            .filter(|payment| payment.order_id == order.id)
            .map(|payment| {
                let back = refunds.iter().filter(|refund| refund.payment_id == payment.id);
                payment.received.unwrap_or(0) - back.map(|refund| refund.amount).sum::<i64>()
            })
            .sum();
        let due = if order.units == "sold" || order.refunded > 0 { order.total } else { 0 };
        assert_eq!(kept, due - order.refunded, "money of {} ({})", order.number, order.state);
    }
}
