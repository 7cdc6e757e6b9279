//! Questions that cannot be read, and parts of them that mean nothing.

use picklive_contract::{problem::ProblemKind, storefront::Capability};
use reqwest::header;
use serde_json::{Value, json};

use super::{
    Caller, Checked, Till,
    goods::{ORDERS, order},
};
use crate::{
    client::Answer,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::BROKEN_JSON,
    &rules::WRONG_SHAPE,
    &rules::CONTENT_TYPE,
    &rules::TOO_LARGE,
    &rules::UNKNOWN_FIELDS,
    &rules::UNKNOWN_QUERY,
];

/// Larger than any question, in bytes.
const LARGE: usize = (1 << 20) + (1 << 10);

/// How often a large body is sent that got no answer: a server that does not read it all may close first.
const TRIES: usize = 3;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (guest, variant) = (&Caller::default(), till.stock()?);
    let wish = till.wish(guest, &variant, 1).await?;
    let bad = (400, &ProblemKind::BadRequest);
    for body in ["", "{", "lines=1&contact=a", "{\"lines\": [,]}"] {
        till.refused(&rules::BROKEN_JSON, guest, order(&wish).raw(body), bad).await?;
    }
    shapes(till, guest, &wish).await?;
    let unread = (415, &ProblemKind::BadRequest);
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let ask = order(&wish).with(header::CONTENT_TYPE.as_str(), kind);
        till.refused(&rules::CONTENT_TYPE, guest, ask, unread).await?;
    }
    let unsaid = order(&wish).without(header::CONTENT_TYPE.as_str());
    till.refused(&rules::CONTENT_TYPE, guest, unsaid, unread).await?;
    large(till, guest, &wish).await;
    unknown(till, guest, wish).await
}

/// JSON of another shape.
async fn shapes(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let mut wrong = vec![json!([]), json!("order"), json!({}), Value::Null];
    for quantity in [json!(-1), json!(1.5), json!("1"), json!([1])] {
        wrong.push(changed(wish, "/lines/0/quantity", quantity));
    }
    for amount in [json!("100"), json!(99.5), json!({})] {
        wrong.push(changed(wish, "/expected_total/amount", amount));
    }
    wrong.push(changed(wish, "/lines", json!({"0": 1})));
    for body in wrong {
        let answer = till.send(guest, order(&body)).await?;
        till.keep(guest, &answer);
        let refused = matches!(answer.status, 400 | 422);
        till.check(&rules::WRONG_SHAPE, &answer, refused, format!("400 or 422 for {body}"));
    }
    Ok(())
}

async fn large(till: &mut Till<'_>, guest: &Caller, wish: &Value) {
    let body = changed(wish, "/note", json!("x".repeat(LARGE)));
    let mut last = Err(String::new());
    for _ in 0..TRIES {
        last = till.client.crowd(vec![guest.asks(order(&body))]).await.remove(0);
        if last.is_ok() {
            break;
        }
    }
    match last {
        Ok(answer) => {
            let noted: Option<Answer> = till.client.note(&answer.at.clone(), Ok(answer));
            if let Some(answer) = noted {
                till.keep(guest, &answer);
                till.expect(&rules::TOO_LARGE, &answer, 413, &ProblemKind::TooLarge);
            }
        }
        Err(error) => {
            let at = format!("POST {ORDERS}");
            till.client.record.check(&rules::TOO_LARGE, &at, false, "413", error);
        }
    }
}

async fn unknown(till: &mut Till<'_>, guest: &Caller, wish: Value) -> Checked {
    let mut more = wish.clone();
    for place in ["", "/lines/0", "/contact", "/address", "/expected_total"] {
        if let Some(Value::Object(fields)) = more.pointer_mut(place) {
            fields.insert("x_unknown".into(), json!({"of": ["a newer app"]}));
        }
    }
    let answer = till.send(guest, order(&more)).await?;
    let taken = till.keep(guest, &answer).is_some();
    till.check(&rules::UNKNOWN_FIELDS, &answer, taken, "the order, as without them");
    let mut ask = order(&wish);
    ask.path = format!("{ORDERS}?x-unknown=1&after=nothing");
    let answer = till.send(guest, ask).await?;
    let taken = till.keep(guest, &answer).is_some();
    till.check(&rules::UNKNOWN_QUERY, &answer, taken, "the order, as without it");
    Ok(())
}

/// The same with another value at a JSON pointer.
pub(super) fn changed(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    if let Some(Value::Object(fields)) = body.pointer_mut(parent) {
        fields.insert(key.into(), value);
    }
    body
}
