//! Bodies that keep their `ETag`, answers that are not sent twice, parameters that change nothing.

use std::time::Duration;

use picklive_contract::{Endpoint as _, storefront::GetStorefront};
use reqwest::Method;

use crate::{
    client::{Answer, Client},
    rules::{self, Rule},
};

const TAGGED: [&Rule; 3] = [&rules::ETAG_304, &rules::ETAG_304_TIME, &rules::ETAG_OTHER];

/// Longer than a second, so that a time in a body has changed even when it counts seconds.
const A_WHILE: Duration = Duration::from_millis(1_100);

pub(super) async fn check(client: &mut Client<'_>) {
    let path = GetStorefront::PATH;
    let Some(first) = client.get(path).await.filter(|answer| answer.status == 200) else {
        let all = [&TAGGED[..], &[&rules::TIME_NOT_IN_BODY, &rules::QUERY]].concat();
        return client.record.want(&all, "a storefront that answers 200");
    };

    if let Some(more) = client.get(&format!("{path}?x-unknown=1&%E6%9C%AA=2")).await {
        let mut same = more.body == first.body;
        if !same {
            // The body itself may have changed between the two: that is no fault of the parameter.
            same = client.get(path).await.is_some_and(|plain| plain.body == more.body);
        }
        let same = same && more.status == 200;
        let expected = "200 and the body without the parameter";
        client.record.check(&rules::QUERY, &more.at, same, expected, more.brief());
    }

    tokio::time::sleep(A_WHILE).await;
    let Some(later) = client.get(path).await else { return };
    let same = later.body == first.body && later.header("etag") == first.header("etag");
    let got = format!(
        "ETag {:?} then {:?}, the body {}",
        first.header("etag"),
        later.header("etag"),
        if later.body == first.body { "the same" } else { "another one" }
    );
    let expected = "the same bytes and ETag a second later";
    client.record.check(&rules::TIME_NOT_IN_BODY, &later.at, same, expected, got);

    let Some(mut tag) = later.header("etag").map(str::to_owned) else {
        return client.record.want(&TAGGED, "an ETag on the storefront");
    };
    if let Some(kept) = revalidate(client, path, &mut tag).await {
        let right = kept.status == 304 && kept.body.is_empty();
        client.record.check(&rules::ETAG_304, &kept.at, right, "304, no body", kept.brief());
        if kept.status == 304 {
            let got = kept.header("picklive-time").unwrap_or("no such header");
            let told = kept.time().is_some();
            client.record.check(&rules::ETAG_304_TIME, &kept.at, told, "Picklive-Time", got);
        } else {
            client.record.want(&[&rules::ETAG_304_TIME], "a 304");
        }
    }
    let other = [("if-none-match", "\"of-another-body\"")];
    if let Some(whole) = client.ask(Method::GET, path, &other, None).await {
        // Whichever body: it may have changed meanwhile.
        let right = whole.status == 200 && !whole.body.is_empty();
        client.record.check(&rules::ETAG_OTHER, &whole.at, right, "200, the body", whole.brief());
    }
}

/// Asks with the tag of the body that was read last. What the server has may have changed since, and its tag with
/// it: then once more, with the new one.
pub(super) async fn revalidate(
    client: &mut Client<'_>,
    path: &str,
    tag: &mut String,
) -> Option<Answer> {
    let answer = client.ask(Method::GET, path, &[("if-none-match", tag)], None).await?;
    let newer = answer.header("etag").filter(|newer| answer.status == 200 && newer != tag);
    let Some(newer) = newer.map(str::to_owned) else { return Some(answer) };
    *tag = newer;
    client.ask(Method::GET, path, &[("if-none-match", tag)], None).await
}
