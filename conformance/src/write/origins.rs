//! Pages of the own origin have a cookie, those of others a bearer.

use picklive_contract::{
    Endpoint as _,
    account::{Session, SignOut},
    headers,
    orders::PlaceOrder,
    storefront::{Capability, GetStorefront},
};
use reqwest::Method;

use super::{Caller, Checked, Till, caller::cookies};
use crate::{
    answer::Answer,
    ask::{Ask, From},
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::PREFLIGHT, &rules::CREDENTIALS, &rules::BEARER, &rules::COOKIE, &rules::COOKIE_SITE];

/// Headers that the app's questions have.
const ASKED: [&str; 6] = [
    "authorization",
    "content-type",
    headers::IDEMPOTENCY_KEY,
    "if-none-match",
    headers::ORDER_SECRET,
    // The last one only where there are rooms.
    headers::VIEWER,
];

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    let lack = "Access-Control-Allow-Origin: the page of --origin is not answered";
    if till.crosses {
        preflights(till).await?;
    } else {
        till.client.record.want(&[&rules::PREFLIGHT, &rules::CREDENTIALS, &rules::BEARER], lack);
    }
    till.needs(&Capability::Account)?;
    if till.crosses {
        let contact = till.fresh_contact()?;
        let (answer, _) = till.signed_in(&contact, From::Elsewhere).await?;
        let token = answer.read::<Session>().is_some_and(|session| session.token.is_some());
        let right = token && cookies(&answer).is_empty();
        let got = format!("token {token}, cookies {}", cookies(&answer).len());
        let record = &mut *till.client.record;
        record.check(&rules::BEARER, &answer.at, right, "a token and no cookie", got);
    }
    at_home(till).await
}

async fn preflights(till: &mut Till<'_>) -> Checked {
    let asked = [
        (Capability::Orders, PlaceOrder::PATH, "POST"),
        (Capability::Account, SignOut::PATH, "DELETE"),
    ];
    till.client.record.want(&[&rules::PREFLIGHT], "the capability orders or account");
    let rooms = usize::from(!till.shop.can(&Capability::Rooms));
    let names = &ASKED[..ASKED.len() - rooms];
    for (needed, path, method) in asked {
        if !till.shop.can(&needed) {
            continue;
        }
        let ask = Ask::new(Method::OPTIONS, path)
            .with("access-control-request-method", method)
            .with("access-control-request-headers", &names.join(","));
        // No page reads the answer itself, so only its headers count.
        let answer = till.client.crowd(vec![ask]).await.remove(0)?;
        let allows = |name: &str, word: &str| {
            let list = answer.header(name).unwrap_or("").to_lowercase();
            // A star stands for everything but authorization.
            let is = |item: &str| item == word.to_lowercase() || item == "*" && word != ASKED[0];
            list.split(',').any(|item| is(item.trim()))
        };
        let origin = answer.header("access-control-allow-origin");
        let known = origin.is_some_and(|told| told == "*" || told == till.client.origin());
        let all = names.iter().all(|name| allows("access-control-allow-headers", name));
        let right =
            answer.is_success() && known && all && allows("access-control-allow-methods", method);
        let got = format!("{} {:?}", answer.status, allowed(&answer));
        let expected = format!("{method} and {}", names.join(", "));
        till.client.record.check(&rules::PREFLIGHT, &answer.at, right, expected, got);
        credentials(till, &answer);
    }
    let answer = till.call::<GetStorefront>(&Caller::default(), &()).await?;
    credentials(till, &answer);
    Ok(())
}

/// What an answer allows to another origin.
fn allowed(answer: &Answer) -> Vec<&str> {
    let names = ["origin", "methods", "headers"];
    let header = |name| answer.header(&format!("access-control-allow-{name}"));
    names.into_iter().filter_map(header).collect()
}

fn credentials(till: &mut Till<'_>, answer: &Answer) {
    let told = answer.header("access-control-allow-credentials").unwrap_or("none");
    let none = !told.eq_ignore_ascii_case("true");
    let record = &mut *till.client.record;
    record.check(&rules::CREDENTIALS, &answer.at, none, "no credentials", told);
}

/// Signing in on the own origin.
async fn at_home(till: &mut Till<'_>) -> Checked {
    let contact = till.fresh_contact()?;
    let (answer, person) = till.signed_in(&contact, From::Home).await?;
    let lines: Vec<_> = cookies(&answer).into_iter().map(str::to_lowercase).collect();
    if lines.is_empty() {
        return Err("a cookie for the own origin".into());
    }
    let secure = till.client.is_secure();
    let right = lines.iter().all(|line| {
        let has = |word: &str| line.split(';').skip(1).any(|part| part.trim() == word);
        let site = has("samesite=lax") || has("samesite=strict");
        has("httponly") && site && (has("secure") || !secure)
    });
    let token = answer.read::<Session>().and_then(|session| session.token);
    let got: Vec<_> = lines.iter().filter_map(|line| line.split_once(';')).map(|l| l.1).collect();
    let got = format!("{}; a token in the body: {}", got.join(" | "), token.is_some());
    let record = &mut *till.client.record;
    record.check(&rules::COOKIE, &answer.at, right && token.is_none(), rules::COOKIE.promise, got);
    if person.cookie.is_none() {
        return Err("a cookie without a token".into());
    }
    // Another site's page makes the browser sign its visitor out.
    let ask = Ask { from: From::Elsewhere, ..person.asks(Ask::to::<SignOut>(&())) };
    let Some(answer) = till.client.send(ask).await else { return Err("an answer".into()) };
    let refused = matches!(answer.status, 400..500);
    till.check(&rules::COOKIE_SITE, &answer, refused, "a refusal, e.g. 403 forbidden");
    Ok(())
}
