//! Sign-in.

use std::sync::Arc;

use picklive_contract::{
    account::{Contact, ContactKind, GetSession, SendCode, SignIn, SignInAsk, SignOut},
    problem::ProblemKind,
    time::{DAY, MINUTE, SECOND},
};
use picklive_server::{
    account::{CodeSender, sender::Sending},
    config::Config,
};

use crate::support::{Client, NOON, Server, client};

fn phone() -> Contact {
    Contact { kind: ContactKind::Phone, value: "+86 138 0013 8000".into() }
}

async fn ask_code(client: &Client) -> String {
    client.call::<SendCode>(&(), &phone()).await.unwrap().demo_code.unwrap()
}

fn with(code: &str) -> SignInAsk {
    SignInAsk { contact: phone(), code: code.into() }
}

/// A code that is not `code`.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
async fn a_code_signs_in_once_and_the_session_can_be_ended() {
    let server = Server::start().await;
    let client = server.client();
    let sent = client.call::<SendCode>(&(), &phone()).await.unwrap();
    assert_eq!(sent.to, "138****8000");
    assert_eq!((sent.again_at, sent.expires_at), (NOON.plus(MINUTE), NOON.plus(10 * MINUTE)));
    let code = sent.demo_code.unwrap();
    let answer = client.raw::<SignIn>(&(), &with(&code), "").await;
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains("HttpOnly; SameSite=Lax") && !set.contains("Secure"), "{set}");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let signed_in = Client { cookie: Some(client::cookie(&answer)), ..client.clone() };
    let session = client::read::<SignIn>(answer).await.unwrap();
    assert_eq!(
        (session.person.as_ref().unwrap().contact.as_str(), session.token),
        ("138****8000", None)
    );

    let shown = signed_in.call::<GetSession>(&(), &()).await.unwrap();
    assert_eq!(shown.person, session.person);
    let again = client.call::<SignIn>(&(), &with(&code)).await.unwrap_err();
    assert_eq!(again.kind, ProblemKind::WrongCode);
    signed_in.call::<SignOut>(&(), &()).await.unwrap();
    assert_eq!(signed_in.call::<GetSession>(&(), &()).await.unwrap().person, None);
}

#[tokio::test]
async fn five_tries_then_the_right_code_is_refused_too() {
    let server = Server::start().await;
    let client = server.client();
    let code = ask_code(&client).await;
    for _ in 0..5 {
        let wrong = client.call::<SignIn>(&(), &with(&other_than(&code))).await.unwrap_err();
        assert_eq!((wrong.status, wrong.kind), (422, ProblemKind::WrongCode));
    }
    let late = client.call::<SignIn>(&(), &with(&code)).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::WrongCode);
}

#[tokio::test]
async fn tries_at_the_same_moment_are_all_counted() {
    let server = Server::start().await;
    let client = server.client();
    let code = ask_code(&client).await;
    let tries = (0..20).map(|n| {
        let (client, code) = (client.clone(), code.clone());
        // The fourteenth is right; more than five wrong ones are under way with it.
        let typed = if n == 13 { code.clone() } else { other_than(&code) };
        tokio::spawn(async move { client.call::<SignIn>(&(), &with(&typed)).await.is_ok() })
    });
    let mut passed = 0;
    for one in tries.collect::<Vec<_>>() {
        passed += usize::from(one.await.unwrap());
    }
    assert!(passed <= 1);
    let after = client.call::<SignIn>(&(), &with(&code)).await.unwrap_err();
    assert_eq!(after.kind, ProblemKind::WrongCode);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_the_latest_one_only() {
    let server = Server::start().await;
    let client = server.client();
    let first = ask_code(&client).await;
    server.set_clock(NOON.plus(MINUTE));
    let second = ask_code(&client).await;
    if first != second {
        let old = client.call::<SignIn>(&(), &with(&first)).await.unwrap_err();
        assert_eq!(old.kind, ProblemKind::WrongCode);
    }
    server.set_clock(NOON.plus(11 * MINUTE));
    let late = client.call::<SignIn>(&(), &with(&second)).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::WrongCode);
    server.set_clock(NOON.plus(11 * MINUTE - 1));
    assert!(client.call::<SignIn>(&(), &with(&second)).await.unwrap().person.is_some());
    let used = client.call::<SignIn>(&(), &with(&second)).await.unwrap_err();
    assert_eq!(used.kind, ProblemKind::WrongCode);
}

#[tokio::test]
async fn codes_are_limited_by_contact_and_the_answer_says_until_when() {
    let server = Server::start().await;
    let client = server.client();
    ask_code(&client).await;
    server.set_clock(NOON.plus(20 * SECOND));
    let answer = client.raw::<SendCode>(&(), &phone(), "").await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"40".parse().unwrap())
    );
    let problem = client::read::<SendCode>(answer).await.unwrap_err();
    assert_eq!((problem.kind, problem.retry_at), (ProblemKind::TooMany, Some(NOON.plus(MINUTE))));
    // Another contact is not held up.
    let other = Contact { kind: ContactKind::Email, value: "li@mail.example".into() };
    client.call::<SendCode>(&(), &other).await.unwrap();
    for minute in 1..5 {
        server.set_clock(NOON.plus(minute * MINUTE));
        ask_code(&client).await;
    }
    server.set_clock(NOON.plus(5 * MINUTE));
    let problem = client.call::<SendCode>(&(), &phone()).await.unwrap_err();
    assert_eq!(problem.retry_at, Some(NOON.plus(60 * MINUTE)));
}

