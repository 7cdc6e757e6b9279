//! Where parcels go and what that costs: fee, threshold, regions left out.

use picklive_contract::{
    address::{Address, Region},
    orders::PlaceOrder,
    problem::ProblemKind,
    quotes::{GetQuote, QuoteAsk},
    storefront::GetStorefront,
};
use picklive_server::storefront::settings;

use crate::{
    orders_books::balance,
    orders_support::{address, ask, cny, lines, shelf},
    support::{Server, fixtures},
};

async fn shop() -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[4_999, 1], 50).await;
    let mut shop = settings::get(&server.state).await.unwrap();
    (shop.shipping_fee, shop.free_from) = (1_000, Some(5_000));
    shop.countries = vec!["CN".into()];
    let part = |province: &str, district: &str| Region {
        country: "CN".into(),
        province: province.into(),
        city: String::new(),
        district: district.into(),
    };
    shop.excluded = vec![part("西藏", ""), part("新疆维吾尔自治区", ""), part("浙江", "嵊泗县")];
    let shop = &shop;
    let save = |tx: picklive_server::db::Tx| async move { settings::save(&*tx, shop).await };
    server.state.db.writing(save).await.unwrap();
    server
}

#[tokio::test]
async fn goods_of_exactly_the_threshold_ship_free() {
    let server = shop().await;
    let client = server.client();
    let region = Some(Region { country: "CN".into(), ..Region::default() });
    for (asked, fee) in [
        (&[("cup", 0, 1)][..], 1_000),
        (&[("cup", 0, 1), ("cup", 1, 1)], 0),
        (&[("cup", 0, 1), ("cup", 1, 2)], 0),
    ] {
        let asked_for = QuoteAsk {
            lines: lines(asked),
            region: region.clone(),
            room: None,
            at_stream_time: None,
        };
        let quote = client.call::<GetQuote>(&(), &asked_for).await.unwrap();
        assert_eq!((quote.shipping, quote.free_from), (Some(cny(fee)), Some(cny(5_000))));
        assert_eq!(quote.total.amount, quote.goods.amount + fee);
        let order = client.call::<PlaceOrder>(&(), &ask(asked, quote.total.amount)).await;
        assert_eq!(order.unwrap().shipping, cny(fee));
    }
    balance(&server.state).await;
}

#[tokio::test]
async fn no_order_goes_to_a_region_that_is_left_out_however_it_is_spelled() {
    let server = shop().await;
    let client = server.client();
    let told = client.call::<GetStorefront>(&(), &()).await.unwrap().shipping.unwrap();
    assert_eq!((told.excluded.len(), told.excluded[0].province.as_str()), (3, "西藏"));
    let to = |province: &str, city: &str, district: &str| {
        let [province, city, district] = [province, city, district].map(Into::into);
        Address { province, city, district, ..address() }
    };
    for out in [
        to("西藏自治区", "拉萨市", "城关区"),
        to(" 西藏 ", "拉萨", "城关"),
        to("TIBET", "Lhasa", "Chengguan"),
        to("新疆", "乌鲁木齐市", "天山区"),
        to("Xin Jiang", "x", "y"),
        to("浙江省", "舟山市", "嵊泗"),
        to("香港特别行政区", "香港", "中西区"),
    ] {
        let region = Some(Region::of(&out));
        let asked_for =
            QuoteAsk { lines: lines(&[("cup", 0, 1)]), region, room: None, at_stream_time: None };
        let quote = client.call::<GetQuote>(&(), &asked_for).await.unwrap();
        assert!(!quote.ships && quote.shipping.is_none() && !quote.buyable(), "{out:?}");
        let mut wish = ask(&[("cup", 0, 1)], 5_999);
        wish.address = Some(out);
        let refused = client.call::<PlaceOrder>(&(), &wish).await.unwrap_err();
        assert_eq!((refused.kind, refused.status), (ProblemKind::NoShipping, 422));
        assert!(!refused.quote.unwrap().ships);
    }
    assert_eq!(shelf(&server.state, "cup", 0).await, (50, 0, 0));
    let mut wish = ask(&[("cup", 0, 1)], 5_999);
    wish.address = Some(to("浙江省", "舟山市", "定海区"));
    client.call::<PlaceOrder>(&(), &wish).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn a_course_is_bought_from_anywhere() {
    let server = shop().await;
    fixtures::product_of_kind(&server.state, "tea", "course", &[9_900], 3).await;
    let mut wish = ask(&[("tea", 0, 1)], 9_900);
    wish.address.as_mut().unwrap().province = "西藏".into();
    server.client().call::<PlaceOrder>(&(), &wish).await.unwrap();
}
