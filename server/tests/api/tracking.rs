//! A shipped order leads to its carrier's own page, where the merchant has said what that is.

use std::{fs, process::Command};

use picklive_server::clock::Clock;

use crate::{
    cli::good,
    letters::{Shop, email},
    orders_support::show,
};

fn shop(data: &str, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    let output = command.arg("shop").args(args).args(["--data", data]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcel_has_the_page_of_its_carrier() {
    let post = Shop::open(true, false).await;
    let server = &post.server;
    // The command line has no other clock.
    server.set_clock(Clock::system().now());
    let data = server.state.config.data.clone();
    let links = "[tracking]\n\"顺丰\" = \"https://sf.example/?no={number}&lang=zh\"\n";
    let file = server.folder().join("shop.toml");
    fs::write(&file, format!("{}\n{links}", shop(&data, &["show"]))).unwrap();
    shop(&data, &["set", &file.display().to_string()]);
    assert!(shop(&data, &["show"]).contains("https://sf.example/?no={number}"), "it is shown");

    let (order, guest) = post.ordered(email(), Some("en")).await;
    post.pay(&order.id).await;
    assert_eq!(show(&guest, &order.id).await.tracking, None);
    good(server, &["ship", &order.number, "--carrier", "顺丰", "--number", "SF 1/2"]).await;
    let parcel = show(&guest, &order.id).await.tracking.unwrap();
    assert_eq!((parcel.carrier.as_str(), parcel.number.as_str()), ("顺丰", "SF 1/2"));
    let page = "https://sf.example/?no=SF%201%2F2&lang=zh";
    assert_eq!(parcel.url.as_deref(), Some(page));
    let mails = post.sent().await;
    assert!(mails.iter().any(|mail| mail.text.contains(page)), "the letter leads there, too");

    let (order, guest) = post.ordered(email(), Some("en")).await;
    post.pay(&order.id).await;
    good(server, &["ship", &order.number, "--carrier", "EMS", "--number", "9"]).await;
    assert_eq!(show(&guest, &order.id).await.tracking.unwrap().url, None);
}
