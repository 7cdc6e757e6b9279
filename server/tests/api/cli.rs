//! `picklive-server orders`, as the merchant types it, beside a running server.

use std::process::{Command, Output};

use picklive_contract::{
    orders::{Order, OrderState},
    payments::PaymentState,
};
use picklive_server::{clock::Clock, payments::sandbox::book::Choice};

use crate::{
    orders_books::balance,
    orders_support::{catch_up, charge, choose, cny, place, shelf, show, start, until},
    support::{Client, Server, fixtures},
};

/// A shop at the real time, since the command line has no other.
pub async fn shop() -> Server {
    let server = Server::start().await;
    server.set_clock(Clock::system().now());
    fixtures::product(&server.state, "cup", &[5_000], 5).await;
    fixtures::product_of_kind(&server.state, "seat", "voucher", &[2_000], 5).await;
    server
}

/// Runs a command.
pub async fn run(server: &Server, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    command.arg("orders").args(args).args(["--data", &server.state.config.data]);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What a command prints that does what it is told.
pub async fn good(server: &Server, args: &[&str]) -> String {
    let output = run(server, args).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{args:?}: {out}{err}");
    out
}

/// What a command says that refuses.
pub async fn bad(server: &Server, args: &[&str]) -> (i32, String) {
    let output = run(server, args).await;
    (output.status.code().unwrap(), text(&output.stderr))
}

/// Output as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An order that is paid in the sandbox.
pub async fn paid(
    server: &Server,
    product: &'static str,
    quantity: u32,
    total: i64,
) -> (Order, Client) {
    let (order, guest) = place(&server.client(), &[(product, 0, quantity)], total).await.unwrap();
    let payment = start(&guest, &order.id, "sandbox_qr").await.unwrap();
    choose(server, &payment, Choice::Pay, false).await;
    catch_up(server).await;
    (show(&guest, &order.id).await, guest)
}

#[tokio::test]
async fn an_order_goes_its_way_from_list_to_complete() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 1, 5_000).await;
    let number = order.number.as_str();
    let listed = good(&server, &["list", "--state", "paid"]).await;
    assert!(listed.contains(number) && listed.contains("50.00 CNY"), "{listed}");
    let none = good(&server, &["list", "--state", "shipped"]).await;
    assert!(!none.contains(number), "{none}");
    let json = good(&server, &["list", "--json", "--since", "2020-01-01"]).await;
    let orders: Vec<Order> = serde_json::from_str(&json).unwrap();
    assert_eq!(orders[0].id, order.id);
    assert_eq!(good(&server, &["list", "--json", "--since", "2999-01-01"]).await.trim(), "[]");
    let shown = good(&server, &["show", number]).await;
    for piece in ["林晓", "西湖区", "sandbox_qr paid", order.id.as_str()] {
        assert!(shown.contains(piece), "{piece} in {shown}");
    }
    let early = bad(&server, &["deliver", number]).await;
    assert_eq!(early.0, 1);
    assert!(early.1.contains("is paid; only a shipped order is delivered"), "{}", early.1);
    good(&server, &["ship", number, "--carrier", "顺丰", "--number", "SF123"]).await;
    let tracking = show(&guest, &order.id).await.tracking.unwrap();
    assert_eq!((tracking.carrier.as_str(), tracking.number.as_str()), ("顺丰", "SF123"));
    let twice = bad(&server, &["ship", number, "--carrier", "x", "--number", "y"]).await;
    assert_eq!(twice.0, 1);
    good(&server, &["deliver", number]).await;
    good(&server, &["complete", order.id.as_str()]).await;
    let done = show(&guest, &order.id).await;
    assert_eq!(done.state, OrderState::Completed);
    assert_eq!(done.steps.len(), 5);
    assert_eq!(done.tracking.unwrap().number, "SF123");
    balance(&server.state).await;
}

#[tokio::test]
async fn a_delivered_order_completes_by_itself_after_the_return_period() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 1, 5_000).await;
    good(&server, &["ship", &order.number, "--carrier", "c", "--number", "n"]).await;
    good(&server, &["deliver", &order.number]).await;
    let day = picklive_contract::time::DAY;
    crate::orders_support::pass(&server, 6 * day).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Delivered);
    crate::orders_support::pass(&server, day + 60_000).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Completed);
}

#[tokio::test]
async fn wrong_input_changes_nothing_and_says_what_is_wrong() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 1, 5_000).await;
    let number = order.number.as_str();
    for (args, says) in [
        (vec!["list", "--state", "payed"], "there is no state payed"),
        (vec!["list", "--since", "yesterday"], "a day is YYYY-MM-DD"),
        (vec!["show", "00000000"], "there is no order 00000000"),
        (vec!["confirm", number], "there is no money to confirm"),
        (vec!["ship", number, "--carrier", " ", "--number", "n"], "--carrier needs 1 to 100"),
        (vec!["refund", number, "--amount", "1.505"], "more than the 2 decimals"),
        (vec!["refund", number, "--amount", "x"], "is no sum of money"),
        (vec!["refund", number, "--amount", "0.01", "--minor"], "no number of minor units"),
        (vec!["refund", number, "--amount", "0"], "more than nothing"),
        (vec!["refund", number, "--restock"], "--restock does nothing here"),
        (vec!["refund", number, "--amount", "50.01"], "no more than 50.00 CNY is left"),
        (vec!["refund", number, "--reason", " "], "--reason needs 1 to 200"),
    ] {
        let (code, err) = bad(&server, &args).await;
        assert!(code == 1 && err.contains(says), "{args:?}: {code} {err}");
    }
    assert_eq!(show(&guest, &order.id).await, order);
}

