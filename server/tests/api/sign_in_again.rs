//! Signing in with an idempotency key: a repeat after a lost answer gets the first one.

use picklive_contract::{
    account::{Contact, ContactKind, GetSession, SendCode, SignIn, SignInAsk},
    problem::ProblemKind,
    time::MINUTE,
};
use picklive_server::{account::mail::Mailer, config::Config};

use crate::{
    orders::futures_of,
    support::{
        Client, NOON, Server,
        client::{self, fresh_key},
        smtp::Post,
    },
};

fn contact() -> Contact {
    Contact { kind: ContactKind::Email, value: "li@mail.example".into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_asked_for_again_with_the_same_key_is_sent_once() {
    let post = Post::open().await;
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    let change = |state: picklive_server::AppState| state.with_mailer(mailer);
    let server = Server::start_changed(Config::default(), change).await;
    let (client, key) = (server.client(), fresh_key());
    post.set_broken(true);
    let failed = client.call_with_key::<SendCode>(&(), &contact(), &key).await.unwrap_err();
    assert_eq!(failed.kind, ProblemKind::Unavailable);
    post.set_broken(false);
    let answers = futures_of(8, |_| {
        let (client, key) = (client.clone(), key.clone());
        async move { client.call_with_key::<SendCode>(&(), &contact(), &key).await.unwrap() }
    })
    .await;
    assert!(answers.iter().all(|answer| answer == &answers[0]));
    server.set_clock(NOON.plus(MINUTE / 2));
    let late = client.call_with_key::<SendCode>(&(), &contact(), &key).await.unwrap();
    assert_eq!((late, post.mails().len()), (answers[0].clone(), 1));
    let other = Contact { value: "lo@mail.example".into(), ..contact() };
    let reused = client.call_with_key::<SendCode>(&(), &other, &key).await.unwrap_err();
    assert_eq!(reused.kind, ProblemKind::KeyReused);
    let fresh = client.call::<SendCode>(&(), &contact()).await.unwrap_err();
    assert_eq!(fresh.kind, ProblemKind::TooMany, "without a key every call counts");
    let weak = client.call_with_key::<SendCode>(&(), &contact(), "weak").await.unwrap_err();
    assert_eq!(weak.kind, ProblemKind::KeyMissing);
}

#[tokio::test]
async fn a_sign_in_repeated_with_the_same_key_is_the_same_session() {
    let server = Server::start().await;
    let client = server.client();
    let code = client.call::<SendCode>(&(), &contact()).await.unwrap().demo_code.unwrap();
    let (ask, key) = (SignInAsk { contact: contact(), code }, fresh_key());
    let first = client.raw::<SignIn>(&(), &ask, &key).await;
    let again = client.raw::<SignIn>(&(), &ask, &key).await;
    let cookies = [client::cookie(&first), client::cookie(&again)];
    assert_eq!(cookies[0], cookies[1]);
    assert_eq!(
        client::read::<SignIn>(first).await.unwrap(),
        client::read::<SignIn>(again).await.unwrap()
    );
    let signed_in = Client { cookie: Some(cookies[0].clone()), ..client.clone() };
    assert!(signed_in.call::<GetSession>(&(), &()).await.unwrap().person.is_some());
    // Another key is another wish, and the code is used.
    let other = client.call_with_key::<SignIn>(&(), &ask, &fresh_key()).await.unwrap_err();
    assert_eq!(other.kind, ProblemKind::WrongCode);
    // A wrong code is wrong again, and its tries are not used up by repeats.
    server.set_clock(NOON.plus(MINUTE));
    let code = client.call::<SendCode>(&(), &contact()).await.unwrap().demo_code.unwrap();
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let (wrong, key) = (SignInAsk { contact: contact(), code: wrong }, fresh_key());
    for _ in 0..8 {
        let refused = client.call_with_key::<SignIn>(&(), &wrong, &key).await.unwrap_err();
        assert_eq!((refused.kind, refused.status), (ProblemKind::WrongCode, 422));
    }
    let right = SignInAsk { contact: contact(), code };
    assert!(client.call::<SignIn>(&(), &right).await.unwrap().person.is_some());
}
