//! Nobody can keep a contact from signing in: what strangers ask and guess does not count for its owner.

use std::sync::{Arc, Mutex};

use picklive_contract::{
    Endpoint, Problem,
    account::{Contact, ContactKind, SendCode, SignIn, SignInAsk},
    problem::ProblemKind,
    time::{HOUR, MINUTE},
};
use picklive_server::{
    account::{CodeSender, sender::Sending},
    config::Config,
};

use crate::support::{NOON, Server, client};

fn phone() -> Contact {
    Contact { kind: ContactKind::Phone, value: "+86 138 0013 8000".into() }
}

fn with(code: &str) -> SignInAsk {
    SignInAsk { contact: phone(), code: code.into() }
}

/// A code that is not `code`.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// Keeps the codes it is given.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<String>>);

impl CodeSender for Kept {
    fn kinds(&self) -> Vec<ContactKind> {
        vec![ContactKind::Phone]
    }

    fn send<'a>(&'a self, _: &'a ContactKind, _: &'a str, code: &'a str) -> Sending<'a> {
        self.0.lock().unwrap().push(code.into());
        Box::pin(async { Ok(()) })
    }
}

/// The code that was sent last.
fn last(codes: &Kept) -> String {
    codes.0.lock().unwrap().last().unwrap().clone()
}

/// Calls from another address, as the proxy in front tells it.
async fn from<E: Endpoint>(
    server: &Server,
    address: &str,
    ask: &E::Ask,
) -> Result<E::Answer, Problem> {
    let request = server.client().request(E::METHOD.as_str(), E::PATH).json(ask);
    let request = request.header("x-forwarded-for", address);
    client::read::<E>(request.send().await.unwrap()).await
}

async fn behind_a_proxy() -> (Server, Arc<Kept>) {
    let codes = Arc::new(Kept::default());
    let sender: Arc<dyn CodeSender> = codes.clone();
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let config = Config { trusted_proxies, ..Config::default() };
    (Server::start_changed(config, |state| state.with_sender(sender)).await, codes)
}

const OWNER: &str = "198.51.100.7";

#[tokio::test]
async fn nobody_is_locked_out_by_others_who_ask_or_guess() {
    let (server, codes) = behind_a_proxy().await;
    // A stranger asks as often as one may, and once more.
    for minute in 0..5 {
        server.set_clock(NOON.plus(minute * MINUTE));
        from::<SendCode>(&server, "203.0.113.9", &phone()).await.unwrap();
    }
    from::<SendCode>(&server, "203.0.113.9", &phone()).await.unwrap_err();
    from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    let code = last(&codes);
    let wrong = with(&other_than(&code));
    // Strangers guess until they may no more, those who asked for a code and those who did not.
    for nth in 0..30 {
        let address = if nth % 2 == 0 { "203.0.113.9".into() } else { format!("203.0.113.{nth}") };
        if codes.0.lock().unwrap().contains(&wrong.code) {
            return;
        }
        from::<SignIn>(&server, &address, &wrong).await.unwrap_err();
    }
    // A stranger who has guessed it now is not let in; the owner is.
    from::<SignIn>(&server, "203.0.113.200", &with(&code)).await.unwrap_err();
    assert!(from::<SignIn>(&server, OWNER, &with(&code)).await.unwrap().person.is_some());
}

#[tokio::test]
async fn a_phone_that_changed_networks_signs_in() {
    let (server, codes) = behind_a_proxy().await;
    from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    let code = last(&codes);
    assert!(from::<SignIn>(&server, "192.0.2.1", &with(&code)).await.is_ok());
}

#[tokio::test]
async fn strangers_cannot_use_up_the_codes_of_who_signed_in_before() {
    let (server, codes) = behind_a_proxy().await;
    from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    from::<SignIn>(&server, OWNER, &with(&last(&codes))).await.unwrap();
    // For hours, strangers take every code they can have.
    let mut got = 0;
    for hour in 0..20 {
        server.set_clock(NOON.plus(hour * HOUR + MINUTE));
        for nth in 0..20 {
            let address = format!("203.0.113.{nth}");
            got += usize::from(from::<SendCode>(&server, &address, &phone()).await.is_ok());
        }
        if hour == 0 {
            assert_eq!(got, 15);
            let refused = from::<SendCode>(&server, "192.0.2.99", &phone()).await.unwrap_err();
            let later = Some(NOON.plus(61 * MINUTE));
            assert_eq!((refused.kind, refused.retry_at), (ProblemKind::TooMany, later));
        }
    }
    assert_eq!(got, 30, "a contact is not flooded");
    from::<SendCode>(&server, "192.0.2.99", &phone()).await.unwrap_err();
    // Where the owner signed in before, a whole allowance is left.
    for nth in 0..5 {
        server.set_clock(NOON.plus(19 * HOUR + (nth + 2) * MINUTE));
        from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    }
    let session = from::<SignIn>(&server, OWNER, &with(&last(&codes))).await.unwrap();
    assert!(session.person.is_some());
}

#[tokio::test]
async fn a_try_is_compared_with_ones_own_code_only() {
    let (server, codes) = behind_a_proxy().await;
    from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    let owners = last(&codes);
    server.set_clock(NOON.plus(1));
    from::<SendCode>(&server, "203.0.113.1", &phone()).await.unwrap();
    let strangers = last(&codes);
    if owners == strangers {
        return;
    }
    // Whoever asked for a code can only guess that one, and others only the latest.
    for address in ["203.0.113.1", "203.0.113.2"] {
        from::<SignIn>(&server, address, &with(&owners)).await.unwrap_err();
    }
    from::<SignIn>(&server, OWNER, &with(&strangers)).await.unwrap_err();
    assert!(from::<SignIn>(&server, OWNER, &with(&owners)).await.is_ok());
}

#[tokio::test]
async fn many_wrong_tries_leave_each_code_few_and_never_none() {
    let (server, codes) = behind_a_proxy().await;
    let mut tried = 0;
    for nth in 0..6 {
        let address = format!("203.0.113.{nth}");
        from::<SendCode>(&server, &address, &phone()).await.unwrap();
        for _ in 0..6 {
            let wrong = with(&other_than(&last(&codes)));
            from::<SignIn>(&server, &address, &wrong).await.unwrap_err();
            tried += 1;
        }
    }
    assert_eq!(tried, 36, "30 of them counted");
    // The third try of this code would have been right.
    from::<SendCode>(&server, "203.0.113.9", &phone()).await.unwrap();
    let code = last(&codes);
    for typed in [other_than(&code), other_than(&code), code] {
        from::<SignIn>(&server, "203.0.113.9", &with(&typed)).await.unwrap_err();
    }
    // The owner mistypes once and is let in.
    from::<SendCode>(&server, OWNER, &phone()).await.unwrap();
    let code = last(&codes);
    from::<SignIn>(&server, OWNER, &with(&other_than(&code))).await.unwrap_err();
    assert!(from::<SignIn>(&server, OWNER, &with(&code)).await.unwrap().person.is_some());
}
