//! Short messages through a gateway of the test's own.

use picklive_contract::{
    account::{Contact, ContactKind, SendCode, SignIn, SignInAsk},
    problem::ProblemKind,
    storefront::{Capability, GetStorefront},
    time::{HOUR, MINUTE},
};
use picklive_server::{
    AppState,
    account::{mail::Mailer, sms::Gateway},
    config::Config,
    db::{Tx, entities::code},
};
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::support::{
    NOON, Server,
    client::{self, fresh_key},
    gateway::{Messages, Mood},
    log::Log,
    smtp::Post,
};

async fn shop(gateway: Gateway) -> Server {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let config = Config { trusted_proxies, ..Config::default() };
    Server::start_changed(config, |state| state.with_gateway(gateway)).await
}

fn phone(number: &str) -> Contact {
    Contact { kind: ContactKind::Phone, value: number.into() }
}

async fn kinds(change: impl FnOnce(AppState) -> AppState, dev: bool) -> Vec<ContactKind> {
    let server = Server::start_changed(Config { dev, ..Config::default() }, change).await;
    let storefront = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert_eq!(storefront.can(&Capability::Account), !storefront.contact_kinds.is_empty());
    storefront.contact_kinds
}

#[tokio::test]
async fn contacts_can_be_verified_for_which_there_is_a_carrier() {
    let (post, messages) = (Post::open().await, Messages::open().await);
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    let (phone, email) = (ContactKind::Phone, ContactKind::Email);
    assert_eq!(kinds(|state| state, false).await, []);
    assert_eq!(
        kinds(|state| state.with_mailer(mailer.clone()), false).await,
        std::slice::from_ref(&email)
    );
    let gateway = || messages.gateway();
    assert_eq!(
        kinds(|state| state.with_gateway(gateway()), false).await,
        std::slice::from_ref(&phone)
    );
    let both = [phone, email];
    let change = |state: AppState| state.with_gateway(gateway()).with_mailer(mailer.clone());
    assert_eq!(kinds(change, false).await, both);
    assert_eq!(kinds(|state| state, true).await, both, "the log of a developer reaches all");
}

