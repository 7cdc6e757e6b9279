//! Returns: what is refused of any order, and, with goods that can be returned at once, the whole way that a
//! buyer goes alone.

use picklive_contract::{
    OrderId, ReturnId,
    orders::Order,
    problem::ProblemKind,
    returns::{AskReturn, Return, ReturnState, WithdrawReturn},
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{
    Caller, Checked, Till,
    payments::{bought, is_paid},
    return_asks,
};
use crate::{
    answer::Answer,
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::RETURN_STATE,
    &rules::RETURN_FIELDS,
    &rules::RETURN_OWNER,
    &rules::RETURN,
    &rules::RETURN_REPEAT,
    &rules::RETURN_TWICE,
    &rules::RETURN_AMOUNT,
    &rules::RETURN_PICTURES,
    &rules::RETURN_WITHDRAWN,
];

/// Returns of one unit asked for at the same moment.
const AT_ONCE: usize = 3;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    till.needs(&Capability::Returns)?;
    let (nobody, variant) = (Caller::default(), till.stock()?);
    let (order, owner) = till.buy(&nobody, &variant, 1).await?;
    let answer = till.send(&owner, ask(&order.id, 0, 1)).await?;
    till.expect(&rules::RETURN_STATE, &answer, 409, &ProblemKind::WrongState);
    wrong(till, &owner, &order.id).await?;
    let (other, stranger) = till.buy(&nobody, &variant, 1).await?;
    for caller in [&nobody, &stranger] {
        let answer = till.send(caller, ask(&order.id, 0, 1)).await?;
        till.expect(&rules::RETURN_OWNER, &answer, 404, &ProblemKind::NotFound);
    }
    till.call_off(&owner, &order.id).await?;
    till.call_off(&stranger, &other.id).await?;
    returnable(till).await
}

fn lines(lines: &Value) -> Value {
    json!({"lines": lines, "reason": "changed_mind"})
}

fn ask(id: &OrderId, line: u32, quantity: u32) -> Ask {
    Ask::to::<AskReturn>(id).json(&lines(&json!([{"line": line, "quantity": quantity}])))
}

/// What cannot be returned of any order with one unit of one line.
async fn wrong(till: &mut Till<'_>, owner: &Caller, id: &OrderId) -> Checked {
    let none = Ask::to::<AskReturn>(id).json(&lines(&json!([])));
    for ask in [none, ask(id, 0, 0), ask(id, 0, 2), ask(id, 7, 1)] {
        let answer = till.send(owner, ask).await?;
        let refused = answer.refuses(422, &ProblemKind::Invalid)
            || answer.refuses(409, &ProblemKind::WrongState);
        till.check(&rules::RETURN_FIELDS, &answer, refused, "422 invalid, or 409 wrong-state");
    }
    Ok(())
}

async fn returnable(till: &mut Till<'_>) -> Checked {
    let goods = till.fixture.returned.as_ref().map(|goods| goods.variant.clone());
    let variant =
        goods.ok_or("a variant that is returnable once paid in the fixture ([returned])")?;
    let (order, owner, _) = bought(till, &variant).await?;
    let units = order.lines.first().map_or(0, |line| line.returnable);
    if !is_paid(&order) || units == 0 {
        return Err(format!("a unit of {variant} that is returnable once paid"));
    }
    wrong(till, &owner, &order.id).await?;
    let wish = ask(&order.id, 0, 1);
    let answer = till.send(&owner, wish.clone()).await?;
    let asked = open(till, &answer, units - 1).ok_or("a return that is asked for")?;
    let again = till.send(&owner, wish.clone()).await?;
    let shown = till.show(&owner, &order.id).await?;
    let once = again.is_success() && shown.returns.len() == 1;
    let got = format!("{}, {} returns", again.brief(), shown.returns.len());
    till.client.record.check(&rules::RETURN_REPEAT, &again.at, once, "one return", got);
    if units == 1 {
        let twice = till.send(&owner, ask(&order.id, 0, 1)).await?;
        till.expect(&rules::RETURN_TWICE, &twice, 409, &ProblemKind::WrongState);
    }
    let stranger = till.call::<WithdrawReturn>(&Caller::default(), &asked).await?;
    till.expect(&rules::RETURN_OWNER, &stranger, 404, &ProblemKind::NotFound);
    for _ in 0..2 {
        withdrawn(till, &owner, &asked, units).await?;
    }
    let second = race(till, &owner, &order.id, units).await?;
    withdrawn(till, &owner, &second, units).await?;
    let third = return_asks::check(till, &owner, &order).await;
    if let Ok(third) = &third {
        withdrawn(till, &owner, &third.id, units).await?;
    }
    let other = lines(&json!([{"line": 0, "quantity": 1}, {"line": 0, "quantity": 1}]));
    till.keyed(&owner, &wish, Some(&other)).await?;
    till.keyed(&owner, &Ask::to::<WithdrawReturn>(&asked), None).await?;
    third.map(|_| ())
}

/// The return that an answer tells of as asked for; whether it is right is noted.
fn open(till: &mut Till<'_>, answer: &Answer, left: u32) -> Option<ReturnId> {
    let order: Option<Order> = answer.read().filter(|_| answer.is_success());
    let of_it = |told: &&Return| {
        let [line] = &told.lines[..] else { return false };
        told.is_open() && (line.line, line.quantity) == (0, 1)
    };
    let asked = order.as_ref().and_then(|order| order.returns.iter().find(of_it));
    let returnable = order.as_ref().and_then(|order| order.lines.first()).map(|l| l.returnable);
    let right = asked.is_some() && returnable == Some(left);
    let expected = format!("an open return of the unit, {left} returnable");
    till.check(&rules::RETURN, answer, right, expected);
    asked.map(|asked| asked.id.clone())
}

async fn withdrawn(till: &mut Till<'_>, owner: &Caller, id: &ReturnId, units: u32) -> Checked {
    let answer = till.call::<WithdrawReturn>(owner, id).await?;
    let order: Option<Order> = answer.read().filter(|_| answer.is_success());
    let right = order.is_some_and(|order| {
        let told = order.returns.iter().find(|told| told.id == *id);
        told.is_some_and(|told| told.state == ReturnState::Withdrawn)
            && order.lines.first().is_some_and(|line| line.returnable == units)
    });
    let expected = format!("withdrawn, {units} returnable");
    match till.check(&rules::RETURN_WITHDRAWN, &answer, right, expected) {
        true => Ok(()),
        false => Err("a return that can be withdrawn".into()),
    }
}

/// The same unit in several returns at the same moment: it is in one.
async fn race(
    till: &mut Till<'_>,
    owner: &Caller,
    id: &OrderId,
    units: u32,
) -> Result<ReturnId, String> {
    let asks = (0..AT_ONCE).map(|_| (owner.clone(), ask(id, 0, units))).collect();
    let mut told = Vec::new();
    for (_, answer) in till.together(asks).await {
        told.push(answer.status.to_string());
        if !answer.is_success() {
            till.expect(&rules::RETURN_TWICE, &answer, 409, &ProblemKind::WrongState);
        }
    }
    let open: Vec<_> = till.show(owner, id).await?.returns;
    let open: Vec<_> = open.into_iter().filter(Return::is_open).collect();
    let at = format!("POST /v1/orders/{id}/returns, {AT_ONCE} times at the same moment");
    let got = format!("{}; {} open", told.join(", "), open.len());
    let one = open.len() == 1;
    till.client.record.check(&rules::RETURN_TWICE, &at, one, "one open return", got);
    open.into_iter().next().filter(|_| one).map(|open| open.id).ok_or("one open return".into())
}
