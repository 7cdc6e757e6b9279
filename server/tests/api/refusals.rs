//! Every refusal is a problem, whoever makes it, and no input is a fault of the server.

use picklive_contract::{
    Problem,
    account::{Contact, ContactKind, SendCode},
    problem::{MEDIA_TYPE, ProblemKind},
};
use reqwest::Response;

use crate::{
    orders_support::people,
    support::{NOON, Server, client::fresh_key, fixtures},
};

async fn problem(answer: Response) -> Problem {
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let kind = answer.headers().get("content-type").cloned();
    let text = answer.text().await.unwrap();
    assert_eq!(kind.unwrap(), MEDIA_TYPE, "{path}: {status} {text}");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert_eq!(problem.status, status.as_u16(), "{path}");
    problem
}

#[tokio::test]
async fn no_id_with_a_nul_is_a_fault() {
    let server = Server::start().await;
    let person = people(&server, 1).await.remove(0);
    for path in [
        "/v1/products/%00",
        "/v1/products/cup%00",
        "/v1/orders/%00",
        "/v1/editions/%00",
        "/v1/drops/%00/calendar.ics",
        "/v1/products/%ff",
        "/v1/orders/%c3%28",
    ] {
        let told = problem(person.get(path).await).await;
        assert!(matches!(told.status, 400 | 404), "{path}: {told:?}");
    }
    for path in ["/v1/orders/%00/cancel", "/v1/orders/%00/payments", "/v1/webhooks/%00"] {
        let request = person.request("POST", path).header("idempotency-key", fresh_key());
        let body = r#"{"method":"offline","client":"mobile"}"#;
        let request = request.header("content-type", "application/json").body(body);
        assert_eq!(problem(request.send().await.unwrap()).await.status, 404, "{path}");
    }
    let list = problem(person.get("/v1/orders?after=1.%00").await).await;
    assert_eq!(list.status, 422);
    for value in ["li\0@mail.example", "li@mail\u{1}.example"] {
        let contact = Contact { kind: ContactKind::Email, value: value.into() };
        let refused = person.call::<SendCode>(&(), &contact).await.unwrap_err();
        assert_eq!((refused.status, refused.kind), (422, ProblemKind::Invalid), "{value:?}");
    }
    for (page, status) in [("/products/%00", 503), ("/sandbox/pay/%00", 404)] {
        // Without a built app there is no page to say 404 with.
        assert_eq!(person.get(page).await.status(), status, "{page}");
    }
}

#[tokio::test]
async fn what_a_library_refuses_is_a_problem_too() {
    let server = Server::start().await;
    let client = server.client();
    let large = client.request("POST", "/v1/webhooks/sandbox").body("x".repeat(65 << 10));
    let told = problem(large.send().await.unwrap()).await;
    assert_eq!((told.status, told.kind), (413, ProblemKind::TooLarge));
    let bad_text = problem(client.get("/v1/drops/%ff/calendar.ics").await).await;
    assert_eq!(bad_text.status, 400);
    let method = client.request("PUT", "/v1/webhooks/sandbox").send().await.unwrap();
    assert_eq!(method.headers()["allow"], "POST");
    assert_eq!(problem(method).await.kind, ProblemKind::MethodNotAllowed);
    let method = client.request("DELETE", "/v1/orders").send().await.unwrap();
    assert_eq!(problem(method).await.kind, ProblemKind::MethodNotAllowed);
}

#[tokio::test]
async fn a_key_is_what_the_contract_says() {
    use picklive_contract::headers::{KEY_PATTERN, can_be_key};
    assert_eq!(KEY_PATTERN, "^[A-Za-z0-9_-]{22,128}$");
    let server = Server::start().await;
    for key in ["x".repeat(21), "x".repeat(129), "x".repeat(30) + "=", "x".repeat(30) + "+/"] {
        assert!(!can_be_key(&key));
        let request = server.client().request("POST", "/v1/orders").header("idempotency-key", &key);
        let told = problem(
            request.json(&crate::orders_support::ask(&[("a", 0, 1)], 1)).send().await.unwrap(),
        );
        assert_eq!(told.await.kind, ProblemKind::KeyMissing, "{key}");
    }
    assert!(can_be_key(&"x".repeat(22)) && can_be_key(&"_".repeat(128)));
}

#[tokio::test]
async fn a_new_shop_has_a_home_page() {
    let server = Server::start().await;
    let dist = server.folder().join("dist");
    std::fs::create_dir_all(&dist).unwrap();
    let html = "<!doctype html><html lang=\"zh-CN\"><head><base href=\"/\">\
        <!--picklive:head--><title>x</title><!--/picklive:head--></head><body>\
        <div id=\"app\"><!--picklive:app-->wait<!--/picklive:app--></div><!--picklive:first-->\
        </body></html>";
    std::fs::write(dist.join("index.html"), html).unwrap();
    let answer = server.client().get("/").await;
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    assert!(text.contains("<main") && !text.contains("wait"), "{text}");
    assert_eq!(server.client().get("/editions/2026-01-01").await.status(), 404);
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    fixtures::edition(&server.state, "2026-11-24", NOON.plus(-1), &[("cup", None)]).await;
    assert_eq!(server.client().get("/").await.status(), 200);
}
