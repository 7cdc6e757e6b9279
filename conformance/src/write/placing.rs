//! Placing an order: what it answers, and that the server prices it.

use picklive_contract::{
    orders::{NOTE_MAX, Order, OrderState},
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed, goods::order};
use crate::rules::{self, Rule};

pub(super) const OWN: &[&Rule] = &[
    &rules::ORDER,
    &rules::ORDER_ID,
    &rules::EXPECTED,
    &rules::FRESH_QUOTE,
    &rules::NOTE,
    &rules::CONTROL,
];

/// Shortest id that cannot be guessed, in characters.
const ID_MIN: usize = 16;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (guest, variant) = (&Caller::default(), till.stock()?);
    let wish = till.wish(guest, &variant, 2).await?;
    let (first, owner) = till.place(guest, &wish).await?;
    shape(till, &first, &wish);
    till.call_off(&owner, &first.id).await?;
    let (second, owner) = till.place(guest, &wish).await?;
    till.call_off(&owner, &second.id).await?;
    let long = [&first, &second].iter().all(|order| order.id.as_str().len() >= ID_MIN);
    let (one, other) = (&first.id, &second.id);
    let got = format!("{one} and {other}");
    let record = &mut *till.client.record;
    record.check(&rules::ORDER_ID, AT, long && one != other, rules::ORDER_ID.promise, got);
    sums(till, guest, &wish).await?;
    notes(till, guest, &wish).await
}

const AT: &str = "POST /v1/orders";

fn shape(till: &mut Till<'_>, order: &Order, wish: &Value) {
    let line = &wish["lines"][0];
    let asked = format!("{} of {}", line["quantity"], line["variant"].as_str().unwrap_or(""));
    let lines: Vec<_> = order
        .lines
        .iter()
        .map(|line| format!("{} of {}", line.bought.quantity, line.bought.variant))
        .collect();
    let now = till.client.now();
    let held = order.hold_expires_at.zip(now).is_some_and(|(until, now)| until > now);
    let goods: i64 = order.lines.iter().map(|line| line.bought.total.amount).sum();
    let sums = (goods, goods.saturating_add(order.shipping.amount));
    let told = (order.goods.amount, order.total.amount);
    let agreed = wish["expected_total"]["amount"].as_i64();
    let record = &mut *till.client.record;
    let awaits = order.state == OrderState::AwaitingPayment;
    record.check(&rules::ORDER, AT, awaits, "awaiting_payment", &order.state);
    record.check(&rules::ORDER, AT, lines == [asked.clone()], asked, lines.join(", "));
    let until = order.hold_expires_at.map_or("none".into(), |until| until.to_rfc3339());
    record.check(&rules::ORDER, AT, held, "hold_expires_at after now", until);
    let (right, expected) = (sums == told && agreed == Some(told.1), format!("{sums:?}"));
    record.check(&rules::ORDER, AT, right, expected, format!("goods and total {told:?}"));
}

/// Sums that the server would not come to.
async fn sums(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let total = wish["expected_total"]["amount"].as_i64().unwrap_or(0);
    for other in [total - 1, total + 1, 0] {
        let cheap = changed(wish, "/expected_total/amount", json!(other));
        let changed = (409, &ProblemKind::PriceChanged);
        let answer = till.refused(&rules::EXPECTED, guest, order(&cheap), changed).await?;
        till.fresh_quote(&answer, wish);
    }
    let other = if till.shop.currency.code() == "XTS" { "XXX" } else { "XTS" };
    let foreign = changed(wish, "/expected_total/currency", json!(other));
    let answer = till.send(guest, order(&foreign)).await?;
    let taken = till.keep(guest, &answer).is_some();
    let right = !taken && matches!(answer.status, 409 | 422);
    till.check(&rules::EXPECTED, &answer, right, "409 or 422 for another currency");
    Ok(())
}

async fn notes(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let full = "早".repeat(NOTE_MAX);
    for (rule, note) in [(&rules::NOTE, full.as_str()), (&rules::CONTROL, "one\ttwo\nthree")] {
        let answer = till.send(guest, order(&changed(wish, "/note", json!(note)))).await?;
        let kept = till.keep(guest, &answer);
        let same = kept.as_ref().is_some_and(|(order, _)| order.note == note);
        till.check(rule, &answer, same, "the order, with this note");
        if let Some((order, owner)) = kept {
            till.call_off(&owner, &order.id).await?;
        }
    }
    till.wrong_field(&rules::NOTE, guest, wish, "/note", &"x".repeat(NOTE_MAX + 1)).await?;
    let control = &rules::CONTROL;
    for note in ["\u{1b}[2J", "a\rb", "a\0b", "a\u{85}b"] {
        till.wrong_field(control, guest, wish, "/note", note).await?;
    }
    till.wrong_field(control, guest, wish, "/contact/email", "a\u{1b}@conformance.example").await?;
    if wish["address"].is_object() {
        till.wrong_field(control, guest, wish, "/address/name", "Lin\nstate paid").await?;
        till.wrong_field(control, guest, wish, "/address/street", "7\u{1b}[A").await?;
    }
    Ok(())
}

impl Till<'_> {
    /// Notes whether an order is refused for one field.
    async fn wrong_field(
        &mut self,
        rule: &Rule,
        guest: &Caller,
        wish: &Value,
        pointer: &str,
        text: &str,
    ) -> Checked {
        let answer = self.send(guest, order(&changed(wish, pointer, json!(text)))).await?;
        self.keep(guest, &answer);
        let field = pointer.trim_start_matches('/').replace('/', ".");
        let named = answer.problem().is_some_and(|problem| {
            problem.kind == ProblemKind::Invalid && problem.fields.iter().any(|f| f.field == field)
        });
        let right = answer.status == 422 && named;
        self.check(rule, &answer, right, format!("422 invalid with field {field}"));
        Ok(())
    }
}
