//! `picklive-server returns`, as the merchant types it, beside a running server.

use std::{
    fs,
    process::{Command, Output},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use picklive_contract::{
    Text,
    orders::{Order, OrderState},
    returns::{AskReturn, Return, ReturnState},
};

use crate::{
    cli::{good as orders, shop, text},
    import_pictures::png,
    orders_books::balance,
    orders_support::{catch_up, shelf, show},
    returns_support::{asked, delivered, set, wish},
    support::{Client, Server},
};

async fn run(server: &Server, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    command.arg("returns").args(args).args(["--data", &server.state.config.data]);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn good(server: &Server, args: &[&str]) -> String {
    let output = run(server, args).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{args:?}: {out}{err}");
    out
}

/// What a command says that refuses: one sentence.
async fn bad(server: &Server, args: &[&str]) -> String {
    let output = run(server, args).await;
    assert_eq!(output.status.code(), Some(1), "{args:?}: {output:?}");
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

async fn order(server: &Server) -> (Order, Client) {
    delivered(server, &[("cup", 0, 3)], 15_000).await
}

#[tokio::test]
async fn a_return_is_listed_shown_approved_received_and_refunded() {
    let server = shop().await;
    let (order, owner) = order(&server).await;
    let mut ask = wish(&[(0, 2)]);
    ask.note = "it leaks\nstate      refunded".into();
    ask.pictures = vec![STANDARD.encode(png(9, 9)), STANDARD.encode(png(8, 8))];
    owner.call::<AskReturn>(&order.id, &ask).await.unwrap();
    let number = &format!("{}-1", order.number);
    let listed = good(&server, &["list", "--open"]).await;
    assert!(listed.contains(number) && listed.contains("100.00 CNY"), "{listed}");
    assert_eq!(good(&server, &["list", "--state", "refused"]).await.trim(), "no returns");
    let folder = server.folder().join("seen");
    let shown = good(&server, &["show", number, "--pictures", folder.to_str().unwrap()]).await;
    let states: Vec<_> = shown.lines().filter(|line| line.starts_with("state")).collect();
    assert_eq!(states, ["state      requested"], "{shown}");
    for nth in 1..=2 {
        let file = fs::read(folder.join(format!("{number}-{nth}.jpg"))).unwrap();
        assert_eq!(&file[..2], [0xff, 0xd8]);
    }

    let said = bad(&server, &["approve", number, "--send-back"]).await;
    assert!(said.contains("no return_address"), "{said}");
    set(&server, |shop| shop.return_address = Some(Text::Plain("7 Morning Road".into()))).await;
    let terms = ["approve", number, "--amount", "90", "--send-back", "--answer", "sorry"];
    let shown = good(&server, &terms).await;
    for piece in ["approved", "90.00 CNY", "7 Morning Road", "sorry"] {
        assert!(shown.contains(piece), "{piece} in {shown}");
    }
    good(&server, &["received", number]).await;
    let output = run(&server, &["refund", number, "--restock=1:1"]).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && out.contains("refunded   90.00 CNY"), "{out}{err}");
    assert!(err.contains("90.00 CNY goes back") && err.contains("sellable again: 1"), "{err}");
    assert!(err.contains("has the payment provider send 90.00 CNY back"), "{err}");
    assert_eq!(shelf(&server.state, "cup", 0).await, (3, 0, 1));
    let json = good(&server, &["show", number, "--json"]).await;
    let told: Return = serde_json::from_str(&json).unwrap();
    assert_eq!((told.state, told.pictures), (ReturnState::Refunded, 2));
    assert!(json.contains(&format!("\"order\": \"{}\"", order.number)), "{json}");
    let seen = orders(&server, &["show", &order.number]).await;
    assert!(seen.contains(&format!("return     {number}  refunded  90.00 CNY")), "{seen}");
    assert!(seen.contains(&format!("(return {number})")) && seen.contains("returnable until"));
    catch_up(&server).await;
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Delivered);
    balance(&server.state).await;
}

#[tokio::test]
async fn what_cannot_be_is_said_in_one_sentence_and_changes_nothing() {
    let server = shop().await;
    let (order, owner) = order(&server).await;
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    let number = request.number.as_str();
    for (args, says) in [
        (vec!["show", "nothing"], "there is no return nothing"),
        (vec!["show", &order.number], "there is no return"),
        (vec!["list", "--state", "lost"], "there is no state lost; there are: requested, "),
        (vec!["received", number], "is requested; only an approved one is received"),
        (vec!["refund", number, "--amount", "50.01"], "no more than 50.00 CNY can go back"),
        (vec!["approve", number, "--amount", "50.01"], "no more than 50.00 CNY can go back"),
        (vec!["refund", number, "--amount", "0"], "--amount is more than nothing"),
        (vec!["refund", number, "--amount", "x"], "--amount: "),
        (vec!["refund", number, "--restock=1:2"], "of line 1 no more than 1 units"),
        (vec!["refund", number, "--restock=2:1"], "the order has no line 2"),
        (vec!["refuse", number, "--answer", " "], "--answer needs 1 to 500 characters"),
        (vec!["approve", number, "--send-back=a\tb"], "--send-back needs 1 to 500 characters"),
    ] {
        let said = bad(&server, &args).await;
        assert!(said.contains(says), "{args:?}: {said}");
    }
    let now = show(&owner, &order.id).await.returns.remove(0);
    assert_eq!(now, request, "nothing is changed");
    let shown = good(&server, &["refuse", number, "--answer", "It was worn."]).await;
    assert!(shown.contains("refused") && shown.contains("It was worn."), "{shown}");
    for args in [vec!["approve", number], vec!["refund", number]] {
        let said = bad(&server, &args).await;
        assert!(said.contains("is refused; "), "{said}");
    }
    let whole = asked(&owner, &order.id, &[(0, 3)]).await;
    good(&server, &["approve", &whole.number, "--amount", "120"]).await;
    let refused = crate::cli::bad(&server, &["refund", &order.number, "--amount", "30.01"]).await;
    let says = "no more than 30.00 CNY is left to go back: 120.00 CNY was promised for returns";
    assert!(refused.1.contains(says), "{refused:?}");
    let refused = crate::cli::bad(&server, &["refund", &order.number]).await;
    assert!(refused.1.contains("decide the return first"), "{refused:?}");
    good(&server, &["refund", &whole.number, "--amount", "150", "--restock"]).await;
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Refunded);
    assert_eq!(shelf(&server.state, "cup", 0).await, (5, 0, 0));
}