#[tokio::test]
async fn no_command_makes_a_database_that_is_not_there() {
    let server = Server::start_still().await;
    let missing = server.folder().join("none.sqlite");
    for args in [
        &["orders", "list"][..],
        &["import", "edition", "--pick", "cup"],
        &["withdraw", "product", "cup"],
        &["shop", "show"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
        let output = command.args(args).arg("--data").arg(&missing).output().unwrap();
        let err = text(&output.stderr);
        assert!(err.contains("there is no database"), "{args:?}: {err}");
        assert!(err.contains("name the shop's with --data"), "{args:?}: {err}");
        assert!(output.status.code() == Some(1) && !missing.exists(), "{args:?}: none is made");
    }
}

#[tokio::test]
async fn refunds_go_to_the_last_minor_unit_and_not_beyond() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 2, 10_000).await;
    let number = order.number.as_str();
    good(&server, &["refund", number, "--amount", "33.33", "--reason", "a chip"]).await;
    good(&server, &["refund", number, "--amount", "6666", "--minor"]).await;
    let part = show(&guest, &order.id).await;
    assert_eq!((part.state, part.refunded), (OrderState::Paid, Some(cny(9_999))));
    let (code, err) = bad(&server, &["refund", number, "--amount", "0.02"]).await;
    assert!(code == 1 && err.contains("no more than 0.01 CNY"), "{err}");
    good(&server, &["refund", number]).await;
    let whole = show(&guest, &order.id).await;
    assert_eq!((whole.state, whole.refunded), (OrderState::Refunded, Some(cny(10_000))));
    assert_eq!(whole.payment.unwrap().state, PaymentState::Refunded);
    assert_eq!(shelf(&server.state, "cup", 0).await, (5, 0, 0), "not shipped: on the shelf again");
    let (code, _) = bad(&server, &["refund", number, "--amount", "0.01"]).await;
    assert_eq!(code, 1);
    catch_up(&server).await;
    balance(&server.state).await;

    let (order, _) = paid(&server, "cup", 1, 5_000).await;
    good(&server, &["ship", &order.number, "--carrier", "c", "--number", "n"]).await;
    good(&server, &["refund", &order.number]).await;
    assert_eq!(shelf(&server.state, "cup", 0).await, (4, 0, 1), "shipped: not on the shelf");
    let (order, _) = paid(&server, "cup", 1, 5_000).await;
    good(&server, &["ship", &order.number, "--carrier", "c", "--number", "n"]).await;
    good(&server, &["refund", &order.number, "--restock"]).await;
    assert_eq!(shelf(&server.state, "cup", 0).await, (4, 0, 1), "it came back");
    balance(&server.state).await;
}

#[tokio::test]
async fn a_voucher_is_redeemed_once() {
    let server = shop().await;
    let (order, guest) = paid(&server, "seat", 2, 4_000).await;
    assert_eq!(order.state, OrderState::Completed);
    let codes: Vec<_> = order.lines[0].codes.iter().map(|code| code.code.clone()).collect();
    assert_eq!(codes.len(), 2);
    assert!(codes[0].starts_with("V-") && codes[0] != codes[1]);
    assert!(order.lines[0].codes[0].valid_until.is_some());
    let typed = format!(" {} ", codes[0].to_lowercase());
    assert!(good(&server, &["redeem", &typed]).await.contains(&order.number));
    let (code, err) = bad(&server, &["redeem", &codes[0]]).await;
    assert!(code == 2 && err.contains("was redeemed 20"), "{code} {err}");
    let seen = show(&guest, &order.id).await;
    assert!(seen.lines[0].codes[0].redeemed_at.is_some());
    assert!(seen.lines[0].codes[1].redeemed_at.is_none());
    assert_eq!(bad(&server, &["redeem", "V-2222-2222-2222"]).await.0, 2);
    // The unit that was used stays sold; the other one is sellable again, and its code is void.
    good(&server, &["refund", &order.number]).await;
    let (code, err) = bad(&server, &["redeem", &codes[1]]).await;
    assert!(code == 2 && err.contains("void"), "{err}");
    assert_eq!(shelf(&server.state, "seat", 0).await, (4, 0, 1));
    assert!(show(&guest, &order.id).await.lines[0].codes.is_empty());
    balance(&server.state).await;
}

#[tokio::test]
async fn money_by_hand_is_confirmed_also_when_it_comes_late() {
    let server = shop().await;
    let (order, guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    good(&server, &["confirm", &order.number]).await;
    assert_eq!(until(&guest, &order.id, OrderState::Paid).await.payment.unwrap().method, "offline");
    assert_eq!(bad(&server, &["confirm", &order.number]).await.0, 1);

    let (order, guest) = place(&server.client(), &[("cup", 0, 4)], 20_000).await.unwrap();
    crate::orders_support::pass(&server, 3_600_000).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let output = run(&server, &["confirm", &order.number]).await;
    assert!(text(&output.stderr).contains("return the money by hand"));
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Refunded);
    balance(&server.state).await;
}

#[tokio::test]
async fn the_server_sends_what_the_command_line_refunds() {
    let server = shop().await;
    let (order, guest) = paid(&server, "cup", 1, 5_000).await;
    let payment = order.payment.unwrap();
    good(&server, &["refund", &order.number]).await;
    crate::orders_support::pass(&server, 60_000).await;
    use picklive_server::db::entities::sandbox_refund;
    use sea_orm::EntityTrait;
    let charge = charge(&server.state, payment.id.as_str()).await;
    let sent = sandbox_refund::Entity::find().all(&server.state.db.read).await.unwrap();
    let sent: Vec<_> = sent.into_iter().filter(|one| one.charge_id == charge.id).collect();
    assert_eq!(sent.iter().map(|one| one.amount).collect::<Vec<_>>(), [5_000]);
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Refunded);
}