#[tokio::test]
async fn many_people_behind_one_address_all_get_their_codes() {
    let server = Server::start().await;
    for n in 0..100 {
        let contact = Contact { kind: ContactKind::Email, value: format!("u{n}@mail.example") };
        server.client().call::<SendCode>(&(), &contact).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_that_was_there_before_is_not_the_one_after() {
    let server = Server::start().await;
    let client = server.client();
    // A cookie planted by somebody else is never adopted.
    let planted = Client { cookie: Some("picklive=planted".into()), ..client.clone() };
    let code = ask_code(&planted).await;
    let answer = planted.raw::<SignIn>(&(), &with(&code), "").await;
    let first = Client { cookie: Some(client::cookie(&answer)), ..client.clone() };
    assert_ne!(first.cookie, planted.cookie);
    assert_eq!(planted.call::<GetSession>(&(), &()).await.unwrap().person, None);
    // Signing in again ends the session that was presented.
    server.set_clock(NOON.plus(MINUTE));
    let code = ask_code(&first).await;
    let answer = first.raw::<SignIn>(&(), &with(&code), "").await;
    let second = Client { cookie: Some(client::cookie(&answer)), ..client.clone() };
    assert_eq!(first.call::<GetSession>(&(), &()).await.unwrap().person, None);
    assert!(second.call::<GetSession>(&(), &()).await.unwrap().person.is_some());
    server.set_clock(NOON.plus(60 * DAY + MINUTE));
    assert_eq!(second.call::<GetSession>(&(), &()).await.unwrap().person, None);
}

#[tokio::test]
async fn other_sites_write_with_a_bearer_only() {
    let blog = "https://blog.example";
    let config = Config { dev: true, allow_origins: vec![blog.into()], ..Config::default() };
    let server = Server::start_with(config).await;
    let from_blog = Client { origin: Some(blog.into()), ..server.client() };
    let code = ask_code(&from_blog).await;
    let answer = from_blog.raw::<SignIn>(&(), &with(&code), "").await;
    assert!(!answer.headers().contains_key("set-cookie"));
    let token = client::read::<SignIn>(answer).await.unwrap().token;
    let bearer = Client { token, ..from_blog.clone() };
    assert!(bearer.call::<GetSession>(&(), &()).await.unwrap().person.is_some());
    bearer.call::<SignOut>(&(), &()).await.unwrap();

    let own = server.client().signed_in("li@mail.example").await;
    for origin in [Some(blog), Some("https://evil.example"), None] {
        let forged = Client { origin: origin.map(Into::into), ..own.clone() };
        let refused = forged.call::<SignOut>(&(), &()).await.unwrap_err();
        assert_eq!((refused.status, refused.kind), (403, ProblemKind::Forbidden), "{origin:?}");
    }
    let foreign = Client { origin: Some("https://evil.example".into()), ..server.client() };
    server.set_clock(NOON.plus(MINUTE));
    let code = ask_code(&server.client()).await;
    let refused = foreign.call::<SignIn>(&(), &with(&code)).await.unwrap_err();
    assert_eq!(refused.status, 403);
    assert!(own.call::<GetSession>(&(), &()).await.unwrap().person.is_some());
}

#[tokio::test]
async fn with_https_the_cookie_is_for_https_and_this_host_only() {
    let public_url = Some("https://shop.example/".parse().unwrap());
    let server = Server::start_with(Config { dev: true, public_url, ..Config::default() }).await;
    let client = Client { origin: Some("https://shop.example".into()), ..server.client() };
    let code = ask_code(&client).await;
    let answer = client.raw::<SignIn>(&(), &with(&code), "").await;
    let set = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("__Host-picklive=") && set.contains("; Secure"), "{set}");
}

#[tokio::test]
async fn a_contact_that_cannot_be_one_is_told_by_its_field() {
    let server = Server::start().await;
    let contact = Contact { kind: ContactKind::Email, value: "nobody".into() };
    let problem = server.client().call::<SendCode>(&(), &contact).await.unwrap_err();
    assert_eq!((problem.status, problem.fields[0].field.as_str()), (422, "value"));
    let contact = Contact { kind: ContactKind::Other("fax".into()), value: "1".into() };
    let problem = server.client().call::<SendCode>(&(), &contact).await.unwrap_err();
    assert_eq!(problem.fields[0].field, "kind");
    let silent = Server::start_with(Config::default()).await;
    let problem = silent.client().call::<SendCode>(&(), &phone()).await.unwrap_err();
    assert_eq!((problem.status, problem.kind), (403, ProblemKind::Forbidden));
}

/// A sender whose line is broken.
#[derive(Debug)]
struct Broken;

impl CodeSender for Broken {
    fn kinds(&self) -> Vec<ContactKind> {
        vec![ContactKind::Phone]
    }

    fn send<'a>(&'a self, _: &'a ContactKind, _: &'a str, _: &'a str) -> Sending<'a> {
        Box::pin(async { Err("the line is broken".into()) })
    }
}

#[tokio::test]
async fn a_code_that_could_not_be_sent_is_told() {
    let server =
        Server::start_changed(Config::default(), |state| state.with_sender(Arc::new(Broken))).await;
    let problem = server.client().call::<SendCode>(&(), &phone()).await.unwrap_err();
    assert_eq!((problem.status, problem.kind), (503, ProblemKind::Unavailable));
    assert!(!problem.title.contains("line"));
}
