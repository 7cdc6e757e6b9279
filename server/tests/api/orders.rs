//! Quotes and orders: what is asked, what is refused, who may see what.

use picklive_contract::offer::Visitor;
use picklive_contract::{
    ProductId,
    address::Region,
    orders::{Cancel, OrderState, PlaceOrder},
    problem::ProblemKind,
    product::GetProduct,
    quotes::{GetQuote, QuoteAsk, Trouble},
    time::{HOUR, MINUTE},
};
use picklive_server::storefront::settings;

use crate::{
    orders_books::balance,
    orders_support::{address, ask, cny, lines, people, place, quote, shelf, show},
    support::{
        Client, NOON, Server,
        client::fresh_key,
        fixtures::{self, DealOf},
    },
};

async fn with_shipping(server: &Server) {
    let mut shop = settings::get(&server.state).await.unwrap();
    shop.shipping_fee = 1_000;
    shop.free_from = Some(20_000);
    shop.countries = vec!["CN".into(), "SG".into()];
    let part = |province: &str, district: &str| Region {
        country: "CN".into(),
        province: province.into(),
        district: district.into(),
        ..Region::default()
    };
    shop.excluded = vec![part("海岛省", ""), part("西藏", ""), part("四川", "石渠县")];
    let shop = &shop;
    let save = |tx: picklive_server::db::Tx| async move { settings::save(&*tx, shop).await };
    server.state.db.writing(save).await.unwrap();
}

#[tokio::test]
async fn a_quote_adds_up_and_knows_where_parcels_go() {
    let server = Server::start().await;
    with_shipping(&server).await;
    fixtures::product(&server.state, "cup", &[4_990, 5_990], 5).await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[9_900], 3).await;
    let client = server.client();
    let at = |country: &str, province: &str| {
        Some(Region { country: country.into(), province: province.into(), ..Region::default() })
    };
    let quoted = async |asked: &[(&str, usize, u32)], region| {
        let ask = QuoteAsk { lines: lines(asked), region, room: None, at_stream_time: None };
        client.call::<GetQuote>(&(), &ask).await.unwrap()
    };
    let unknown = quoted(&[("cup", 1, 2)], None).await;
    assert_eq!((unknown.goods, unknown.total, unknown.shipping), (cny(11_980), cny(11_980), None));
    assert!(unknown.needs_address && unknown.buyable());
    assert_eq!(unknown.lines[0].available, Some(5));
    let here = quoted(&[("cup", 1, 2)], at("CN", "浙江省")).await;
    assert_eq!((here.shipping, here.total), (Some(cny(1_000)), cny(12_980)));
    let free = quoted(&[("cup", 1, 3), ("tea", 0, 1)], at("SG", "")).await;
    assert_eq!((free.shipping, free.total), (Some(cny(0)), cny(27_870)));
    for (country, province) in [
        ("US", ""),
        ("CN", "海岛省"),
        ("CN", " 海岛"),
        ("CN", "西藏自治区"),
        ("CN", "Tibet"),
        ("", ""),
    ] {
        assert!(
            !quoted(&[("cup", 0, 1)], at(country, province)).await.ships,
            "{country}{province}"
        );
    }
    let course = quoted(&[("tea", 0, 1)], at("US", "")).await;
    assert!(course.ships && !course.needs_address && course.shipping == Some(cny(0)));
    let gone = quoted(&[("cup", 7, 1), ("cup", 0, 6)], None).await;
    assert_eq!(gone.lines[0].trouble, Some(Trouble::Gone));
    assert_eq!(gone.lines[1].trouble, Some(Trouble::SoldOut));
    assert_eq!(gone.lines[1].available, Some(5));
    assert!(!gone.buyable());
}

