//! Taking things off sale: drops, products, picks, and what a product list no longer publishes.

use std::process::Command;

use picklive_contract::{
    deals::ListDrops,
    offer::Basis,
    orders::OrderState,
    picks::GetToday,
    problem::ProblemKind,
    quotes::Trouble,
    time::{DAY, HOUR},
};
use picklive_server::{
    clock::Clock,
    db::entities::variant,
    import::products::Options,
    withdraw::{drop, drop::Ended, pick, product},
};
use sea_orm::EntityTrait;

use crate::{
    import::{LIST, good, import, options, shown, stock},
    orders_books::balance,
    orders_support::{pass, place, quote, shelf, show},
    support::{
        NOON, Server,
        fixtures::{self, DealOf},
    },
};

const CUP: DealOf<'_> = DealOf { product: "cup", variant: 0, price: 10, quota: 5, limit: None };

async fn ids(server: &Server) -> Vec<String> {
    let drops = server.client().call::<ListDrops>(&(), &()).await.unwrap();
    drops.items.into_iter().map(|drop| drop.id.0).collect()
}

#[tokio::test]
async fn a_drop_with_a_mistyped_price_is_closed_at_once_and_its_orders_stay() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    fixtures::drop(&server.state, "typo", NOON, NOON.plus(HOUR), &[CUP]).await;
    server.set_clock(NOON.plus(60_000));
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 10).await.unwrap();
    assert_eq!(drop::end(&server.state, "typo").await, Ok(Ended::Closed));
    let refused = place(&server.client(), &[("cup", 0, 1)], 10).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::PriceChanged);
    assert_eq!(quote(&server.client(), &[("cup", 0, 1)]).await.total.amount, 5_000);
    let kept = show(&guest, &order.id).await;
    assert_eq!((kept.state, kept.total.amount), (OrderState::AwaitingPayment, 10));
    let drops = server.client().call::<ListDrops>(&(), &()).await.unwrap().items;
    assert_eq!(drops[0].closes_at, NOON.plus(60_000), "everybody sees that it is over");
    let again = drop::end(&server.state, "typo").await.unwrap_err();
    assert_eq!(again.0, "the drop typo has closed already");
    pass(&server, 15 * 60_000).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_drop_can_be_ended_in_its_first_millisecond_and_before_it() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    fixtures::drop(&server.state, "now", NOON, NOON.plus(HOUR), &[CUP]).await;
    fixtures::drop(&server.state, "next", NOON.plus(1), NOON.plus(HOUR), &[CUP]).await;
    let unknown = drop::end(&server.state, "nxt").await.unwrap_err();
    assert_eq!(unknown.0, "there is no drop nxt; open or to come: now, next");
    assert_eq!(drop::end(&server.state, "now").await, Ok(Ended::Closed));
    assert_eq!(drop::end(&server.state, "next").await, Ok(Ended::Removed));
    assert_eq!(ids(&server).await, ["now"]);
    server.set_clock(NOON.plus(1));
    assert_eq!(quote(&server.client(), &[("cup", 0, 1)]).await.total.amount, 5_000);
    // What is removed has left its place: the same id can be imported anew.
    fixtures::drop(&server.state, "next", NOON.plus(2), NOON.plus(HOUR), &[CUP]).await;
}

