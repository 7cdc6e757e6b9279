//! Refusals: what does not exist, and methods that are not offered.

use picklive_contract::problem::ProblemKind;
use reqwest::Method;

use crate::{
    client::{Answer, Client},
    rules::{self, Rule},
};

/// Addresses at which there is nothing. The second one is an id that nobody made with care.
const NOWHERE: [&str; 3] = [
    "/v1/products/there-is-no-such-product",
    "/v1/products/%22%3Cb%3E%27--%20%E6%9C%AA",
    "/v1/there-is-no-such-thing",
];

/// Ids that no database keeps.
const NUL: [&str; 2] = ["/v1/products/%00", "/v1/products/a%00b"];

pub(super) async fn check(client: &mut Client<'_>) {
    for path in NOWHERE {
        if let Some(answer) = client.get(path).await {
            expect(client, &rules::PROBLEM_404, &answer, 404, &ProblemKind::NotFound);
        }
    }
    // What a database cannot keep, no id has: the usual way is to answer before asking it.
    for path in NUL {
        if let Some(answer) = client.get(path).await {
            let right = matches!(answer.status, 400 | 404 | 422);
            let expected = "400, 404 or 422";
            client.record.check(&rules::PROBLEM_NUL, &answer.at, right, expected, answer.brief());
        }
    }
    // Asking this of the time can do no harm, whatever the server makes of it.
    if let Some(answer) = client.ask(Method::PATCH, "/v1/time", &[], None).await {
        expect(client, &rules::PROBLEM_405, &answer, 405, &ProblemKind::MethodNotAllowed);
    }
}

/// Whether an answer is the refusal it should be.
pub(super) fn expect(
    client: &mut Client<'_>,
    rule: &Rule,
    answer: &Answer,
    status: u16,
    kind: &ProblemKind,
) {
    let right = answer.refuses(status, kind);
    client.record.check(rule, &answer.at, right, format!("{status} {kind}"), answer.brief());
}
