//! Messages about an order.

use picklive_contract::{
    OrderId,
    messages::{MESSAGE_MAX, Message, SendMessage, Sender},
    orders::Order,
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::json;

use super::{Caller, Checked, Till};
use crate::{
    answer::Answer,
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::MESSAGE, &rules::MESSAGE_TEXT, &rules::MESSAGE_REPEAT, &rules::MESSAGE_OWNER];

/// With what a message may have.
const TEXT: &str = "早安,\n\twhen does it leave? <b>&amp;";

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    till.needs(&Capability::Messages)?;
    let (nobody, variant) = (Caller::default(), till.stock()?);
    let (order, owner) = till.buy(&nobody, &variant, 1).await?;
    let (other, stranger) = till.buy(&nobody, &variant, 1).await?;
    let made = message(&order.id, TEXT);
    let answer = till.send(&owner, made.clone()).await?;
    let told: Option<Order> = answer.read().filter(|_| answer.is_success());
    kept(till, &answer, told.as_ref().map(|order| &order.messages[..]), TEXT);
    let again = till.send(&owner, made.clone()).await?;
    let shown = till.show(&owner, &order.id).await?;
    let once = again.is_success() && shown.messages.len() <= 1;
    let got = format!("{} and {} messages", again.status, shown.messages.len());
    till.client.record.check(&rules::MESSAGE_REPEAT, &again.at, once, "one message", got);
    kept(till, &answer, Some(&shown.messages), TEXT);
    let long = "长".repeat(MESSAGE_MAX);
    let answer = till.send(&owner, message(&order.id, &long)).await?;
    let told: Option<Order> = answer.read().filter(|_| answer.is_success());
    kept(till, &answer, told.as_ref().map(|order| &order.messages[..]), &long);

    let longer = format!("{long}x");
    for text in ["", " \n", longer.as_str(), "a\u{0}b", "a\u{1b}[1m", "a\u{7f}"] {
        let answer = till.send(&owner, message(&order.id, text)).await?;
        till.named(&rules::MESSAGE_TEXT, &answer, &["text"]);
    }
    let before = till.show(&owner, &order.id).await?.messages;
    let person = till.person(0);
    for caller in [&nobody, &stranger].into_iter().chain(person.as_ref()) {
        let answer = till.send(caller, message(&order.id, "not mine")).await?;
        till.expect(&rules::MESSAGE_OWNER, &answer, 404, &ProblemKind::NotFound);
    }
    let after = till.show(&owner, &order.id).await?.messages;
    let (at, got) = (format!("GET /v1/orders/{}", order.id), format!("{} messages", after.len()));
    let expected = format!("{} messages", before.len());
    till.client.record.check(&rules::MESSAGE_OWNER, &at, before == after, expected, got);
    till.keyed(&owner, &made, Some(&json!({"text": "another one"}))).await?;
    till.call_off(&owner, &order.id).await?;
    till.call_off(&stranger, &other.id).await?;
    Ok(())
}

fn message(id: &OrderId, text: &str) -> Ask {
    Ask::to::<SendMessage>(id).json(&json!({"text": text}))
}

/// Notes whether the last message is this one of the buyer.
fn kept(till: &mut Till<'_>, answer: &Answer, messages: Option<&[Message]>, text: &str) {
    let last = messages.and_then(<[Message]>::last);
    let right = last.is_some_and(|last| last.text == text && last.from == Sender::Buyer);
    let got = match last {
        Some(last) => format!("{} {}", last.from, last.text),
        None => answer.brief(),
    };
    let expected = format!("{} characters from the buyer, last", text.chars().count());
    till.client.record.check(&rules::MESSAGE, &answer.at, right, expected, got);
}
