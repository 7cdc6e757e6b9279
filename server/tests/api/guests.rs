//! What a guest or a person may hold, and how many guests may come from one address.

use picklive_contract::{
    address::OrderContact,
    orders::{Cancel, OrderAsk, OrderState, PlaceOrder},
    problem::ProblemKind,
    storefront::{Capability, GetStorefront},
    time::{DAY, HOUR, MINUTE},
};
use picklive_server::{
    background::prune,
    config::Config,
    db::entities::order,
    orders::ceilings::{
        BUYER_BY_HAND, GUEST_HELD_UNITS, GUEST_ORDER_UNITS, ORIGIN_BY_HAND, PERSON_HELD_UNITS,
    },
    payments::{provider::Outcome, settle::settle},
    storefront::settings::{self, Settings},
};

use sea_orm::EntityTrait;

use crate::{
    orders::futures_of,
    orders_books::balance,
    orders_support::{ask, cny, pass, people, place, shelf, show, start},
    support::{
        NOON, Server,
        client::fresh_key,
        fixtures::{self, DealOf},
    },
};

/// Changes the shop's settings.
pub async fn set(server: &Server, change: impl Fn(&mut Settings)) {
    let mut shop = settings::get(&server.state).await.unwrap();
    change(&mut shop);
    let shop = &shop;
    let save = |tx: picklive_server::db::Tx| async move { settings::save(&*tx, shop).await };
    server.state.db.writing(save).await.unwrap();
}

async fn shop(stock: i64) -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], stock).await;
    set(&server, |shop| shop.instructions = Some("Account 700".into())).await;
    server
}

#[tokio::test]
async fn a_shop_without_a_way_to_pay_takes_no_orders() {
    let server = Server::start_with(Config::default()).await;
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    let client = server.client();
    let told = client.call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(!told.can(&Capability::Orders) && told.can(&Capability::Deals));
    let refused = place(&client, &[("cup", 0, 1)], 5_000).await.unwrap_err();
    assert_eq!((refused.status, refused.kind), (403, ProblemKind::Forbidden));
    assert_eq!(shelf(&server.state, "cup", 0).await, (3, 0, 0));
    set(&server, |shop| shop.instructions = Some("Account 700".into())).await;
    assert!(client.call::<GetStorefront>(&(), &()).await.unwrap().can(&Capability::Orders));
    place(&client, &[("cup", 0, 1)], 5_000).await.unwrap();
}

#[tokio::test]
async fn a_guest_orders_and_holds_only_so_much() {
    let server = shop(999).await;
    let guest = server.client();
    let most = u32::try_from(GUEST_ORDER_UNITS).unwrap();
    let price = |units: u32| 5_000 * i64::from(units);
    let refused = place(&guest, &[("cup", 0, most + 1)], price(most + 1)).await.unwrap_err();
    assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "lines.0.quantity"));
    let two = [("cup", 0, most), ("cup", 0, 1)];
    let refused = place(&guest, &two, price(most + 1)).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "lines.1.quantity");
    let mut same = ask(&[("cup", 0, most)], price(most));
    same.contact = OrderContact { phone: "138 0013 8000".into(), email: String::new() };
    for _ in 0..GUEST_HELD_UNITS / GUEST_ORDER_UNITS {
        guest.call::<PlaceOrder>(&(), &same).await.unwrap();
    }
    let mut one = ask(&[("cup", 0, 1)], 5_000);
    one.contact = OrderContact { phone: "13800138000".into(), email: String::new() };
    let answer = guest.raw::<PlaceOrder>(&(), &one, &fresh_key()).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"900".parse().unwrap())
    );
    // Who has a verified contact may hold more, in one order too.
    let person = people(&server, 1).await.remove(0);
    place(&person, &[("cup", 0, most * 3)], price(most * 3)).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn a_person_cannot_hold_the_whole_shop() {
    let server = shop(999).await;
    let mut people = people(&server, 2).await;
    let (person, other) = (people.remove(0), people.remove(0));
    let most = u32::try_from(PERSON_HELD_UNITS).unwrap();
    let price = |units: u32| 5_000 * i64::from(units);
    let two = [("cup", 0, most), ("cup", 0, 1)];
    let refused = place(&person, &two, price(most + 1)).await.unwrap_err();
    assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "lines.1.quantity"));
    let (first, _) = place(&person, &[("cup", 0, most - 1)], price(most - 1)).await.unwrap();
    let refused = place(&person, &[("cup", 0, 2)], price(2)).await.unwrap_err();
    assert_eq!((refused.status, refused.kind), (429, ProblemKind::TooMany));
    assert_eq!(refused.retry_at, first.hold_expires_at, "when the first of their holds lapses");
    place(&person, &[("cup", 0, 1)], price(1)).await.unwrap();
    assert_eq!(shelf(&server.state, "cup", 0).await.1, PERSON_HELD_UNITS);
    place(&other, &[("cup", 0, 1)], price(1)).await.unwrap();
    // What is paid is not held any more.
    server.set_clock(NOON.plus(1_000));
    let payment = start(&person, &first.id, "sandbox_qr").await.unwrap();
    let money = Outcome::Paid(cny(price(most - 1)));
    settle(&server.state, payment.id.as_str(), money).await.unwrap();
    place(&person, &[("cup", 0, 2)], price(2)).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn a_person_holds_only_some_orders_for_a_day() {
    let server = shop(999).await;
    let person = people(&server, 1).await.remove(0);
    let until = async |nth: u64| {
        let (order, _) = place(&person, &[("cup", 0, 1)], 5_000).await.unwrap();
        start(&person, &order.id, "offline").await.unwrap();
        (nth, show(&person, &order.id).await.hold_expires_at.unwrap(), order)
    };
    let mut first = None;
    for nth in 0..BUYER_BY_HAND + 2 {
        let (nth, until, order) = until(nth).await;
        let usual = if nth < BUYER_BY_HAND { DAY } else { 15 * MINUTE };
        assert_eq!(until, NOON.plus(usual), "{nth}");
        first = first.or(Some(order));
    }
    // One of them called off makes room for another one.
    person.call::<Cancel>(&first.unwrap().id, &()).await.unwrap();
    assert_eq!(until(0).await.1, NOON.plus(DAY));
    balance(&server.state).await;
}

