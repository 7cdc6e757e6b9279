//! No address of the contract is left out: the suite gets an answer from each of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;
mod market;

use picklive_conformance::{Level, Options, fixture::Fixture, run};
use picklive_contract::{Endpoint, for_each_endpoint};

/// Method and path of an endpoint.
fn place<E: Endpoint>() -> String {
    format!("{} {}", E::METHOD.as_str(), E::PATH)
}

/// Every endpoint of the contract, and the page that is none of the app's calls.
fn endpoints() -> Vec<String> {
    let mut all = vec!["GET /v1/wechat/openid".to_owned()];
    macro_rules! add {
        ($endpoint:ty, $facts:expr) => {
            all.push(place::<$endpoint>());
        };
    }
    for_each_endpoint!(add);
    all
}

/// Whether a question went to an endpoint, whose `{…}` stand for any part.
fn is_to(endpoint: &str, asked: &str) -> bool {
    let (one, other): (Vec<_>, Vec<_>) =
        (endpoint.split('/').collect(), asked.split('/').collect());
    let same = |(part, asked): (&&str, &&str)| part.starts_with('{') || part == asked;
    one.len() == other.len() && one.iter().zip(&other).all(same)
}

#[tokio::test]
async fn every_endpoint_of_the_contract_is_asked_and_answers() {
    let base = fixture::start(|_, _, _, _| {}, |_, _| {}).await;
    run(&base, &Options::default()).await.unwrap();
    let base = market::start(None).await;
    let fixture = Fixture::read(market::FIXTURE).unwrap();
    let options = Options { level: Level::Write, fixture, ..Options::default() };
    run(&base, &options).await.unwrap();

    let all = endpoints();
    let asked = [&fixture::ANSWERED, &market::ANSWERED].map(|asked| asked.lock().unwrap().clone());
    // What one endpoint names in full is not a part that another leaves open.
    let to = |endpoint: &String| {
        asked
            .iter()
            .flatten()
            .any(|asked| is_to(endpoint, asked) && (asked == endpoint || !all.contains(asked)))
    };
    let silent: Vec<_> = all.iter().filter(|endpoint| !to(endpoint)).collect();
    assert!(silent.is_empty(), "nothing asks {silent:?}");
    assert!(all.len() > 20);
}
