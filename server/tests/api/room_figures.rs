//! How a room goes is told to its host and to nobody else; and the desk's page is a shell without anything in it.

use picklive_contract::{
    RoomId, Text,
    account::GetSession,
    comments::{Comment, CommentAsk, WriteComment},
    figures::{Figures, GetFigures},
    headers::{IDEMPOTENCY_KEY, VIEWER},
    host::{Act, ActInRoom, ActKind},
    live::{EnterRoom, Host},
    orders::{OrderAsk, PlaceOrder},
};
use picklive_server::{
    config::{Config, public_url},
    live::rooms::{self, Allowed, Draft},
    payments::{provider::Outcome, settle::settle},
};

use crate::{
    orders_support::{ask, cny, people, start},
    returns_support::shop,
    support::{
        Client, NOON, Server,
        client::{fresh_key, read},
        fixtures::variant_id,
    },
};

fn room() -> RoomId {
    RoomId("tea".into())
}

/// A shop with a room in which cups from 40 and courses may be sold; its host.
async fn open() -> (Server, Client) {
    let server = shop().await;
    let host = server.client().signed_in("host@b.cn").await;
    let person = host.call::<GetSession>(&(), &()).await.unwrap().person.unwrap();
    let allowed = |product: &str, floor| Allowed { product: product.into(), floor };
    let draft = Draft {
        id: room().0,
        title: Text::from("Tea"),
        cover: None,
        host: Host { name: Text::from("Lin"), face: None, shop: None },
        host_person: Some(person.id.0),
        starts_at: NOON,
        sources: Vec::new(),
        recordings: Vec::new(),
        demo: false,
        products: vec![allowed("cup", Some(4_000)), allowed("tea", None)],
        coupon_budget: 0,
    };
    rooms::create(&server.state, &draft).await.unwrap();
    (server, host)
}

async fn act(host: &Client, act: Act) {
    host.call::<ActInRoom>(&room(), &act).await.unwrap();
}

async fn figures(host: &Client) -> Figures {
    host.call::<GetFigures>(&room(), &()).await.unwrap()
}

/// Somebody who watches says something.
async fn say(server: &Server, name: &str, text: &str) -> Comment {
    let client = server.client();
    let ticket = client.call::<EnterRoom>(&room(), &()).await.unwrap().viewer;
    let asked = client.request("POST", "/v1/rooms/tea/comments");
    let asked = asked.header(VIEWER, ticket).header(IDEMPOTENCY_KEY, fresh_key());
    let said = CommentAsk { name: name.into(), text: text.into() };
    read::<WriteComment>(asked.json(&said).send().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_host_sees_what_was_said_ordered_and_paid_in_the_last_minute_and_in_all() {
    let (server, host) = open().await;
    let price = Act {
        variant: Some(variant_id("cup", 0).as_str().into()),
        price: Some(cny(4_500)),
        ..Act::new(ActKind::Price)
    };
    act(&host, price).await;
    let before = figures(&host).await;
    assert_eq!((before.total.orders, before.total.paid, before.total.comments), (0, cny(0), 0));
    assert_eq!(before.set.len(), 1, "also before the room is on");
    assert_eq!(before.set[0].price, cny(4_500));
    let may: Vec<_> = before.may_sell.iter().map(|it| (it.product.as_str(), it.floor)).collect();
    assert_eq!(may, [("cup", Some(cny(4_000))), ("tea", None)]);

    act(&host, Act::new(ActKind::Start)).await;
    say(&server, "Ann", "hello").await;
    let rude = say(&server, "Bob", "spam").await;
    let buyer = people(&server, 1).await.remove(0);
    let asked = OrderAsk { room: Some(room()), ..ask(&[("cup", 0, 1)], 5_500) };
    let order = buyer.call::<PlaceOrder>(&(), &asked).await.unwrap();
    let unpaid = figures(&host).await;
    assert_eq!((unpaid.minute.orders, unpaid.minute.paid), (1, cny(0)), "placed is not paid");
    let payment = start(&buyer, &order.id, "sandbox_qr").await.unwrap();
    settle(&server.state, payment.id.as_str(), Outcome::Paid(payment.amount)).await.unwrap();

    let now = figures(&host).await;
    assert_eq!((now.minute.comments, now.minute.orders), (2, 1));
    assert_eq!((now.minute.paid, now.total.paid), (order.total, order.total));
    assert_eq!((now.minute.viewers, now.minute.taps), (Some(0), Some(0)), "nobody holds a line");

    let words = Act { words: vec!["Spam".into()], ..Act::new(ActKind::Block) };
    act(&host, words).await;
    act(&host, Act { comment: Some(rude.id), ..Act::new(ActKind::Mute) }).await;
    server.set_clock(NOON.plus(61_000));
    let later = figures(&host).await;
    assert_eq!((later.minute.comments, later.minute.orders, later.minute.paid), (0, 0, cny(0)));
    assert_eq!(
        (later.total.comments, later.total.orders),
        (1, 1),
        "what was taken away is not said"
    );
    assert_eq!(later.total.paid, order.total);
    assert_eq!(later.words, ["spam"]);
    assert_eq!((later.muted.len(), later.muted[0].name.as_str()), (1, "Bob"));
    let unmute = Act { comment: Some(later.muted[0].comment.clone()), ..Act::new(ActKind::Unmute) };
    act(&host, unmute).await;
    assert!(figures(&host).await.muted.is_empty());
}

#[tokio::test]
async fn for_everybody_else_there_is_no_such_address() {
    let (server, host) = open().await;
    let other = people(&server, 1).await.remove(0);
    for stranger in [server.client(), other] {
        let problem = stranger.call::<GetFigures>(&room(), &()).await.unwrap_err();
        assert_eq!(problem.status, 404);
    }
    let missing = RoomId("none".into());
    assert_eq!(host.call::<GetFigures>(&missing, &()).await.unwrap_err().status, 404);
    let answer = host.get("/v1/rooms/tea/figures").await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn the_desk_has_a_shell_of_its_own_below_the_base_with_the_policy_of_pages() {
    let public_url = Some(public_url("https://example.org/shop").unwrap());
    let server = Server::start_with(Config { public_url, ..Config::default() }).await;
    let missing = server.client().get("/shop/desk/live/tea").await;
    assert_eq!(missing.status(), 503, "it was not built");
    let desk = server.folder().join("dist/desk");
    std::fs::create_dir_all(&desk).unwrap();
    let page = "<!doctype html><html lang=\"zh-CN\"><head><base href=\"/\"><style>p{}</style></head></html>";
    std::fs::write(desk.join("index.html"), page).unwrap();
    std::fs::write(desk.join("desk-0123456789abcdef.js"), "script").unwrap();
    for path in ["/shop/desk", "/shop/desk/", "/shop/desk/live/tea?lang=en", "/shop/desk/live/t.js"]
    {
        let answer = server.client().get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        let lang = if path.ends_with("=en") { "en" } else { "zh-CN" };
        let html = answer.text().await.unwrap();
        assert!(html.contains("<base href=\"/shop/\">"), "{html}");
        assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{html}");
    }
    let script = server.client().get("/shop/desk/desk-0123456789abcdef.js").await;
    assert!(script.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    let shop = server.client().get("/shop/desktop").await;
    assert_eq!(shop.status(), 503, "the shop's own page, which was not built");
}
