//! Sessions: who is signed in, and that it ends.

use picklive_contract::{
    account::{GetSession, Session, SignOut},
    orders::ListOrders,
    problem::ProblemKind,
    storefront::Capability,
};

use super::{Caller, Checked, Till};
use crate::rules::{self, Rule};

pub(super) const OWN: &[&Rule] = &[&rules::SESSION, &rules::SESSION_STRANGE, &rules::SESSION_ENDS];

/// A token that nobody has.
const STRANGE: &str = "this-token-was-never-given-to-anybody-at-all";

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Account)?;
    is_nobody(till, &rules::SESSION_STRANGE, &Caller::bearer(STRANGE)).await?;
    let contact = till.fresh_contact();
    if let Ok(person) = till.person(0) {
        shown(till, &person, "").await?;
    }
    let (contact, from) = (contact?, till.usual());
    let (_, person) = till.signed_in(&contact, from).await?;
    shown(till, &person, &contact.value).await?;
    let answer = till.call::<SignOut>(&person, &()).await?;
    let out = answer.is_success();
    till.check(&rules::SESSION_ENDS, &answer, out, "200");
    is_nobody(till, &rules::SESSION_ENDS, &person).await
}

/// Notes whether a caller is named, their contact partly hidden.
async fn shown(till: &mut Till<'_>, person: &Caller, contact: &str) -> Checked {
    let answer = till.call::<GetSession>(person, &()).await?;
    let session: Option<Session> = answer.read().filter(|_| answer.is_success());
    let right = session.is_some_and(|session| {
        let hidden = |shown: &str| !shown.is_empty() && shown != contact;
        session.token.is_none() && session.person.is_some_and(|named| hidden(&named.contact))
    });
    till.check(&rules::SESSION, &answer, right, "a person, the contact partly hidden, no token");
    Ok(())
}

/// Notes whether a caller counts as a guest.
async fn is_nobody(till: &mut Till<'_>, rule: &Rule, caller: &Caller) -> Checked {
    let answer = till.call::<GetSession>(caller, &()).await?;
    let session: Option<Session> = answer.read().filter(|_| answer.is_success());
    let nobody = session.is_some_and(|session| session.person.is_none());
    till.check(rule, &answer, nobody, "200 and nobody");
    if till.shop.can(&Capability::Orders) {
        let answer = till.call::<ListOrders>(caller, &()).await?;
        till.expect(rule, &answer, 401, &ProblemKind::SignInNeeded);
    }
    Ok(())
}
