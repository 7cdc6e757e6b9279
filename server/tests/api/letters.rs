//! Letters: each thing that becomes of an order is told once, in the buyer's language, to the contact they
//! gave for it.

use picklive::address::Page;
use picklive_contract::{
    OrderId, Slug,
    address::OrderContact,
    orders::{Cancel, Order, PlaceOrder},
    time::HOUR,
};
use picklive_server::{
    AppState,
    account::mail::Mailer,
    config::{Config, public_url},
    db::{
        Tx,
        entities::{letter, order},
    },
    letters,
    orders::{holds, refund, restock::Restock, ship},
    payments::{confirm::confirm, provider::Outcome, settle::settle},
};
use sea_orm::EntityTrait;

use crate::{
    orders_books::balance,
    orders_support::{ask, cny, place, start},
    support::{
        Client, NOON, Server, fixtures,
        gateway::Messages,
        smtp::{Mail, Post},
    },
};

/// A shop whose letters can be looked at.
pub struct Shop {
    pub server: Server,
    pub post: Post,
    pub messages: Messages,
}

impl Shop {
    /// A shop with these carriers.
    pub async fn open(mail: bool, phone: bool) -> Self {
        let (post, messages) = (Post::open().await, Messages::open().await);
        let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
        let gateway = messages.gateway();
        let change = |mut state: AppState| {
            if mail {
                state = state.with_mailer(mailer);
            }
            if phone { state.with_gateway(gateway) } else { state }
        };
        let public_url = Some(public_url("https://example.org/shop/").unwrap());
        let config = Config { dev: true, public_url, ..Config::default() };
        let server = Server::start_quiet(config, change).await;
        fixtures::product(&server.state, "cup", &[5_000], 99).await;
        fixtures::product_of_kind(&server.state, "seat", "voucher", &[0], 99).await;
        Self { server, post, messages }
    }

    /// A cup, ordered with this contact.
    pub async fn ordered(&self, contact: OrderContact, lang: Option<&str>) -> (Order, Client) {
        let mut wish = ask(&[("cup", 0, 2)], 10_000);
        (wish.contact, wish.lang) = (contact, lang.map(Into::into));
        let client = self.server.client();
        let order = client.call::<PlaceOrder>(&(), &wish).await.unwrap();
        let guest = Client { secret: order.secret.clone(), ..client };
        (order, guest)
    }

    async fn row(&self, id: &OrderId) -> order::Model {
        let found = order::Entity::find_by_id(id.as_str()).one(&self.server.state.db.read).await;
        found.unwrap().unwrap()
    }

    pub async fn pay(&self, id: &OrderId) {
        confirm(&self.server.state, &self.row(id).await).await.unwrap();
    }

    pub async fn ship(&self, id: &OrderId) -> bool {
        let (row, now) = (self.row(id).await, self.server.state.clock.now());
        let work = async |tx: Tx| ship::ship(&tx, &row, "顺丰速运", "SF 123", now).await;
        self.server.state.db.writing(work).await.unwrap()
    }

    async fn refund(&self, id: &OrderId, amount: Option<i64>, reason: &str) {
        let now = self.server.state.clock.now();
        let restock = &Restock::Unsaid;
        let wish = refund::Wish { amount, reason, restock };
        let work = async |tx: Tx| refund::refund(&tx, id.as_str(), wish, now).await;
        self.server.state.db.writing(work).await.unwrap();
    }

    async fn call_off(&self, id: &OrderId, reason: &str) {
        let now = self.server.state.clock.now();
        let work = async |tx: Tx| holds::call_off(&tx, id.as_str(), Some(reason), now).await;
        assert!(self.server.state.db.writing(work).await.unwrap());
    }

    /// Has everything sent that is due, also a day later; returns the mails.
    pub async fn sent(&self) -> Vec<Mail> {
        for _ in 0..3 {
            letters::send_due(&self.server.state).await.unwrap();
            self.server.set_clock(self.server.state.clock.now().plus(HOUR));
        }
        self.post.mails()
    }
}

/// A buyer with both contacts.
pub fn email() -> OrderContact {
    OrderContact { email: "lin@mail.example".into(), phone: "138 0013 8000".into() }
}

/// A buyer who left only a number.
pub fn phone() -> OrderContact {
    OrderContact { phone: "138 0013 8000".into(), ..OrderContact::default() }
}

#[tokio::test]
async fn everything_that_becomes_of_an_order_is_told_once() {
    let shop = Shop::open(true, true).await;
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.pay(&order.id).await;
    assert!(shop.ship(&order.id).await && !shop.ship(&order.id).await);
    shop.refund(&order.id, Some(1_050), "a chip in the rim").await;
    shop.refund(&order.id, Some(1_050), "a chip in the rim").await;
    shop.refund(&order.id, Some(99_999), "too much, refused").await;
    shop.refund(&order.id, None, "refunded_by_shop").await;
    let mails = shop.sent().await;
    let firsts: Vec<_> = mails.iter().map(|mail| mail.text.lines().nth(1).unwrap()).collect();
    let number = &order.number;
    // The order is refunded by the time, so that it was paid is no news any more.
    assert_eq!(
        firsts,
        [
            format!("Order {number} is on its way"),
            format!("Order {number}: 10.50 CNY goes back, a part of it"),
            format!("Order {number}: 10.50 CNY goes back, a part of it"),
            format!("Order {number}: 79.00 CNY goes back, the rest of 100.00 CNY"),
        ]
    );
    assert!(mails[0].text.contains("顺丰速运, parcel number SF 123"), "{}", mails[0].text);
    assert!(mails[1].text.contains("Reason: a chip in the rim"), "{}", mails[1].text);
    assert!(!mails[3].text.contains("refunded_by_shop"), "a word is no sentence");
    assert!(mails.iter().all(|mail| mail.to == "lin@mail.example"));
    assert_eq!(shop.messages.asked(), 0, "mail comes first");
    balance(&shop.server.state).await;
}

