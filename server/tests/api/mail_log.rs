//! No contact, code or address stands in the log, whatever a mail server replies or a row holds.

use picklive_contract::{
    account::{Contact, ContactKind, SendCode},
    orders::{GetOrder, PlaceOrder},
};
use picklive_server::{
    AppState,
    account::mail::Mailer,
    config::Config,
    db::Tx,
    db::entities::order,
    letters,
    payments::{provider::Outcome, settle::settle},
};
use sea_orm::{EntityTrait, sea_query::Expr};

use crate::{
    orders_support::{ask, cny, start},
    support::{Client, Server, fixtures, log::Log, smtp::Post},
};

async fn shop(post: &Post, dev: bool) -> Server {
    let mailer = Mailer::new(&post.url, "shop@shop.example", Some("shop.example")).unwrap();
    let change = |state: AppState| state.with_mailer(mailer);
    Server::start_changed(Config { dev, ..Config::default() }, change).await
}

#[tokio::test]
async fn a_code_that_is_refused_is_logged_without_its_contact_and_itself() {
    let (post, log) = (Post::open().await, Log::listen());
    let server = shop(&post, false).await;
    post.set_refuses(true);
    let contact = Contact { kind: ContactKind::Email, value: "li.mei@mail.example".into() };
    server.client().call::<SendCode>(&(), &contact).await.unwrap_err();
    let lines = log.lines();
    assert!(lines.contains("a code could not be sent") && lines.contains("550"), "{lines}");
    let told = lines.split("a code could not be sent").nth(1).unwrap();
    for personal in ["li.mei", "mail.example", "nobody takes", "sign-in code is"] {
        assert!(!told.contains(personal), "{lines}");
    }
    let longest = told.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    assert!(longest < Some(6), "no code: {told}");
}

#[tokio::test]
async fn a_code_that_was_sent_is_in_the_log_of_a_developer_only() {
    let (post, log) = (Post::open().await, Log::listen());
    let server = shop(&post, false).await;
    let contact = Contact { kind: ContactKind::Email, value: "li.mei@mail.example".into() };
    let sent = server.client().call::<SendCode>(&(), &contact).await.unwrap();
    assert_eq!(sent.demo_code, None);
    let text = post.mails().remove(0).text;
    let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    assert_eq!(code.len(), 6);
    let lines = log.lines();
    for personal in [code.as_str(), "li.mei", "mail.example"] {
        assert!(!lines.contains(personal), "{personal}: {lines}");
    }

    // The same log does hear what `--dev` says.
    let developer = Server::start().await;
    let sent = developer.client().call::<SendCode>(&(), &contact).await.unwrap();
    assert!(log.lines().contains(&sent.demo_code.unwrap()));
}

#[tokio::test]
async fn a_letter_that_is_refused_is_logged_without_its_buyer_and_what_was_bought() {
    let (post, log) = (Post::open().await, Log::listen());
    let server = shop(&post, true).await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[9_900], 9).await;
    post.set_refuses(true);
    let mut ask = ask(&[("tea", 0, 1)], 9_900);
    ask.contact.email = "lin.hua@mail.example".into();
    let order = server.client().call::<PlaceOrder>(&(), &ask).await.unwrap();
    let guest = Client { secret: order.secret.clone(), ..server.client() };
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    settle(&server.state, payment.id.as_str(), Outcome::Paid(cny(9_900))).await.unwrap();
    letters::send_due(&server.state).await.unwrap();
    let lines = log.says("not sent yet").await;
    assert!(lines.contains("550"), "{lines}");
    for personal in ["lin.hua", "mail.example", "come in", "nobody takes"] {
        assert!(!lines.contains(personal), "{personal}: {lines}");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_logged_without_what_it_holds() {
    let log = Log::listen();
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    let ask = ask(&[("cup", 0, 1)], 5_000);
    let order = server.client().call::<PlaceOrder>(&(), &ask).await.unwrap();
    let guest = Client { secret: order.secret.clone(), ..server.client() };
    let odd = |tx: Tx| async move {
        let column = order::Column::Contact;
        let update = order::Entity::update_many();
        update.col_expr(column, Expr::value("\"lin.hua@mail.example\"")).exec(&*tx).await?;
        Ok(())
    };
    server.state.db.writing(odd).await.unwrap();
    let refused = guest.call::<GetOrder>(&order.id, &()).await.unwrap_err();
    assert_eq!(refused.status, 500);
    let lines = log.lines();
    assert!(lines.contains("request failed") && lines.contains("json"), "{lines}");
    assert!(!lines.contains("lin.hua"), "{lines}");
}
