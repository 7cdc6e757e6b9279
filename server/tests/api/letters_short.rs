//! Letters by short message, and letters that wait.

use picklive_contract::{
    address::OrderContact,
    orders::PlaceOrder,
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{account::mail::Mailer, config::Config, db::entities::letter, letters};
use sea_orm::EntityTrait;

use crate::{
    letters::{Shop, email, phone},
    orders_support::{ask, people},
    support::{
        NOON, Server, fixtures,
        gateway::{Messages, Mood},
        smtp::Post,
    },
};

#[tokio::test]
async fn a_telephone_number_gets_news_where_there_is_no_mail() {
    let shop = Shop::open(true, true).await;
    let (order, _) = shop.ordered(phone(), Some("zh")).await;
    shop.pay(&order.id).await;
    shop.ship(&order.id).await;
    assert!(shop.sent().await.is_empty());
    let taken = shop.messages.taken();
    let kinds: Vec<_> = taken.iter().map(|short| short["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["paid", "shipped"]);
    assert!(taken.iter().all(|short| short["to"] == "+8613800138000"));
    let text = taken[1]["text"].as_str().unwrap();
    for piece in
        ["小店", &order.number, "已发货", "顺丰速运 SF 123", "https://example.org/shop/orders/"]
    {
        assert!(text.contains(piece), "{piece} in {text}");
    }
    assert_eq!(taken[1]["params"]["tracking"], "SF 123");
}

#[tokio::test]
async fn nobody_is_written_to_who_gave_no_contact_for_this_order() {
    let shop = Shop::open(true, false).await;
    // They are known by an address, and typed only a number.
    let person = people(&shop.server, 1).await.remove(0);
    let mut wish = ask(&[("cup", 0, 1)], 5_000);
    wish.contact = phone();
    let order = person.call::<PlaceOrder>(&(), &wish).await.unwrap();
    shop.pay(&order.id).await;
    assert!(shop.sent().await.is_empty());
    let rows = letter::Entity::find().all(&shop.server.state.db.read).await.unwrap();
    assert!(rows.len() == 1 && rows[0].next_try_at.is_none() && rows[0].sent_at.is_none());
}

#[tokio::test]
async fn a_letter_waits_for_whoever_carries_it() {
    let shop = Shop::open(false, true).await;
    let contact = OrderContact { phone: String::new(), ..email() };
    let (order, _) = shop.ordered(contact, None).await;
    shop.pay(&order.id).await;
    assert!(shop.sent().await.is_empty());
    let mailer = Mailer::new(&shop.post.url, "shop@shop.example", None).unwrap();
    let later = shop.server.state.clone().with_mailer(mailer);
    shop.server.set_clock(NOON.plus(DAY));
    assert_eq!(letters::send_due(&later).await.unwrap(), 1);
    assert_eq!(shop.post.mails().len(), 1);
}

#[tokio::test]
async fn a_shop_with_one_carrier_has_it_look_after_what_is_nobody_s() {
    let shop = Shop::open(false, true).await;
    let contact = OrderContact { phone: String::new(), ..email() };
    let (order, _) = shop.ordered(contact, None).await;
    shop.pay(&order.id).await;
    letters::send_due(&shop.server.state).await.unwrap();
    let row = || letter::Entity::find().one(&shop.server.state.db.read);
    let waiting = row().await.unwrap().unwrap();
    assert_eq!((waiting.tries, waiting.next_try_at), (1, Some(NOON.plus(MINUTE).0)));
    shop.server.set_clock(NOON.plus(4 * DAY));
    letters::send_due(&shop.server.state).await.unwrap();
    assert_eq!(row().await.unwrap().unwrap().next_try_at, None, "it is given up");
}

#[tokio::test]
async fn a_message_whose_answer_is_lost_is_the_same_message_again() {
    let shop = Shop::open(false, true).await;
    let (order, _) = shop.ordered(phone(), None).await;
    for (nth, mood) in [Mood::Down, Mood::Slow, Mood::Nonsense, Mood::Well].into_iter().enumerate()
    {
        shop.messages.set(mood);
        if nth == 0 {
            shop.pay(&order.id).await;
        }
        let sent = letters::send_due(&shop.server.state).await.unwrap();
        assert_eq!((sent == 1, shop.messages.asked()), (mood == Mood::Well, nth + 1), "{mood:?}");
        shop.server.set_clock(shop.server.state.clock.now().plus(HOUR));
    }
    assert_eq!(shop.messages.taken().len(), 1, "the gateway knows it by its id");
    assert!(shop.sent().await.is_empty());
    assert_eq!(shop.messages.asked(), 4, "once it is taken it is not sent again");
}

#[tokio::test]
async fn one_number_gets_only_so_many_messages_a_day() {
    let shop = Shop::open(false, true).await;
    for _ in 0..12 {
        let mut wish = ask(&[("seat", 0, 1)], 0);
        wish.contact = phone();
        // For nothing, so paid at once, in anybody's name.
        shop.server.client().call::<PlaceOrder>(&(), &wish).await.unwrap();
    }
    letters::send_due(&shop.server.state).await.unwrap();
    assert_eq!(shop.messages.asked(), 10);
    shop.server.set_clock(NOON.plus(DAY + MINUTE));
    letters::send_due(&shop.server.state).await.unwrap();
    assert_eq!(shop.messages.taken().len(), 12, "the others are put off, not lost");
}

#[tokio::test]
async fn news_counts_as_messages_of_the_hour() {
    let (post, messages) = (Post::open().await, Messages::open().await);
    let gateway = messages.gateway().at_most(2);
    let config = Config { dev: true, ..Config::default() };
    let server = Server::start_quiet(config, |state| state.with_gateway(gateway)).await;
    let shop = Shop { server, post, messages };
    fixtures::product_of_kind(&shop.server.state, "seat", "voucher", &[0], 99).await;
    for nth in 0..3 {
        let mut wish = ask(&[("seat", 0, 1)], 0);
        wish.contact = OrderContact { phone: format!("1380013800{nth}"), ..phone() };
        shop.server.client().call::<PlaceOrder>(&(), &wish).await.unwrap();
    }
    assert_eq!(letters::send_due(&shop.server.state).await.unwrap(), 2);
    shop.server.set_clock(NOON.plus(HOUR + MINUTE));
    assert_eq!(letters::send_due(&shop.server.state).await.unwrap(), 1);
}
