//! How an order ended, in words.

use crate::ui::{Node, live, view};
use leptos::prelude::*;
use picklive_contract::{Lang, orders::Order, product::ProductKind};

use super::Desk;
use crate::{
    checkout::stage::{Stage, stage},
    text::{checkout as words, money},
};

/// What a buyer is told: the fact, and what happens next.
struct Told {
    kind: &'static str,
    title: &'static str,
    hint: String,
}

fn told(order: &Order, lang: Lang) -> Option<Told> {
    let back = || money(order.refunded.unwrap_or(order.total));
    let given = order
        .lines
        .iter()
        .any(|line| matches!(line.bought.kind, ProductKind::Course | ProductKind::Voucher));
    let shipped = order.address.is_some();
    let next = |late: bool| {
        let parts = [
            late.then(|| words::PAID_LATE.to(lang)),
            given.then(|| words::PAID_GIVEN.to(lang)),
            shipped.then(|| words::PAID_PARCEL.to(lang)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let say = |kind, title: crate::text::Say, hint: String| {
        Some(Told { kind, title: title.to(lang), hint })
    };
    match stage(order) {
        Stage::Hold => None,
        Stage::Lapsed(false) => say("over", words::LAPSED, words::LAPSED_HINT.to(lang).into()),
        Stage::Lapsed(true) => say("over", words::LAPSED, words::LAPSED_PENDING.to(lang).into()),
        Stage::Cancelled => say("over", words::CANCELLED, words::CANCELLED_HINT.to(lang).into()),
        Stage::Paid(late) => say("good", words::PAID, next(late)),
        // With nothing to ship, paid and completed are one moment.
        Stage::Completed(late) if !shipped => say("good", words::PAID, next(late)),
        Stage::Shipped => say("good", words::SHIPPED, String::new()),
        Stage::Delivered => say("good", words::DELIVERED, String::new()),
        Stage::Completed(_) => say("good", words::COMPLETED, String::new()),
        Stage::Refunded(true) => {
            say("over", words::REFUNDED, words::REFUNDED_LATE.with(lang, &[&back()]))
        }
        Stage::Refunded(false) => {
            say("over", words::REFUNDED, words::REFUNDED_HINT.with(lang, &[&back()]))
        }
        Stage::Other => say("over", words::OTHER_STATE, String::new()),
    }
}

/// Id of how it ended.
pub(super) const ID: &str = "pay-result";

/// What happened, read out when it changes.
pub(super) fn headline(desk: Desk, lang: Lang) -> Node {
    let told = move || {
        let told = told(&*desk.order.get()?, lang)?;
        Some(view! {
            <div class=format!("result result-{}", told.kind)>
                <h2>{told.title}</h2>
                <p>{told.hint}</p>
            </div>
        })
    };
    view! { <div role="status" id=ID tabindex="-1">{told}</div> }
}

/// One tap to order the same again, when the hold lapsed or the order was called off.
pub(super) fn again(desk: Desk, lang: Lang) -> Node {
    live(move || {
        let stage = stage(&*desk.order.get()?);
        let offered = matches!(stage, Stage::Lapsed(_) | Stage::Cancelled | Stage::Refunded(true));
        let again = move |_| {
            if let Some(setup) = untrack(|| desk.setup.get()) {
                setup.again.run(());
            }
        };
        offered.then(|| {
            view! {
                <button type="button" class="button button-wide" on:click=again>
                    {words::ORDER_AGAIN.to(lang)}
                </button>
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(state: &str, reason: Option<&str>, address: bool) -> Order {
        let money = serde_json::json!({"amount": 4990, "currency": "CNY"});
        let at = "2026-11-24T07:00:00Z";
        let mut order = serde_json::json!({
            "id": "o", "number": "1", "state": state, "lines": [], "goods": money,
            "shipping": money, "total": money, "placed_at": at, "contact": {},
            "steps": [{"state": state, "at": at}],
        });
        if let Some(reason) = reason {
            order["steps"][0]["reason"] = reason.into();
        }
        if address {
            order["address"] = serde_json::json!({"country": "CN", "name": "林", "street": "7"});
        }
        serde_json::from_value(order).unwrap()
    }

    #[test]
    fn a_late_payment_is_told_as_it_ended() {
        let late = told(&order("refunded", Some("paid_late_sold_out"), true), Lang::En).unwrap();
        assert!(late.hint.contains("¥49.90") && late.hint.contains("sold out"));
        let found = told(&order("paid", Some("paid_late_unit_found"), true), Lang::En).unwrap();
        assert!(found.kind == "good" && found.hint.contains("late"));
        assert!(told(&order("awaiting_payment", None, true), Lang::Zh).is_none());
        let course = told(&order("completed", None, false), Lang::En).unwrap();
        assert_eq!(course.title, words::PAID.to(Lang::En));
        assert_eq!(
            told(&order("odd", None, false), Lang::Zh).unwrap().title,
            words::OTHER_STATE.to(Lang::Zh)
        );
    }
}
