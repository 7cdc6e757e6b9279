//! `GET /v1/time`.

use picklive_contract::{
    Endpoint as _,
    storefront::{GetTime, ServerTime},
    time::SECOND,
};

use crate::{client::Client, rules};

pub(super) async fn check(client: &mut Client<'_>) {
    let Some((told, answer)) = client.read::<ServerTime>(GetTime::PATH, &rules::TIME_BODY).await
    else {
        return client.record.want(&[&rules::TIME_STORE], "an answer of GET /v1/time");
    };
    if let Some(header) = answer.time() {
        let near = told.now.since(header).abs() <= SECOND;
        let got = format!("{} in the body", told.now.to_rfc3339());
        let expected = format!("{} as in the header, within a second", header.to_rfc3339());
        client.record.check(&rules::TIME_BODY, &answer.at, near, expected, got);
    }
    let control = answer.header("cache-control").unwrap_or("no Cache-Control").to_lowercase();
    let fresh = answer.header("age").is_none_or(|age| age.trim() == "0");
    let right = control.contains("no-store") && fresh;
    let expected = "Cache-Control: no-store, and no Age";
    client.record.check(&rules::TIME_STORE, &answer.at, right, expected, control);
}
