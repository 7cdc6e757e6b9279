//! `picklive-server shop`, as the merchant types it.

use std::{fs, path::Path, process::Command};

use picklive_contract::storefront::{Capability, GetStorefront};
use picklive_server::config::Config;

use crate::support::{Server, fixtures};

fn run(data: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    let output = command.arg("shop").args(args).args(["--data", data]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    fs::write(folder.join(name), text).unwrap();
    folder.join(name).display().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_shown_edited_and_set_while_the_server_runs() {
    let server = Server::start_with(Config::default()).await;
    let data = server.state.config.data.clone();
    let (code, shown, _) = run(&data, &["show"]);
    assert_eq!(code, 0);
    let edited = shown
        .replace("[name]\nzh = \"小店\"\nen = \"Shop\"", "[name]\nzh = \"晓窗\"\nen = \"Dawn\"")
        .replace("publish_at = \"07:00\"", "publish_at = \"06:30\"")
        .replace("hold_minutes", "payment_instructions = \"Account 700\"\nhold_minutes")
        .replace("fee = \"0.00\"", "fee = \"10\"\nfree_from = \"199.00\"")
        + "\n[[shipping.excluded]]\ncountry = \"CN\"\nprovince = \"西藏\"\n"
        + "\n[[policies]]\nid = \"returns\"\ntitle = \"Returns\"\nfile = { en = \"returns.txt\" }\n";
    write(server.folder(), "returns.txt", "Seven days.");
    let file = write(server.folder(), "shop.toml", &edited);
    let (code, _, err) = run(&data, &["set", &file]);
    assert_eq!(code, 0, "{err}\n{edited}");
    let shop = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert_eq!(shop.name.get(picklive_contract::Lang::En), "Dawn");
    assert_eq!(shop.publish_at.as_deref(), Some("06:30"));
    assert!(shop.can(&Capability::Orders), "it can be paid by hand now");
    let shipping = shop.shipping.unwrap();
    assert_eq!((shipping.fee.amount, shipping.free_from.unwrap().amount), (1_000, 19_900));
    assert_eq!(shipping.excluded[0].province, "西藏");
    assert_eq!(shop.policies[0].text.get(picklive_contract::Lang::En), "Seven days.");
    let (_, again, _) = run(&data, &["show"]);
    let file = write(server.folder(), "again.toml", &again);
    assert_eq!(run(&data, &["set", &file]).0, 0);
    assert_eq!(run(&data, &["show"]).1, again);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_told_with_its_line_and_nothing_is_half_set() {
    let server = Server::start_with(Config::default()).await;
    let data = server.state.config.data.clone();
    let (_, shown, _) = run(&data, &["show"]);
    let bad = shown
        .replace("publish_at = \"07:00\"", "publish_at = \"7\"")
        .replace("\"小店\"", "\"别的\"")
        .replace("fee = \"0.00\"", "fee = \"1.005\"");
    let file = write(server.folder(), "shop.toml", &bad);
    let (code, out, err) = run(&data, &["set", &file]);
    assert_eq!((code, out.as_str()), (2, ""));
    let line = |start: &str| 1 + bad.lines().position(|line| line.starts_with(start)).unwrap();
    assert!(err.contains(&format!("line {}: publish_at is HH:MM", line("publish_at"))), "{err}");
    assert!(err.contains(&format!("line {}: 1.005 has more than", line("fee"))), "{err}");
    assert!(err.contains("2 mistakes; nothing was changed"), "{err}");
    assert_eq!(run(&data, &["show"]).1, shown);

    let dollars = shown.replace("\"CNY\"", "\"USD\"");
    let file = write(server.folder(), "usd.toml", &dollars);
    fixtures::product(&server.state, "cup", &[5_000], 3).await;
    let (code, _, err) = run(&data, &["set", &file]);
    assert!(code == 2 && err.contains("the shop has products with prices in CNY"), "{err}");
    assert_eq!(run(&data, &["show"]).1, shown);
}

#[test]
fn a_new_shop_is_made_without_the_demo() {
    let folder = std::env::temp_dir().join(picklive_server::random::id());
    fs::create_dir_all(&folder).unwrap();
    let data = folder.join("new.sqlite").display().to_string();
    let (code, first, _) = run(&data, &["show", "--new"]);
    assert!(code == 0 && !Path::new(&data).exists());
    let file =
        write(&folder, "shop.toml", &first.replace("\"CNY\"", "\"JPY\"").replace("0.00", "0"));
    let (code, _, err) = run(&data, &["set", &file]);
    assert!(code == 1 && err.contains("--new") && !Path::new(&data).exists(), "{err}");
    let wrong = write(&folder, "wrong.toml", "currency = 1");
    assert_eq!(run(&data, &["set", &wrong, "--new"]).0, 2);
    assert!(!Path::new(&data).exists(), "a mistake makes no shop");
    assert_eq!(run(&data, &["set", &file, "--new"]).0, 0);
    assert!(run(&data, &["show"]).1.contains("currency = \"JPY\""));
    fs::remove_dir_all(folder).unwrap();
}
