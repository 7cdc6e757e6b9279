//! Mail: sign-in codes and letters about orders, through a mail server of the test's own.

use std::time::Duration;

use picklive_contract::{
    account::{Contact, ContactKind, SendCode, SignIn, SignInAsk},
    orders::{OrderState, PlaceOrder},
    problem::ProblemKind,
    storefront::{Capability, GetStorefront},
    time::{DAY, MINUTE},
};
use picklive_server::{
    account::mail::Mailer,
    config::Config,
    db::entities::letter,
    letters,
    payments::{provider::Outcome, settle::settle},
};
use sea_orm::EntityTrait;

use crate::{
    orders_support::{ask, cny, show, start},
    support::{Client, NOON, Server, fixtures, smtp::Post},
};

async fn shop(post: &Post, dev: bool) -> Server {
    let mailer = Mailer::new(&post.url, "晓窗 <shop@shop.example>", Some("shop.example")).unwrap();
    let change = |state: picklive_server::AppState| state.with_mailer(mailer);
    Server::start_changed(Config { dev, ..Config::default() }, change).await
}

fn email() -> Contact {
    Contact { kind: ContactKind::Email, value: "li@mail.example".into() }
}

#[tokio::test]
async fn a_code_comes_by_mail_and_is_told_to_nobody_else() {
    let post = Post::open().await;
    let server = shop(&post, false).await;
    let client = server.client();
    let storefront = client.call::<GetStorefront>(&(), &()).await.unwrap();
    assert_eq!(storefront.contact_kinds, [ContactKind::Email]);
    assert!(storefront.can(&Capability::Account));
    let phone = Contact { kind: ContactKind::Phone, value: "13800138000".into() };
    assert_eq!(client.call::<SendCode>(&(), &phone).await.unwrap_err().fields[0].field, "kind");
    let sent = client.call::<SendCode>(&(), &email()).await.unwrap();
    assert_eq!((sent.demo_code, sent.to.as_str()), (None, "l***@mail.example"));
    let mails = post.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "li@mail.example"));
    assert!(mails[0].head.contains("shop@shop.example"), "{}", mails[0].head);
    let code: String = mails[0].text.chars().filter(char::is_ascii_digit).take(6).collect();
    let signed_in = client.call::<SignIn>(&(), &SignInAsk { contact: email(), code }).await;
    assert!(signed_in.unwrap().person.is_some());
}

#[tokio::test]
async fn a_code_that_the_mail_server_refused_costs_the_contact_nothing() {
    let post = Post::open().await;
    let server = shop(&post, false).await;
    post.set_broken(true);
    for _ in 0..8 {
        let answer = server.client().raw::<SendCode>(&(), &email(), "").await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (503, &"5".parse().unwrap())
        );
    }
    post.set_broken(false);
    server.client().call::<SendCode>(&(), &email()).await.unwrap();
    let again = server.client().call::<SendCode>(&(), &email()).await.unwrap_err();
    assert_eq!(again.kind, ProblemKind::TooMany);
    assert_eq!(post.mails().len(), 1);
}

#[tokio::test]
async fn a_code_whose_mail_server_hangs_is_refused_in_time_and_costs_the_contact_nothing() {
    let post = Post::open().await;
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    let mailer = mailer.patient_for(Duration::from_millis(300));
    let change = |state: picklive_server::AppState| state.with_mailer(mailer);
    let server = Server::start_changed(Config::default(), change).await;
    post.hold(true);
    let answer = server.client().raw::<SendCode>(&(), &email(), "").await;
    assert_eq!(answer.status().as_u16(), 503);
    post.hold(false);
    server.client().call::<SendCode>(&(), &email()).await.unwrap();
}

/// A paid order of a course and two vouchers by a guest with this address.
async fn bought(server: &Server, to: &str) -> (picklive_contract::orders::Order, Client) {
    let mut ask = ask(&[("tea", 0, 1), ("seat", 0, 2)], 13_900);
    ask.contact.email = to.into();
    let order = server.client().call::<PlaceOrder>(&(), &ask).await.unwrap();
    let guest = Client { secret: order.secret.clone(), ..server.client() };
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    let paid = Outcome::Paid(cny(13_900));
    for _ in 0..2 {
        settle(&server.state, payment.id.as_str(), paid).await.unwrap();
    }
    (show(&guest, &order.id).await, guest)
}

async fn goods(server: &Server) {
    fixtures::product_of_kind(&server.state, "tea", "course", &[9_900], 9).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], 9).await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
}

#[tokio::test]
async fn what_a_course_and_a_voucher_give_is_sent_once_they_are_paid() {
    let post = Post::open().await;
    let server = shop(&post, true).await;
    goods(&server).await;
    let (order, _) = bought(&server, "lin@mail.example").await;
    assert_eq!(order.state, OrderState::Completed);
    for _ in 0..3 {
        letters::send_due(&server.state).await.unwrap();
        server.set_clock(server.state.clock.now().plus(DAY));
    }
    let mails = post.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "lin@mail.example"));
    for piece in [order.number.as_str(), "come in", &order.lines[1].codes[1].code, "tea（中）"] {
        assert!(mails[0].text.contains(piece), "{piece} in {}", mails[0].text);
    }
    assert!(mails[0].head.to_lowercase().contains("message-id: <"), "{}", mails[0].head);
    assert!(!mails[0].text.contains(order.id.as_str()), "no address that needs a key");
}

#[tokio::test]
async fn a_letter_waits_for_a_mail_server_that_is_out_of_order() {
    let post = Post::open().await;
    let server = shop(&post, true).await;
    goods(&server).await;
    post.set_broken(true);
    bought(&server, "lin@mail.example").await;
    letters::send_due(&server.state).await.unwrap();
    post.set_broken(false);
    assert_eq!(letters::send_due(&server.state).await.unwrap(), 0, "not again at once");
    server.set_clock(NOON.plus(5 * MINUTE));
    // The server's own round may be quicker than the test's.
    for _ in 0..200 {
        letters::send_due(&server.state).await.unwrap();
        if !post.mails().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(post.mails().len(), 1);
}

#[tokio::test]
async fn nothing_is_written_after_days() {
    let post = Post::open().await;
    let server = Server::start().await;
    goods(&server).await;
    bought(&server, "lin@mail.example").await;
    let rows = letter::Entity::find().all(&server.state.db.read).await.unwrap();
    assert_eq!((rows.len(), rows[0].sent_at), (1, None), "it waits without a mail server");
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    let late = server.state.clone().with_mailer(mailer);
    server.set_clock(NOON.plus(4 * DAY));
    assert_eq!(letters::send_due(&late).await.unwrap(), 0);
    assert!(post.mails().is_empty(), "nobody waits for it any more");
}
