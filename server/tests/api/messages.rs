//! Messages about an order.

use picklive_contract::{
    messages::{MESSAGE_MAX, MessageAsk, SendMessage, Sender},
    orders::{GetOrder, ListOrders, Order},
    problem::ProblemKind,
    time::{HOUR, MINUTE},
};

use crate::{
    cli::{bad, good, shop},
    orders::futures_of,
    orders_support::{people, place, show},
    support::{Client, NOON, Server, client::fresh_key, fixtures},
};

fn text(text: &str) -> MessageAsk {
    MessageAsk { text: text.into() }
}

async fn order(server: &Server) -> (Order, Client) {
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap()
}

#[tokio::test]
async fn buyer_and_shop_write_to_each_other() {
    let server = shop().await;
    let (order, owner) = order(&server).await;
    let number = order.number.as_str();
    assert!(!good(&server, &["list", "--unanswered"]).await.contains(number));
    let key = fresh_key();
    for _ in 0..2 {
        let asked = text("  Is it blue?\n\tstate      paid ");
        let told = owner.call_with_key::<SendMessage>(&order.id, &asked, &key).await.unwrap();
        assert_eq!(told.messages.len(), 1, "a repeat is the same message");
    }
    assert!(good(&server, &["list", "--unanswered"]).await.contains(number));
    let shown = good(&server, &["message", number, "Yes."]).await;
    let lines: Vec<_> = shown.lines().filter(|line| line.starts_with("message")).collect();
    assert!(
        lines[0].ends_with("buyer: Is it blue?") && lines[1].ends_with("shop: Yes."),
        "{shown}"
    );
    assert!(!shown.contains("\nstate      paid"), "{shown}");
    assert!(!good(&server, &["list", "--unanswered"]).await.contains(number));
    let told = show(&owner, &order.id).await.messages;
    let told: Vec<_> = told.iter().map(|m| (m.from.clone(), m.text.as_str())).collect();
    let first = (Sender::Buyer, "Is it blue?\n\tstate      paid");
    assert_eq!(told, [first, (Sender::Shop, "Yes.")]);
    for wrong in ["", " ", &"x".repeat(MESSAGE_MAX + 1), "\u{1b}[2J"] {
        let (code, err) = bad(&server, &["message", number, wrong]).await;
        assert!(code == 1 && err.contains("1 to 1000 characters"), "{err}");
    }
    let (code, err) = bad(&server, &["message", "nothing", "x"]).await;
    assert!(code == 1 && err.contains("there is no order nothing"), "{err}");
}

#[tokio::test]
async fn what_cannot_be_a_message_is_refused_by_its_field() {
    let server = shop().await;
    let (order, owner) = order(&server).await;
    for (wrong, reason) in [
        (String::new(), "missing"),
        (" \n".into(), "missing"),
        ("长".repeat(MESSAGE_MAX + 1), "too-long"),
        ("a\u{1b}[2J".into(), "malformed"),
        ("a\0".into(), "malformed"),
    ] {
        let refused = owner.call::<SendMessage>(&order.id, &text(&wrong)).await.unwrap_err();
        let field = &refused.fields[0];
        assert_eq!((refused.status, &*field.field, &*field.reason), (422, "text", reason));
    }
    let long = text(&"长".repeat(MESSAGE_MAX));
    assert!(owner.call::<SendMessage>(&order.id, &long).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_buyer_writes_so_much_and_then_waits() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    let person = people(&server, 1).await.remove(0);
    let (order, _) = place(&person, &[("cup", 0, 1)], 5_000).await.unwrap();
    let answers = futures_of(16, |nth| {
        let (person, id) = (person.clone(), order.id.clone());
        async move { person.call::<SendMessage>(&id, &text(&format!("{nth}"))).await.map(|_| ()) }
    });
    let refused: Vec<_> = answers.await.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 6, "ten about one order");
    assert!(refused.iter().all(|refused| refused.kind == ProblemKind::TooMany));
    assert_eq!(refused[0].retry_at, Some(NOON.plus(10 * MINUTE)));
    // About all orders together: twenty more, of three orders, then an hour of rest.
    let mut sent = 10;
    for _ in 0..3 {
        let (other, _) = place(&person, &[("cup", 0, 1)], 5_000).await.unwrap();
        for _ in 0..9 {
            sent += usize::from(person.call::<SendMessage>(&other.id, &text("x")).await.is_ok());
        }
    }
    assert_eq!(sent, 30);
    server.set_clock(NOON.plus(2 * HOUR));
    let told = person.call::<SendMessage>(&order.id, &text("again")).await.unwrap();
    assert_eq!(told.messages.len(), 11);
    // The list has the orders without what was written.
    let list = person.call::<ListOrders>(&(), &()).await.unwrap();
    assert!(list.items.iter().all(|order| order.messages.is_empty()));
    assert_eq!(person.call::<GetOrder>(&order.id, &()).await.unwrap().messages.len(), 11);
}