#[tokio::test]
async fn one_visitor_has_one_price_on_page_and_quote() {
    let server = Server::start().await;
    fixtures::product(&server.state, "scarf", &[19_900, 2_000], 9).await;
    fixtures::edition(&server.state, "2026-11-24", NOON.plus(-HOUR), &[("scarf", Some(15_000))])
        .await;
    let deal = DealOf { product: "scarf", variant: 0, price: 9_900, quota: 5, limit: Some(1) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    let (guest, person) = (server.client(), people(&server, 1).await.remove(0));
    for (client, who, price) in
        [(&guest, Visitor::GUEST, 15_000), (&person, Visitor::PERSON, 9_900)]
    {
        let page = client.call::<GetProduct>(&ProductId("scarf".into()), &()).await.unwrap();
        let quoted = quote(client, &[("scarf", 0, 1), ("scarf", 1, 1)]).await;
        for (line, variant) in quoted.lines.iter().zip(&page.variants) {
            assert_eq!(line.offer.price, variant.offer(NOON, &who).price);
        }
        assert_eq!(quoted.lines[0].offer.price, cny(price));
        assert_eq!(quoted.lines[1].offer.price, cny(2_000), "a dearer pick's price never raises");
    }
}

#[tokio::test]
async fn nonsense_is_answered_by_field() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[i64::MAX / 2], 5).await;
    let client = server.client();
    let fields = async |change: &dyn Fn(&mut picklive_contract::orders::OrderAsk)| {
        let mut ask = ask(&[("cup", 0, 1)], 1);
        change(&mut ask);
        let problem = client.call::<PlaceOrder>(&(), &ask).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
        problem.fields.into_iter().map(|field| field.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(fields(&|ask| ask.lines.clear()).await, "lines");
    assert_eq!(fields(&|ask| ask.lines = vec![ask.lines[0].clone(); 51]).await, "lines");
    assert_eq!(fields(&|ask| ask.lines[0].quantity = 0).await, "lines.0.quantity");
    assert_eq!(fields(&|ask| ask.lines[0].quantity = 1_000).await, "lines.0.quantity");
    assert_eq!(fields(&|ask| ask.lines[0].quantity = 3).await, "lines.0.quantity");
    assert_eq!(fields(&|ask| ask.lines[0].variant = "\0".into()).await, "lines.0.variant");
    assert_eq!(fields(&|ask| ask.contact.email = "\0@b.cn".into()).await, "contact.email");
    assert_eq!(fields(&|ask| ask.contact.email.clear()).await, "contact");
    assert_eq!(fields(&|ask| ask.note = "\0".into()).await, "note");
    assert_eq!(fields(&|ask| ask.address = None).await, "address");
    let broken = |ask: &mut picklive_contract::orders::OrderAsk| {
        let mut wrong = address();
        (wrong.street, wrong.city) = ("\0x".into(), " ".into());
        ask.address = Some(wrong);
    };
    assert_eq!(fields(&broken).await, "address.city address.street");
    assert_eq!(shelf(&server.state, "cup", 0).await, (5, 0, 0));
}

#[tokio::test]
async fn what_changed_is_told_with_a_fresh_quote() {
    let server = Server::start().await;
    with_shipping(&server).await;
    fixtures::product(&server.state, "cup", &[5_000], 2).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: 9, limit: Some(2) };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(HOUR), &[deal]).await;
    let (guest, person) = (server.client(), people(&server, 1).await.remove(0));
    let refused = async |client: &Client, quantity, total| {
        let problem = place(client, &[("cup", 0, quantity)], total).await.unwrap_err();
        (problem.kind, problem.status, problem.quote.map(|quote| quote.total.amount))
    };
    assert_eq!(refused(&guest, 1, 7_777).await, (ProblemKind::PriceChanged, 409, Some(6_000)));
    assert_eq!(refused(&guest, 1, 4_000).await, (ProblemKind::ContactNeeded, 401, Some(6_000)));
    assert_eq!(refused(&guest, 3, 16_000).await, (ProblemKind::SoldOut, 409, Some(16_000)));
    assert_eq!(refused(&person, 3, 10_000).await, (ProblemKind::LimitReached, 409, Some(10_000)));
    let mut elsewhere = ask(&[("cup", 0, 1)], 5_000);
    elsewhere.address.as_mut().unwrap().country = "FR".into();
    elsewhere.address.as_mut().unwrap().postcode = "75001".into();
    let problem = guest.call::<PlaceOrder>(&(), &elsewhere).await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::NoShipping, 422));
    assert_eq!(shelf(&server.state, "cup", 0).await, (2, 0, 0));
    let (order, _) = place(&person, &[("cup", 0, 2)], 7_000).await.unwrap();
    assert_eq!((order.total, order.shipping), (cny(7_000), cny(1_000)));
    assert_eq!(order.hold_expires_at, Some(NOON.plus(15 * MINUTE)));
    // They have had their share, and there is none at the everyday price either.
    assert_eq!(refused(&person, 1, 4_000).await.0, ProblemKind::SoldOut);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_is_the_same_order() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 1).await;
    let guest = server.client();
    let (ask, key) = (ask(&[("cup", 0, 1)], 5_000), fresh_key());
    let answers = futures_of(16, |_| {
        let (guest, ask, key) = (guest.clone(), ask.clone(), key.clone());
        async move { guest.call_with_key::<PlaceOrder>(&(), &ask, &key).await.unwrap() }
    })
    .await;
    assert!(answers.iter().all(|order| order == &answers[0]), "one order, one secret");
    assert!(answers[0].secret.is_some());
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, 1, 0));
    let mut other = ask.clone();
    other.note = "another wish".into();
    let problem = guest.call_with_key::<PlaceOrder>(&(), &other, &key).await.unwrap_err();
    assert_eq!((problem.kind, problem.status), (ProblemKind::KeyReused, 422));
    let problem = guest.call::<PlaceOrder>(&(), &ask).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::SoldOut);
    let no_key = guest.request("POST", "/v1/orders").json(&ask).send().await.unwrap();
    assert_eq!(no_key.status(), 400);
    let secret = Client { secret: answers[0].secret.clone(), ..guest };
    let cancelled = secret.call::<Cancel>(&answers[0].id, &()).await.unwrap();
    assert_eq!(cancelled.state, OrderState::Cancelled);
    balance(&server.state).await;
}

/// Runs `count` of them at the same time.
pub async fn futures_of<T: Send + 'static, F>(count: usize, start: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = (0..count).map(|nth| tokio::spawn(start(nth))).collect();
    let mut done = Vec::new();
    for one in running {
        done.push(one.await.unwrap());
    }
    done
}

#[tokio::test]
async fn a_free_order_is_paid_at_once() {
    let server = Server::start().await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[0], 3).await;
    let (order, guest) = place(&server.client(), &[("tea", 0, 1)], 0).await.unwrap();
    assert_eq!(order.state, OrderState::Completed);
    assert_eq!(order.lines[0].access, Some("come in".into()));
    assert_eq!(order.address, None, "an address that is not needed is not kept");
    let states: Vec<_> = order.steps.iter().map(|step| step.state.as_str()).collect();
    assert_eq!(states, ["awaiting_payment", "paid", "completed"]);
    assert_eq!(
        show(&guest, &order.id).await,
        picklive_contract::orders::Order { secret: None, ..order }
    );
    assert_eq!(shelf(&server.state, "tea", 0).await, (2, 0, 1));
    balance(&server.state).await;
}