#[tokio::test]
async fn paying_by_hand_does_not_hold_a_deal_longer() {
    let server = shop(9).await;
    set(&server, |shop| shop.hold_by_hand_seconds = 2 * 60 * 60).await;
    let deal = DealOf { product: "cup", variant: 0, price: 3_000, quota: 9, limit: None };
    fixtures::drop(&server.state, "d", NOON, NOON.plus(MINUTE), &[deal]).await;
    let (of_deal, one) = place(&server.client(), &[("cup", 0, 1)], 3_000).await.unwrap();
    server.set_clock(NOON.plus(MINUTE));
    let (plain, other) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    for (owner, order) in [(&one, &of_deal), (&other, &plain)] {
        start(owner, &order.id, "offline").await.unwrap();
    }
    let until = show(&one, &of_deal.id).await.hold_expires_at;
    assert_eq!(until, Some(NOON.plus(15 * MINUTE)));
    let until = show(&other, &plain.id).await.hold_expires_at;
    assert_eq!(until, Some(NOON.plus(2 * HOUR + MINUTE)), "as long as the shop's setting says");
    pass(&server, 15 * MINUTE).await;
    assert_eq!(show(&one, &of_deal.id).await.state, OrderState::Expired);
    assert_eq!(show(&other, &plain.id).await.state, OrderState::AwaitingPayment);
}

#[tokio::test]
async fn one_address_cannot_keep_a_shop_held_for_a_day() {
    let server = shop(999).await;
    let mut longer = 0;
    for _ in 0..ORIGIN_BY_HAND + 5 {
        let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
        start(&guest, &order.id, "offline").await.unwrap();
        let until = show(&guest, &order.id).await.hold_expires_at.unwrap();
        longer += u64::from(until == NOON.plus(DAY));
    }
    assert_eq!(longer, ORIGIN_BY_HAND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_buyers_behind_one_address_are_all_answered() {
    let server = shop(1_000).await;
    let client = server.client();
    let answers = futures_of(1_000, |_| {
        let client = client.clone();
        async move { place(&client, &[("cup", 0, 1)], 5_000).await.map(|_| ()) }
    })
    .await;
    let refused: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, 1_000, 0));
    let (late, _) = (place(&client, &[("cup", 0, 1)], 5_000).await.unwrap_err(), ());
    assert_eq!(late.kind, ProblemKind::SoldOut);
}

#[tokio::test]
async fn where_a_guest_ordered_from_is_forgotten_once_it_does_not_count() {
    let server = shop(9).await;
    let person = people(&server, 1).await.remove(0);
    place(&person, &[("cup", 0, 1)], 5_000).await.unwrap();
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let known = async || {
        prune::once(&server.state).await.unwrap();
        let orders = order::Entity::find().all(&server.state.db.read).await.unwrap();
        orders.iter().filter(|order| order.origin.is_some()).count()
    };
    assert_eq!(known().await, 1, "the guest's, while it is unpaid");
    pass(&server, 15 * MINUTE).await;
    assert_eq!(known().await, 0);
}

#[tokio::test]
async fn who_signs_in_between_an_order_and_its_repeat_gets_the_same_order() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 1).await;
    let (guest, person) = (server.client(), people(&server, 1).await.remove(0));
    let (asked, key) = (ask(&[("cup", 0, 1)], 5_000), fresh_key());
    let first = guest.call_with_key::<PlaceOrder>(&(), &asked, &key).await.unwrap();
    let again = person.call_with_key::<PlaceOrder>(&(), &asked, &key).await.unwrap();
    assert_eq!(
        (&again.id, &again.secret),
        (&first.id, &first.secret),
        "with the guest's key to it"
    );
    assert!(again.secret.is_some());

    // Also what is now worded in a way that would be refused is asked about the first one.
    let odd = OrderAsk { note: "\u{2028}".into(), ..asked.clone() };
    for client in [&guest, &person] {
        let refused = client.call_with_key::<PlaceOrder>(&(), &odd, &key).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::KeyReused);
    }
    let odd = guest.call_with_key::<PlaceOrder>(&(), &odd, &fresh_key()).await.unwrap_err();
    assert_eq!(odd.kind, ProblemKind::Invalid);
    // Another person's key is another wish.
    let other = people(&server, 1).await.remove(0);
    let mine = fresh_key();
    let sold_out = person.call_with_key::<PlaceOrder>(&(), &asked, &mine).await.unwrap_err();
    assert_eq!(sold_out.kind, ProblemKind::SoldOut);
    let sold_out = other.call_with_key::<PlaceOrder>(&(), &asked, &mine).await.unwrap_err();
    assert_eq!(sold_out.kind, ProblemKind::SoldOut);
}
