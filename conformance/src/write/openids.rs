//! Ways to pay that need to know who the payer is at the provider's: WeChat's `openid`.

use picklive_contract::{OrderId, payments::StartPayment, problem::ProblemKind};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed, payments::STRANGE};
use crate::{
    answer::Answer,
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[&rules::PAY_OPENID, &rules::OPENID_PAGE];

/// Where who somebody is at WeChat's is found out.
const PAGE: &str = "/v1/wechat/openid";

/// An openid that nobody found out.
const INVENTED: &str = "an-openid-that-somebody-made-up";

/// Whether a payment was refused for want of an openid.
pub(super) fn is_wanted(answer: &Answer) -> bool {
    let invalid = |kind: &ProblemKind| answer.status == 422 && *kind == ProblemKind::Invalid;
    let problem = answer.problem().filter(|problem| invalid(&problem.kind));
    problem.is_some_and(|problem| problem.fields.iter().any(|field| field.field == "openid"))
}

/// Goes on where an openid was missing: an invented one is not believed, and the page says where to get one.
pub(super) async fn wanted(
    till: &mut Till<'_>,
    owner: &Caller,
    id: &OrderId,
    (body, refused): (&Value, &Answer),
) -> Checked {
    till.named(&rules::PAY_OPENID, refused, &["openid"]);
    let invented = changed(body, "/openid", json!(INVENTED));
    let answer = till.send(owner, Ask::to::<StartPayment>(id).json(&invented)).await?;
    till.named(&rules::PAY_OPENID, &answer, &["openid"]);

    let home = if till.crosses { till.client.origin().to_owned() } else { till.client.home() };
    let answer = page(till, &format!("{home}/orders/1")).await?;
    let to = answer.header("location").and_then(|to| till.client.locate(to));
    let leads = (300..400).contains(&answer.status)
        && to.is_some_and(|to| matches!(to.scheme(), "http" | "https"));
    till.check(&rules::OPENID_PAGE, &answer, leads, "a redirect to the page that finds it out");
    for address in STRANGE {
        let answer = page(till, address).await?;
        till.expect(&rules::OPENID_PAGE, &answer, 422, &ProblemKind::Invalid);
    }
    Ok(())
}

/// Asks for the page as a browser that goes there, and stays where it is.
async fn page(till: &mut Till<'_>, back: &str) -> Result<Answer, String> {
    // In a block: no part of it may live until the answer comes.
    let query = {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("return_url", back).finish()
    };
    let ask = Ask::new(reqwest::Method::GET, format!("{PAGE}?{query}")).staying();
    till.send(&Caller::default(), ask).await
}
