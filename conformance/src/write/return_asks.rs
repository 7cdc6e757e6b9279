//! What is asked for beside the units of a return: a smaller sum, and pictures.

use picklive_contract::{
    Money,
    orders::Order,
    returns::{AskReturn, PICTURE_BYTES_MAX, PICTURES_MAX, Return},
};
use serde_json::{Value, json};

use super::{Caller, Till};
use crate::{ask::Ask, rules};

/// A PNG file of eight pixels each way.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mM4URGAFTEMLQkAMRFkAWlphTIAAAAASUVORK5CYII=";

/// Base64 of a text, which is no picture whatever it is called.
const TEXT: &str = "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==";

/// Asks for what is refused, then for a return of a unit with a smaller sum and a picture; gives that one.
pub(super) async fn check(
    till: &mut Till<'_>,
    owner: &Caller,
    order: &Order,
) -> Result<Return, String> {
    let paid = order.lines.first().ok_or("a line of an order")?.bought.offer.price;
    for amount in [0, paid.amount + 1] {
        let other = with("amount", json!(Money { amount, ..paid }));
        let answer = till.send(owner, ask(order, &other)).await?;
        till.named(&rules::RETURN_AMOUNT, &answer, &["amount"]);
    }
    let four = vec![PICTURE; PICTURES_MAX + 1];
    let large = "A".repeat(PICTURE_BYTES_MAX / 3 * 4 + 8);
    for pictures in [json!(four), json!([large]), json!([TEXT]), json!(["not base64!"])] {
        let answer = till.send(owner, ask(order, &with("pictures", pictures))).await?;
        till.named(&rules::RETURN_PICTURES, &answer, &["pictures"]);
    }
    let less = Money { amount: (paid.amount - 1).max(1), ..paid };
    let mut good = with("amount", json!(less));
    good["pictures"] = json!([PICTURE]);
    let answer = till.send(owner, ask(order, &good)).await?;
    let told: Option<Order> = answer.read().filter(|_| answer.is_success());
    let open = told.and_then(|order| order.returns.into_iter().find(Return::is_open));
    let asked = open.as_ref().is_some_and(|open| open.asked == less);
    till.check(&rules::RETURN_AMOUNT, &answer, asked, format!("{} asked", less.amount));
    let kept = open.as_ref().is_some_and(|open| open.pictures == 1);
    till.check(&rules::RETURN_PICTURES, &answer, kept, "a return with a picture");
    open.ok_or("a return with a picture".into())
}

fn ask(order: &Order, body: &Value) -> Ask {
    Ask::to::<AskReturn>(&order.id).json(body)
}

/// One unit of the first line, and a field.
fn with(field: &str, value: Value) -> Value {
    let mut body = json!({"lines": [{"line": 0, "quantity": 1}], "reason": "damaged"});
    body[field] = value;
    body
}
