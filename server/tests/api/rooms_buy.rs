//! Buying in a room: its prices are open to who is in it, and only there.

use picklive_contract::{
    Problem, UnixMillis,
    host::{Act, ActKind},
    offer::OfferKind,
    orders::{Order, PlaceOrder},
    problem::ProblemKind,
    quotes::{GetQuote, Quote, QuoteAsk},
    time::{DAY, MINUTE},
};
use picklive_server::{db::entities::order, live};
use sea_orm::EntityTrait;

use crate::{
    orders_support::{ask, lines, quote, show},
    rooms_support::{Hall, draft, price, shelf, variant},
    support::{Client, NOON},
};

/// What lines cost in a room.
pub async fn quoted(
    client: &Client,
    asked: &[(&str, usize, u32)],
    room: &str,
    at: Option<UnixMillis>,
) -> Result<Quote, Problem> {
    let room = Some(room.into());
    let ask = QuoteAsk { lines: lines(asked), region: None, room, at_stream_time: at };
    client.call::<GetQuote>(&(), &ask).await
}

/// Buys in a room.
pub async fn bought(
    client: &Client,
    asked: &[(&str, usize, u32)],
    total: i64,
    room: Option<&str>,
    at: Option<UnixMillis>,
) -> Result<Order, Problem> {
    let mut ask = ask(asked, total);
    (ask.room, ask.at_stream_time) = (room.map(Into::into), at);
    client.call::<PlaceOrder>(&(), &ask).await
}

#[tokio::test]
async fn a_room_s_price_is_open_in_it_while_it_is_on_and_nowhere_else() {
    let hall = Hall::scheduled().await;
    let client = hall.server.client();
    live::rooms::create(&hall.server.state, &draft("other-room", None, &[])).await.unwrap();
    live::act(&hall.server.state, "other-room", &Act::new(ActKind::Start)).await.unwrap();
    hall.act(price("tea", 0, Some(800))).await.unwrap();
    let tea = [("tea", 0, 2)];
    let here = async || quoted(&client, &tea, "tea-room", None).await.unwrap();
    assert_eq!(here().await.total.amount, 2_000, "it has not begun");
    hall.act(Act::new(ActKind::Start)).await.unwrap();
    let told = here().await;
    assert_eq!((told.total.amount, &told.lines[0].offer.kind), (1_600, &OfferKind::Room));
    assert_eq!(quote(&client, &tea).await.total.amount, 2_000);
    let other = quoted(&client, &tea, "other-room", None).await.unwrap();
    assert_eq!(other.total.amount, 2_000);
    for (room, status) in [(None, 409), (Some("other-room"), 409), (Some("none"), 422)] {
        assert_eq!(bought(&client, &tea, 1_600, room, None).await.unwrap_err().status, status);
    }
    let order = bought(&client, &tea, 1_600, Some("tea-room"), Some(NOON)).await.unwrap();
    assert_eq!((order.total.amount, order.room.as_ref()), (1_600, Some(&hall.id)));
    let owner = Client { secret: order.secret.clone(), ..client.clone() };
    assert_eq!(show(&owner, &order.id).await.room, Some(hall.id.clone()));
    let row = order::Entity::find_by_id(order.id.as_str()).one(&hall.server.state.db.read).await;
    assert_eq!(row.unwrap().unwrap().at_stream_time, Some(NOON.0));
    hall.act(Act::new(ActKind::Pause)).await.unwrap();
    assert_eq!(here().await.total.amount, 1_600, "a break sells on");
    hall.act(Act::new(ActKind::End)).await.unwrap();
    assert_eq!(here().await.total.amount, 2_000);
    let late = bought(&client, &tea, 1_600, Some("tea-room"), Some(NOON)).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::PriceChanged);
    // What was bought elsewhere says nothing of a room, and at the end the room still sells.
    let after = bought(&client, &tea, 2_000, Some("tea-room"), None).await.unwrap();
    assert_eq!(after.room, Some(hall.id.clone()));
    assert_eq!(bought(&client, &tea, 2_000, None, None).await.unwrap().room, None);
}

#[tokio::test]
async fn the_lowest_price_counts_and_one_taken_off_the_shelf_is_gone() {
    let hall = Hall::live().await;
    let client = hall.server.client();
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    hall.act(price("tea", 0, Some(900))).await.unwrap();
    let cost = async || {
        let told = quoted(&client, &[("tea", 0, 1)], "tea-room", None).await.unwrap();
        told.total.amount
    };
    assert_eq!(cost().await, 900);
    crate::support::fixtures::reprice(&hall.server.state, "tea-0", 850, NOON).await;
    assert_eq!(cost().await, 850);
    crate::support::fixtures::reprice(&hall.server.state, "tea-0", 1_000, NOON).await;
    hall.act(shelf(&["cup"])).await.unwrap();
    assert_eq!(cost().await, 1_000);
    hall.act(shelf(&["tea", "cup"])).await.unwrap();
    assert_eq!(cost().await, 1_000, "it comes back at its everyday price");
}

#[tokio::test]
async fn what_a_thing_cost_in_a_room_counts_for_the_lowest_of_seven_days() {
    let hall = Hall::live().await;
    hall.act(price("tea", 0, Some(700))).await.unwrap();
    hall.server.set_clock(NOON.plus(2 * MINUTE));
    hall.act(price("tea", 0, None)).await.unwrap();
    let struck = async |days: i64| {
        hall.server.set_clock(NOON.plus(days * DAY + 2 * MINUTE));
        let now = hall.server.state.clock.now();
        let opens = now.plus(-MINUTE);
        let id = format!("d{days}");
        let deal = crate::support::fixtures::DealOf {
            product: "tea",
            variant: 0,
            price: 600,
            quota: 3,
            limit: None,
        };
        crate::support::fixtures::drop(&hall.server.state, &id, opens, now.plus(MINUTE), &[deal])
            .await;
        let room = hall.server.client();
        let told = room.call::<picklive_contract::product::GetProduct>(&"tea".into(), &()).await;
        let variant = told.unwrap().variants.into_iter().find(|v| v.id == variant("tea", 0));
        variant.unwrap().reference.map(|reference| reference.price.amount)
    };
    assert_eq!(struck(7).await, Some(700), "everybody could have gone there");
}

#[tokio::test]
async fn odd_rooms_and_odd_times_are_refused_or_of_no_account() {
    let hall = Hall::live().await;
    let client = hall.server.client();
    for room in ["", "\0", "a\0b", "none", "' OR 1=1 --", &"x".repeat(201)] {
        let told = quoted(&client, &[("tea", 0, 1)], room, None).await.unwrap_err();
        assert_eq!((told.status, told.fields[0].field.as_str()), (422, "room"), "{room:?}");
    }
    for at in [i64::MIN, -1, 0, NOON.0 * 1_000] {
        let Ok(told) = quoted(&client, &[("tea", 0, 1)], "tea-room", Some(UnixMillis(at))).await
        else {
            continue;
        };
        assert_eq!(told.total.amount, 1_000, "{at}");
    }
}