#[tokio::test]
async fn a_paid_order_is_told_with_what_it_gives_and_where_it_is_shown() {
    let shop = Shop::open(true, false).await;
    let mut wish = ask(&[("cup", 0, 1), ("seat", 0, 2)], 5_000);
    (wish.contact, wish.shop) = (email(), Some(Slug("xiao-man".into())));
    let client = shop.server.client();
    let order = client.call::<PlaceOrder>(&(), &wish).await.unwrap();
    shop.pay(&order.id).await;
    let guest = Client { secret: order.secret.clone(), ..client };
    let seen = crate::orders_support::show(&guest, &order.id).await;
    let text = &shop.sent().await[0].text;
    assert!(text.contains(&seen.lines[1].codes[1].code), "{text}");
    let link = text.lines().find_map(|line| line.strip_prefix("https://example.org")).unwrap();
    let read = Page::read("/shop/", link, "");
    assert_eq!(read, (Some(Slug("xiao-man".into())), Page::Order(order.id.clone())));
    let secret = order.secret.unwrap();
    assert!(!text.contains(&secret) && !text.contains('#'), "the key stays with its device");
    assert!(text.contains("在下单时用的手机或电脑上打开"), "{text}");
}

#[tokio::test]
async fn a_letter_is_in_the_language_of_its_buyer() {
    let shop = Shop::open(true, false).await;
    let client = shop.server.client();
    for (lang, accepts, says) in [
        (Some("en"), "zh-CN", "is paid"),
        (Some("zh-Hans"), "en", "已付款"),
        (None, "en-GB,en;q=0.9", "is paid"),
        (Some("fr"), "en", "is paid"),
        (Some("fr"), "fr", "已付款"),
    ] {
        let mut wish = ask(&[("cup", 0, 1)], 5_000);
        wish.lang = lang.map(Into::into);
        let key = crate::support::client::fresh_key();
        let request = client.request("POST", "/v1/orders").header("accept-language", accepts);
        let request = request.header("idempotency-key", key).json(&wish);
        let order: Order = request.send().await.unwrap().json().await.unwrap();
        shop.pay(&order.id).await;
        let mails = shop.sent().await;
        let mine = mails.iter().find(|mail| mail.text.contains(&order.number)).unwrap();
        assert!(mine.text.contains(says), "{lang:?} {accepts}: {}", mine.text);
        assert!(!mine.text.contains("——"), "one language: {}", mine.text);
    }
}

#[tokio::test]
async fn only_what_the_shop_calls_off_is_told() {
    let shop = Shop::open(true, false).await;
    let (own, guest) = shop.ordered(email(), Some("en")).await;
    guest.call::<Cancel>(&own.id, &()).await.unwrap();
    let (order, _) = shop.ordered(email(), Some("en")).await;
    shop.call_off(&order.id, "the kiln broke").await;
    let mails = shop.sent().await;
    assert_eq!(mails.len(), 1);
    let says = format!("Order {} was called off by the shop\nReason: the kiln broke", order.number);
    assert!(mails[0].text.contains(&says), "{}", mails[0].text);
}

#[tokio::test]
async fn money_that_came_too_much_or_too_late_is_told_with_its_reason() {
    let shop = Shop::open(true, false).await;
    let (twice, guest) = shop.ordered(email(), Some("en")).await;
    let payment = start(&guest, &twice.id, "sandbox_qr").await.unwrap();
    shop.pay(&twice.id).await;
    let (late, guest) = shop.ordered(email(), Some("en")).await;
    let money = Outcome::Paid(cny(10_000));
    for _ in 0..2 {
        settle(&shop.server.state, payment.id.as_str(), money).await.unwrap();
    }
    let payment = start(&guest, &late.id, "sandbox_qr").await.unwrap();
    guest.call::<Cancel>(&late.id, &()).await.unwrap();
    settle(&shop.server.state, payment.id.as_str(), money).await.unwrap();
    let texts: Vec<_> = shop.sent().await.into_iter().map(|mail| mail.text).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    let says = |what: &str| assert!(texts.iter().any(|text| text.contains(what)), "{texts:?}");
    says(&format!("Order {} is paid", twice.number));
    says(&format!(
        "Order {}: 100.00 CNY too much goes back\nThis order was paid twice.",
        twice.number
    ));
    says(&format!(
        "Order {}: 100.00 CNY goes back, all of it\nYour payment came after",
        late.number
    ));
}

#[tokio::test]
async fn what_is_undone_is_not_told() {
    let shop = Shop::open(true, false).await;
    let (order, _) = place(&shop.server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let row = shop.row(&order.id).await;
    let work = async |tx: Tx| -> Result<(), picklive_server::ApiError> {
        holds::call_off(&tx, &row.id, Some("x"), NOON).await?;
        Err(picklive_server::ApiError::internal("and then it failed"))
    };
    shop.server.state.db.writing(work).await.unwrap_err();
    assert!(letter::Entity::find().all(&shop.server.state.db.read).await.unwrap().is_empty());
}
