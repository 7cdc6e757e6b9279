//! `--dev` is for this machine only.

use picklive_contract::{
    account::{CodeSent, Contact, ContactKind},
    problem::ProblemKind,
};

use crate::{
    orders_support::{by, charge, place, start},
    support::{Client, Server, client, client::fresh_key, fixtures},
};
use picklive_contract::{account::SendCode, payments::StartPayment};

/// Headers of proxies and tunnels.
const FORWARDED: [(&str, &str); 4] = [
    ("x-forwarded-for", "203.0.113.9"),
    ("x-forwarded-proto", "https"),
    ("forwarded", "for=203.0.113.9"),
    ("via", "1.1 tunnel"),
];

async fn code_through(client: &Client, name: &str, value: &str, nth: usize) -> CodeSent {
    let contact = Contact { kind: ContactKind::Email, value: format!("u{nth}@mail.example") };
    let request = client.request("POST", "/v1/session/codes").header(name, value).json(&contact);
    client::read::<SendCode>(request.send().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_request_that_was_forwarded_is_told_no_code_and_pays_with_no_play_money() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let payment = start(&guest, &order.id, "sandbox_redirect").await.unwrap();
    let page = format!("/sandbox/pay/{}", charge(&server.state, payment.id.as_str()).await.id);
    assert_eq!(guest.get(&page).await.status(), 200);
    for (nth, (name, value)) in FORWARDED.into_iter().enumerate() {
        assert_eq!(code_through(&guest, name, value, nth).await.demo_code, None, "{name}");
        let path = format!("/v1/orders/{}/payments", order.id);
        let request = guest.request("POST", &path).header(name, value);
        let request = request.header("idempotency-key", fresh_key()).json(&by("sandbox_qr"));
        let refused = client::read::<StartPayment>(request.send().await.unwrap()).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden, "{name}");
        for (method, path) in [("GET", page.clone()), ("POST", page.clone())] {
            let answer = guest.request(method, &path).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), 403, "{name}: {method} {path}");
        }
    }
    assert!(code_through(&guest, "accept", "*/*", 9).await.demo_code.is_some());
}