#[tokio::test]
async fn a_product_is_off_sale_until_it_is_imported_again() {
    let server = Server::start().await;
    good(&server, LIST).await;
    let client = server.client();
    let (order, guest) = place(&client, &[("cup", 1, 2)], 12_100).await.unwrap();
    assert_eq!(product::end(&server.state, "cup").await, Ok(2));
    for index in [0, 1] {
        let line = quote(&client, &[("cup", index, 1)]).await.lines.remove(0);
        assert_eq!((line.trouble, line.available), (Some(Trouble::Gone), Some(0)));
        place(&client, &[("cup", index, 1)], line.offer.price.amount).await.unwrap_err();
    }
    let left: Vec<_> = shown(&server, "cup").await.variants.iter().map(|v| v.left()).collect();
    assert_eq!(left, [Some(0), Some(0)]);
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    pass(&server, 15 * 60_000).await;
    assert_eq!(shelf(&server.state, "cup", 1).await, (0, 0, 0), "what comes back is not sold");
    for (handle, why) in [("cup", "is off sale already"), ("cap", "there is no product cap")] {
        assert!(product::end(&server.state, handle).await.unwrap_err().0.contains(why));
    }
    place(&client, &[("lamp", 0, 1)], 8_000).await.unwrap();
    good(&server, LIST).await;
    assert_eq!((stock(&server, "cup-0").await, stock(&server, "cup-1").await), (5, 3));
    place(&client, &[("cup", 1, 1)], 6_050).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn a_list_that_no_longer_publishes_a_product_takes_it_off_sale() {
    let server = Server::start().await;
    good(&server, LIST).await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    for (from, to, why) in [
        ("active\ncup", "archived\ncup", "is not active"),
        ("active\ncup", "draft\ncup", "is not active"),
        ("</p>,true", "</p>,false", "is not published"),
    ] {
        let list = LIST.replace(from, to);
        let dry = Options { dry_run: true, ..options() };
        let seen = import(&server, &list, &dry).await.unwrap();
        assert!(stock(&server, "cup-0").await > 0, "a dry run takes nothing off sale");
        let done = good(&server, &list).await;
        assert_eq!((seen.written, seen.skipped), (done.written, done.skipped.clone()));
        assert_eq!(done.skipped, [format!("line 2: cup {why}; it is off sale now")]);
        let counts = (done.written.products_withdrawn, done.written.variants_retired);
        assert_eq!((counts, done.written.products_unchanged), ((1, 2), 1));
        let line = quote(&server.client(), &[("cup", 0, 1)]).await.lines.remove(0);
        assert_eq!(line.trouble, Some(Trouble::Gone));
        assert_eq!(good(&server, &list).await.skipped, [format!("line 2: cup {why}")]);
        good(&server, LIST).await;
        assert_eq!(stock(&server, "cup-0").await, 4, "and back, without what is held");
    }
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    // What was never in the shop is skipped and reported.
    let other = "hat,Hat,,false,,,,,shopify,1,1,,,,,,\n";
    assert_eq!(good(&server, other).await.skipped, ["line 2: hat is not published"]);
    let hats = variant::Entity::find_by_id("hat-0").one(&server.state.db.read).await.unwrap();
    assert_eq!(hats, None);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_pick_is_taken_out_and_its_price_is_remembered() {
    let server = Server::start().await;
    for handle in ["cup", "lamp"] {
        fixtures::product(&server.state, handle, &[5_000], 9).await;
    }
    let picks = [("cup", Some(3_000)), ("lamp", None)];
    fixtures::edition(&server.state, "2026-11-24", NOON, &picks).await;
    server.set_clock(NOON.plus(HOUR));
    assert_eq!(quote(&server.client(), &[("cup", 0, 1)]).await.total.amount, 3_000);
    let date = pick::end(&server.state, "today", "cup").await.unwrap();
    assert_eq!(date.to_string(), "2026-11-24");
    let today = server.client().call::<GetToday>(&(), &()).await.unwrap();
    let left: Vec<_> = today.picks.iter().map(|pick| pick.product.id.as_str()).collect();
    assert_eq!(left, ["lamp"]);
    assert_eq!(quote(&server.client(), &[("cup", 0, 1)]).await.total.amount, 5_000);
    for (day, handle, why) in [
        ("today", "cup", "cup is not in an edition of 2026-11-24"),
        ("today", "lamp", "lamp is the only pick"),
        ("tomorrow", "lamp", "of 2026-11-25"),
        ("soon", "lamp", "a day is today"),
    ] {
        assert!(pick::end(&server.state, day, handle).await.unwrap_err().0.contains(why), "{why}");
    }
    // A later reduction is measured by what the edition asked for, not by the everyday price.
    let opens = NOON.plus(7 * DAY);
    let deal = DealOf { price: 2_000, ..CUP };
    fixtures::drop(&server.state, "later", opens, opens.plus(HOUR), &[deal]).await;
    server.set_clock(opens);
    let struck = shown(&server, "cup").await.variants.remove(0).reference.unwrap();
    assert_eq!((struck.basis, struck.price.amount), (Basis::LowestOfSevenDays, 3_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_says_what_is_off_sale() {
    let server = Server::start().await;
    server.set_clock(Clock::system().now());
    let now = server.state.clock.now();
    fixtures::product(&server.state, "cup", &[5_000], 9).await;
    fixtures::drop(&server.state, "d", now.plus(-HOUR), now.plus(HOUR), &[CUP]).await;
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
        command.arg("withdraw").args(args).args(["--data", &server.state.config.data]);
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
    };
    for (args, code, says) in [
        (["drop", "d", ""], 0, "drop d: closed"),
        (["drop", "d", ""], 1, "picklive-server: the drop d has closed already"),
        (["drop", "e", ""], 1, "there is no drop e, and none is open or to come"),
        (["product", "cup", ""], 0, "product cup: off sale with 1 variants"),
        (["product", "cap", ""], 1, "there is no product cap"),
        (["pick", "today", "cup"], 1, "cup is not in an edition of"),
    ] {
        let args: Vec<_> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
        let (got, told) = run(&args);
        assert!(got == code && told.contains(says), "{args:?}: {got} {told}");
    }
    assert_eq!(shelf(&server.state, "cup", 0).await, (0, 0, 0));
}
