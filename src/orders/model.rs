//! Orders from two sources as one list, and the words for where they stand.

use std::sync::Arc;

use picklive_contract::{
    Lang, UnixMillis,
    orders::{Order, OrderState, OrderStep},
};

use crate::text::{Say, orders as words};

/// The orders of a person and those of this browser: each once, newest first.
pub fn merged(mut mine: Vec<Arc<Order>>, known: Vec<Arc<Order>>) -> Vec<Arc<Order>> {
    for order in known {
        if !mine.iter().any(|there| there.id == order.id) {
            // By hand: the list is short and nearly in order, a sort is two kilobytes.
            let older = mine.iter().position(|there| there.placed_at < order.placed_at);
            mine.insert(older.unwrap_or(mine.len()), order);
        }
    }
    mine
}

/// A state in a word or two.
pub fn state_word(state: &OrderState) -> Say {
    match state {
        OrderState::AwaitingPayment => words::AWAITING,
        OrderState::Paid => words::PAID,
        OrderState::Shipped => words::SHIPPED,
        OrderState::Delivered => words::DELIVERED,
        OrderState::Completed => words::COMPLETED,
        OrderState::Cancelled => words::CANCELLED,
        OrderState::Expired => words::EXPIRED,
        OrderState::Refunded => words::REFUNDED_STATE,
        OrderState::Other(_) => words::OTHER,
    }
}

/// How a state looks: something to do, going well, or over.
pub fn state_look(state: &OrderState) -> &'static str {
    match state {
        OrderState::AwaitingPayment => "tag",
        OrderState::Paid | OrderState::Shipped | OrderState::Delivered | OrderState::Completed => {
            "tag tag-good"
        }
        _ => "tag tag-quiet",
    }
}

/// One step as it is told: what, when, why.
#[derive(Clone, Debug)]
pub struct Told {
    /// What was reached.
    pub what: Say,
    /// When.
    pub at: UnixMillis,
    /// Why, if that is worth saying.
    pub why: Option<String>,
}

/// The steps of an order as they are told, oldest first; a state this build does not know is left out.
pub fn steps(lang: Lang, steps: &[OrderStep]) -> Vec<Told> {
    let known = steps.iter().filter(|step| !matches!(step.state, OrderState::Other(_)));
    let told = known.map(|step| Told {
        what: match step.state {
            OrderState::AwaitingPayment => words::STEP_PLACED,
            _ => state_word(&step.state),
        },
        at: step.at,
        why: step.reason.as_deref().and_then(|reason| why(lang, reason)),
    });
    told.collect()
}

/// A reason in words: a stable word is said for the shop, and left out when this build does not know it;
/// anything else is the shop's own sentence.
fn why(lang: Lang, reason: &str) -> Option<String> {
    let said = match reason {
        "paid_late_unit_found" => words::LATE_FOUND,
        "paid_late_sold_out" => words::LATE_SOLD_OUT,
        "paid_late_coupon_used" => words::LATE_COUPON,
        "paid_after_cancel" => words::LATE_CANCELLED,
        "cancelled_by_shop" | "refunded_by_shop" => words::BY_SHOP,
        "returned" => words::RETURNED,
        own => {
            let letters = own.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let word = letters && own.contains('_');
            return (!word).then(|| own.to_owned());
        }
    };
    Some(said.to(lang).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::Lang;

    fn order(id: &str, minute: u8) -> Arc<Order> {
        let money = serde_json::json!({"amount": 1, "currency": "CNY"});
        let order = serde_json::json!({
            "id": id, "number": id, "state": "paid", "lines": [], "goods": money,
            "shipping": money, "total": money, "contact": {},
            "placed_at": format!("2026-11-24T07:{minute:02}:00Z"),
        });
        Arc::new(serde_json::from_value(order).unwrap())
    }

    #[test]
    fn both_sources_make_one_list_newest_first() {
        let mine = vec![order("c", 3), order("a", 1)];
        let all = merged(mine, vec![order("b", 2), order("a", 1), order("d", 4)]);
        let ids: Vec<_> = all.iter().map(|order| order.id.as_str()).collect();
        assert_eq!(ids, ["d", "c", "b", "a"]);
        assert!(merged(Vec::new(), Vec::new()).is_empty());
    }

    #[test]
    fn steps_are_told_with_their_reasons() {
        let at = UnixMillis(0);
        let step = |state: &str, reason: Option<&str>| OrderStep {
            state: state.into(),
            at,
            reason: reason.map(Into::into),
        };
        let told = steps(
            Lang::En,
            &[
                step("awaiting_payment", None),
                step("x-ray", None),
                step("refunded", Some("paid_late_sold_out")),
            ],
        );
        let words: Vec<_> = told.iter().map(|step| step.what.to(Lang::En)).collect();
        assert_eq!(words, ["Placed", "Refund"]);
        assert!(told[1].why.is_some() && told[0].why.is_none());
        let why = |reason| steps(Lang::En, &[step("refunded", Some(reason))]).remove(0).why;
        assert_eq!(why("paid_after_cancel").as_deref(), Some("Paid after it was cancelled"));
        assert_eq!(why("refunded_by_shop").as_deref(), Some("By the shop"));
        assert_eq!(why("a_word_of_later"), None);
        assert_eq!(why("returned").as_deref(), Some("Returned"));
        assert_eq!(why("damaged").as_deref(), Some("damaged"));
        assert_eq!(why("The parcel was lost").as_deref(), Some("The parcel was lost"));
    }
}
