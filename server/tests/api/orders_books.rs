//! The books that must balance after each test.

use picklive_server::{
    AppState,
    db::entities::{
        coupon, coupon_claim, deal, deal_buyer, order, order_line, payment, refund, variant,
    },
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
    coupons(state, &orders, &lines).await;
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

/// There are as many claims as are gone of the quota; what a coupon takes off an order is its lines' shares; and one
/// that an order uses, no other order does that came to something.
async fn coupons(state: &AppState, orders: &[order::Model], lines: &[order_line::Model]) {
    let claims = coupon_claim::Entity::find().all(&state.db.read).await.unwrap();
    for coupon in coupon::Entity::find().all(&state.db.read).await.unwrap() {
        let count = claims.iter().filter(|claim| claim.coupon_id == coupon.id).count();
        assert_eq!(coupon.quota - coupon.unclaimed, i64::try_from(count).unwrap());
    }
    for order in orders {
        let mine = lines.iter().filter(|line| line.order_id == order.id);
        let sums = mine.fold((0, 0), |(sum, off), line| {
            assert!(line.coupon_off <= line.quantity * line.unit_price);
            (sum + line.quantity * line.unit_price, off + line.coupon_off)
        });
        assert_eq!((order.goods + order.coupon_off, order.coupon_off), sums);
        assert_eq!(order.coupon_id.is_some(), order.coupon_off > 0);
        let used = claims.iter().find(|claim| claim.order_id.as_ref() == Some(&order.id));
        assert_eq!(used.map(|claim| &claim.person_id), used.and(order.person_id.as_ref()));
        let nothing = matches!(order.state.as_str(), "cancelled" | "expired");
        // Money that came late went back whole: then the coupon had gone back before.
        let late = order.state == "refunded" && order.units == "returned" && used.is_none();
        if !late {
            let uses = order.coupon_id.as_ref().filter(|_| !nothing);
            assert_eq!(used.map(|claim| &claim.coupon_id), uses, "{}", order.state);
        }
    }
}
