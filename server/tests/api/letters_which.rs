//! Each letter is about its own news, whatever has happened since, and none waits for another carrier.

use std::time::Duration;

use picklive_contract::{Text, returns::ReturnState};
use picklive_server::{
    account::mail::Mailer,
    clock::Clock,
    config::Config,
    letters,
    orders::restock::Restock,
    returns::{
        decide::Terms,
        refund::{self, Refunded},
    },
};
use tokio::net::TcpListener;

use crate::{
    cli::good,
    letters::{Shop, email, phone},
    orders_support::show,
    returns_support::{TERMS, approve, asked, refuse, send, set},
    support::{Server, fixtures, gateway::Messages, smtp::Post},
};

#[tokio::test]
async fn a_letter_about_a_message_has_the_message_it_is_about() {
    let shop = Shop::open(true, false).await;
    shop.server.set_clock(Clock::system().now());
    let (order, _) = shop.ordered(email(), Some("en")).await;
    for text in ["Which colour?", "The blue one is gone."] {
        good(&shop.server, &["message", &order.number, text]).await;
    }
    let texts: Vec<_> = shop.sent().await.into_iter().map(|mail| mail.text).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("Which colour?") && !texts[0].contains("blue"), "{texts:?}");
    assert!(texts[1].contains("The blue one is gone."), "{texts:?}");
}

#[tokio::test]
async fn a_letter_about_a_return_names_it_and_says_what_the_shop_said_of_it() {
    let shop = Shop::open(true, false).await;
    let server = &shop.server;
    set(server, |shop| shop.return_days = 7).await;
    let (order, owner) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    send(server, &order.id, true).await;
    let first = asked(&owner, &order.id, &[(0, 1)]).await;
    let second = asked(&owner, &order.id, &[(0, 1)]).await;
    let send_back = Text::Plain("7 Morning Road".into());
    let terms = Terms { send_back: Some(&send_back), answer: Some("sorry for that"), ..TERMS };
    approve(server, &first.id, terms).await;
    refuse(server, &second.id).await;
    let mails: Vec<_> = shop.sent().await.into_iter().map(|mail| mail.text).collect();
    let about = |number: &str, says: &str| {
        let mail = mails.iter().find(|text| text.contains(says)).unwrap();
        assert!(mail.contains(number), "{mail}");
        mail.clone()
    };
    let agreed = about(&first.number, "agrees to your return");
    assert!(agreed.contains("7 Morning Road") && agreed.contains("sorry for that"), "{agreed}");
    let refused = about(&second.number, "refuses your return");
    assert!(refused.contains("worn") && !refused.contains("Morning"), "{refused}");

    // The money of the first goes back: its number, its answer, and no word of ours.
    let restock = Restock::Unsaid;
    let answer = Some("take care");
    let wish = refund::Wish { amount: None, shipping: false, restock: &restock, answer };
    let now = server.state.clock.now();
    let work =
        async |tx: picklive_server::db::Tx| refund::refund(&tx, first.id.as_str(), wish, now).await;
    let done = server.state.db.writing(work).await.unwrap();
    assert!(matches!(done, Refunded::Done { .. }), "{done:?}");
    assert_eq!(show(&owner, &order.id).await.returns[0].state, ReturnState::Refunded);
    let text = shop.sent().await.pop().unwrap().text;
    for piece in ["a part of it", &format!("It is for your return {}.", first.number), "take care"]
    {
        assert!(text.contains(piece), "{piece} in {text}");
    }
    assert!(!text.contains("Reason:") && !text.contains("Morning"), "{text}");
}

#[tokio::test]
async fn a_mail_server_that_hangs_holds_up_no_short_message() {
    // It takes the line and says nothing.
    let hung = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", hung.local_addr().unwrap());
    let mailer = Mailer::new(&url, "shop@shop.example", None).unwrap();
    let (post, messages) = (Post::open().await, Messages::open().await);
    let gateway = messages.gateway();
    let change = |state: picklive_server::AppState| state.with_mailer(mailer).with_gateway(gateway);
    let config = Config { dev: true, ..Config::default() };
    let server: Server = Server::start_quiet(config, change).await;
    fixtures::product(&server.state, "cup", &[5_000], 99).await;
    let shop = Shop { server, post, messages };
    let (by_mail, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&by_mail.id).await;
    let (by_phone, _) = shop.ordered(phone(), Some("en")).await;
    shop.pay(&by_phone.id).await;
    let state = shop.server.state.clone();
    let sending = tokio::spawn(async move { letters::send_due(&state).await });
    for _ in 0..200 {
        if shop.messages.taken().len() == 1 {
            assert!(!sending.is_finished(), "the mail is still on its way");
            sending.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the short message waits for the mail");
}