#[tokio::test]
async fn a_code_comes_by_short_message_and_is_told_to_nobody_else() {
    let (messages, log) = (Messages::open().await, Log::listen());
    let server = shop(messages.gateway()).await;
    let client = server.client();
    let contact = phone("138 0013 8000");
    let sent = client.call::<SendCode>(&(), &contact).await.unwrap();
    assert_eq!((sent.demo_code, sent.to.as_str()), (None, "138****8000"));
    let taken = messages.taken();
    assert_eq!((taken.len(), &taken[0]["to"]), (1, &"+8613800138000".into()));
    assert_eq!(taken[0]["kind"], "code");
    let code = taken[0]["params"]["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 6 && taken[0]["text"].as_str().unwrap().contains(&code));
    let lines = log.lines();
    for personal in [code.as_str(), "13800138000", "138 0013 8000"] {
        assert!(!lines.contains(personal), "{personal}: {lines}");
    }
    let mail = Contact { kind: ContactKind::Email, value: "li@mail.example".into() };
    assert_eq!(client.call::<SendCode>(&(), &mail).await.unwrap_err().fields[0].field, "kind");
    let signed_in = client.call::<SignIn>(&(), &SignInAsk { contact, code }).await.unwrap();
    assert!(signed_in.person.is_some());
}

#[tokio::test]
async fn mail_goes_by_mail_and_telephone_by_the_gateway() {
    let (post, messages) = (Post::open().await, Messages::open().await);
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    let change = |state: AppState| state.with_mailer(mailer).with_gateway(messages.gateway());
    let server = Server::start_changed(Config::default(), change).await;
    let mail = Contact { kind: ContactKind::Email, value: "li@mail.example".into() };
    server.client().call::<SendCode>(&(), &mail).await.unwrap();
    assert_eq!((post.mails().len(), messages.asked()), (1, 0));
    server.client().call::<SendCode>(&(), &phone("+65 6123 4567")).await.unwrap();
    assert_eq!((post.mails().len(), messages.taken().len()), (1, 1));
    assert_eq!(messages.taken()[0]["to"], "+6561234567");
}

#[tokio::test]
async fn a_gateway_that_fails_is_told_without_contact_and_code_and_not_asked_again() {
    let messages = Messages::open().await;
    let wrong = Gateway::new(&messages.url, "another").unwrap();
    let silent = Gateway::new("http://127.0.0.1:9/", "another").unwrap();
    let log = Log::listen();
    for (gateway, mood, says) in [
        (messages.gateway(), Mood::Down, "the gateway is out of order: 503"),
        (messages.gateway(), Mood::Slow, "takes longer than"),
        (messages.gateway(), Mood::Nonsense, "something else than JSON"),
        (messages.gateway(), Mood::Refuses, "refuses the message: 400"),
        (messages.gateway(), Mood::Elsewhere, "sends elsewhere: 307"),
        (wrong, Mood::Well, "refuses the token: 401"),
        (silent, Mood::Well, "no line to the gateway"),
    ] {
        messages.set(mood);
        let (server, before) = (shop(gateway).await, messages.asked());
        let client = server.client();
        let key = fresh_key();
        let refused = client.call_with_key::<SendCode>(&(), &phone("13912345678"), &key).await;
        assert_eq!(refused.unwrap_err().status, 503, "{mood:?}");
        assert!(messages.asked() <= before + 1, "a code is tried once");
        let lines = log.says(says).await;
        let told: Vec<_> = lines.split("a code could not be sent").skip(1).collect();
        let told: String = told.iter().filter_map(|part| part.lines().next()).collect();
        for personal in ["13912345678", "139****", "验证码", "another", "Bearer"] {
            assert!(!told.contains(personal), "{personal}: {told}");
        }
        let longest = told.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        assert!(longest < Some(7), "no number: {told}");
        // It costs the contact nothing: they may ask again at once, with the same key.
        messages.set(Mood::Well);
        let again = client.raw::<SendCode>(&(), &phone("13912345678"), &key).await.status();
        assert!(again == 200 || again == 503, "{again}");
    }
}

/// Asks for a code from an address.
async fn from(server: &Server, address: &str, number: &str) -> Result<(), ProblemKind> {
    let request = server.client().request("POST", "/v1/session/codes").json(&phone(number));
    let answer = request.header("x-forwarded-for", address).send().await.unwrap();
    client::read::<SendCode>(answer).await.map(|_| ()).map_err(|problem| problem.kind)
}

/// Codes that were asked for from the address of a first one, entered or not.
async fn asked(server: &Server, numbers: std::ops::Range<i32>, entered: bool) {
    let first = code::Entity::find().one(&server.state.db.read).await.unwrap().unwrap();
    let now = server.state.clock.now().0;
    let copies = numbers.map(|nth| {
        let (value, used_at) = (format!("138{nth:08}"), entered.then_some(now));
        let row =
            code::Model { id: value.clone(), value, used_at, created_at: now, ..first.clone() };
        code::ActiveModel::from(row).reset_all()
    });
    let copies = &copies.collect::<Vec<_>>();
    let work = |tx: Tx| async move {
        code::Entity::insert_many(copies.clone()).exec_without_returning(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
}

/// Has a number sign in from an address.
async fn known(server: &Server, messages: &Messages, address: &str, number: &str) {
    from(server, address, number).await.unwrap();
    let code = messages.taken().pop().unwrap()["params"]["code"].as_str().unwrap().to_owned();
    let ask = SignInAsk { contact: phone(number), code };
    let request = server.client().request("POST", "/v1/session").json(&ask);
    let answer = request.header("x-forwarded-for", address).send().await.unwrap();
    assert!(answer.status().is_success());
}

#[tokio::test]
async fn an_address_whose_codes_nobody_enters_gets_no_more_of_them() {
    let messages = Messages::open().await;
    let server = shop(messages.gateway().at_most(10_000)).await;
    from(&server, "198.51.100.7", "13800000000").await.unwrap();
    asked(&server, 1..300, false).await;
    from(&server, "198.51.100.7", "13900000000").await.unwrap();
    server.set_clock(NOON.plus(4 * MINUTE));
    let more = from(&server, "198.51.100.7", "13900000001").await;
    assert_eq!(more, Err(ProblemKind::TooMany));
    from(&server, "198.51.100.8", "13900000001").await.unwrap();
    server.set_clock(NOON.plus(HOUR + 1));
    from(&server, "198.51.100.7", "13900000001").await.unwrap();
}

#[tokio::test]
async fn an_address_that_asks_for_many_at_once_leaves_the_others_some() {
    let messages = Messages::open().await;
    let server = shop(messages.gateway().at_most(100)).await;
    known(&server, &messages, "198.51.100.7", "13800000000").await;
    server.set_clock(NOON.plus(2 * MINUTE));
    asked(&server, 1..51, false).await;
    let more = from(&server, "198.51.100.7", "13900000000").await;
    assert_eq!(more, Err(ProblemKind::TooMany), "half of the hour's are not entered");
    from(&server, "198.51.100.8", "13900000000").await.unwrap();
    from(&server, "198.51.100.7", "13800000000").await.unwrap();
}

#[tokio::test]
async fn a_thousand_buyers_behind_one_address_are_all_sent_their_codes() {
    let messages = Messages::open().await;
    let server = shop(messages.gateway().at_most(10_000)).await;
    from(&server, "198.51.100.7", "13800000000").await.unwrap();
    asked(&server, 1..1_000, true).await;
    // Some asked twice.
    asked(&server, 2_000..2_400, false).await;
    server.set_clock(NOON.plus(5 * MINUTE));
    from(&server, "198.51.100.7", "13900000000").await.unwrap();
    assert_eq!(messages.taken().len(), 2);
}

#[tokio::test]
async fn the_whole_shop_sends_only_so_many_messages_and_keeps_some_for_those_it_knows() {
    let (messages, log) = (Messages::open().await, Log::listen());
    let server = shop(messages.gateway().at_most(8)).await;
    // Somebody who signed in from here before.
    known(&server, &messages, "198.51.100.1", "13800000001").await;
    server.set_clock(NOON.plus(2 * MINUTE));
    for nth in 0..5 {
        from(&server, &format!("203.0.113.{nth}"), &format!("1390000000{nth}")).await.unwrap();
    }
    for nth in 5..9 {
        let more = from(&server, &format!("203.0.113.{nth}"), &format!("1390000000{nth}")).await;
        assert_eq!(more, Err(ProblemKind::TooMany), "strangers have had three quarters");
    }
    assert_eq!(log.lines().matches("short messages of this hour are used up").count(), 1);
    from(&server, "198.51.100.1", "13800000001").await.unwrap();
    assert_eq!(messages.taken().len(), 7);
    server.set_clock(NOON.plus(HOUR + 3 * MINUTE));
    from(&server, "203.0.113.9", "13900000009").await.unwrap();
}
