//! What somebody without credentials is told.

use picklive_contract::{
    Endpoint as _,
    account::{GetSession, Session},
    headers,
    orders::{GetOrder, ListOrders},
    problem::ProblemKind,
    storefront::Capability,
};
use reqwest::Method;

use super::{Seen, problems::expect};
use crate::{client::Client, rules};

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    match seen.lack(&Capability::Account) {
        None => session(client).await,
        Some(lack) => client.record.want(&[&rules::SESSION_GUEST], &lack),
    }
    match seen.lack(&Capability::Orders) {
        None => orders(client).await,
        Some(lack) => {
            client.record.want(&[&rules::ORDERS_GUEST, &rules::ORDER_HIDDEN], &lack);
        }
    }
}

async fn session(client: &mut Client<'_>) {
    let read = client.read::<Session>(GetSession::PATH, &rules::SESSION_GUEST).await;
    let Some((session, answer)) = read else { return };
    let nobody = session.person.is_none() && session.token.is_none();
    let (record, got) = (&mut *client.record, answer.brief());
    record.check(&rules::SESSION_GUEST, &answer.at, nobody, "neither person nor token", got);
}

async fn orders(client: &mut Client<'_>) {
    if let Some(answer) = client.get(ListOrders::PATH).await {
        expect(client, &rules::ORDERS_GUEST, &answer, 401, &ProblemKind::SignInNeeded);
    }
    let path = GetOrder::path(&"there-is-no-such-order".into());
    let secret = [(headers::ORDER_SECRET, "there-is-no-such-secret")];
    for headers in [&[][..], &secret] {
        if let Some(answer) = client.ask(Method::GET, &path, headers, None).await {
            expect(client, &rules::ORDER_HIDDEN, &answer, 404, &ProblemKind::NotFound);
        }
    }
}
