//! Every endpoint of the contract, called by whom it is not for and by names that nothing has.

use picklive_contract::endpoints::Caller;
use reqwest::StatusCode;

use crate::{
    orders_support::{people, place},
    support::Client,
    tried::{ORDER, all, refused, shop},
};

#[tokio::test]
async fn paths_that_are_none_are_refused() {
    let (server, _) = shop().await;
    let person = people(&server, 1).await.remove(0);
    let long = "a".repeat(201);
    for tried in all().iter().filter(|tried| tried.path.contains('{')) {
        for odd in [
            "%00",
            "a%00b",
            "%ff",
            "%c3%28",
            "..%2f..%2fetc",
            "%27%20OR%201=1--",
            "%F0%9F%92%A9",
            "%",
            &long,
        ] {
            let mut request = tried.request(&person, odd);
            if tried.has_body {
                request = request.json(&tried.sample());
            }
            let what = format!("{} {odd:.30}", tried.name);
            let told = refused(request.send().await.unwrap(), &what).await;
            assert!(matches!(told.status, 400 | 404), "{what}: {told:?}");
        }
    }
}

#[tokio::test]
async fn nobody_gets_what_is_anothers() {
    let (server, order) = shop().await;
    let (_, rival) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let nobody = server.client();
    let token = |token: &str| Client { token: Some(token.into()), ..nobody.clone() };
    let other = people(&server, 1).await.remove(0);
    let strangers = [
        ("nobody", nobody.clone()),
        ("a forged session", token("forged")),
        ("a NUL for a session", Client { cookie: Some("picklive=%00".into()), ..nobody.clone() }),
        ("somebody else", other.clone()),
        ("another order's secret", rival.clone()),
        ("both", Client { token: other.token.clone(), ..rival }),
        ("the order's id for a secret", Client { secret: Some(order.clone()), ..nobody.clone() }),
        ("an empty secret", Client { secret: Some(String::new()), ..nobody.clone() }),
    ];
    for tried in all() {
        for (who, stranger) in &strangers {
            let segment = if tried.segment() == ORDER { &order } else { tried.segment() };
            let mut request = tried.request(stranger, segment);
            if tried.has_body {
                request = request.json(&tried.sample());
            }
            let (answer, what) =
                (request.send().await.unwrap(), format!("{} by {who}", tried.name));
            let is_person = stranger.token.is_some() && stranger.token == other.token;
            match tried.caller {
                Caller::OrderOwner => {
                    assert_eq!(refused(answer, &what).await.status, 404, "{what}")
                }
                Caller::Host => assert_eq!(refused(answer, &what).await.status, 404, "{what}"),
                Caller::Viewer => {
                    assert_eq!(refused(answer, &what).await.status, 401, "{what}");
                }
                Caller::Person if !is_person => {
                    assert_eq!(refused(answer, &what).await.status, 401, "{what}");
                }
                _ => {
                    let status = answer.status();
                    assert!(!status.is_server_error(), "{what}: {status}");
                    let text = answer.text().await.unwrap();
                    assert!(!text.contains(&order), "{what} tells of the order");
                    assert_ne!(status, StatusCode::FORBIDDEN, "{what}: {text}");
                }
            }
        }
    }
}
