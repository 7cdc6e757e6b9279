//! `picklive-server import`, as the merchant types it.

use std::{fs, process::Command};

use picklive_contract::time::HOUR;
use picklive_server::{clock::Clock, db::entities::product};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{import::HEAD, import_days::today, support::Server};

async fn run(server: &Server, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    let config = &server.state.config;
    command.arg("import").args(args).args(["--data", &config.data]);
    command.arg("--media").arg(&config.media);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_command_line_says_what_it_did_and_what_is_wrong() {
    let server = Server::start().await;
    server.set_clock(Clock::system().now());
    let file = server.folder().join("list.csv").display().to_string();
    let write = |rows: &str| fs::write(&file, format!("{HEAD}\n{rows}")).unwrap();
    write("a,A,,true,,,,,,1,x,,,,,,\n");
    let products = ["products", &file, "--currency", "CNY"];
    let (code, out, err) = run(&server, &products).await;
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("line 2: Variant Price") && err.contains("1 mistake; nothing was"),
        "{err}"
    );
    write(
        "a,A,,true,Size,S,,,,1,9,,http://10.0.0.1/x.png,,,,\na,,,,,M,,,,1,8,,,,,,\nb,B,,true,,,,,,3,7,,,,,,\n",
    );
    let (code, out, _) = run(&server, &[&products[..], &["--dry-run"]].concat()).await;
    assert!(code == 0 && out.contains("products: 2 added") && out.contains("dry run"), "{out}");
    assert_eq!(product::Entity::find().count(&server.state.db.read).await.unwrap(), 0);
    let (code, out, err) = run(&server, &products).await;
    assert!(code == 0 && out.contains("pictures: 0 fetched") && out.contains("1 failed"), "{out}");
    assert!(err.contains("line 2: http://10.0.0.1/x.png: refused"), "{err}");
    assert!(err.contains("warning: 3 variants have untracked stock"), "{err}");
    let picks = ["edition", "--title", "T", "--note", "Hello", "--pick", "b", "--note", "B it is"];
    let (code, out, err) =
        run(&server, &[&picks[..], &["--price", "6.5", "--pick", "a", "--note=A"]].concat()).await;
    assert!(code == 0 && out.contains("added with 2 picks"), "{out}{err}");
    let (code, _, err) = run(&server, &picks).await;
    assert!(code == 2 && err.contains("--replace"), "{err}");
    let shop = picklive_server::storefront::zone::ShopZone::named("Asia/Shanghai").unwrap();
    server.set_clock(server.state.clock.now().plus(24 * HOUR));
    let shown = today(&server).await;
    assert_eq!(shown.date, shop.date(Clock::system().now()));
    assert_eq!(shown.note, Some("Hello".into()));
    let notes: Vec<_> = shown.picks.iter().map(|pick| pick.note.clone().unwrap()).collect();
    assert_eq!(notes, ["B it is".into(), "A".into()]);
    let deal = ["drop", "--title", "Now", "--opens", "now", "--minutes", "5", "--deal", "a"];
    let more = ["--variant", "M", "--price", "5", "--quota", "1", "--limit", "1"];
    let (code, out, err) = run(&server, &[&deal[..], &more[..]].concat()).await;
    assert!(code == 0 && out.contains("1 deals"), "{out}{err}");
    for (args, says) in [
        (vec!["edition", "--price", "5"], "--price belongs behind a --pick"),
        (deal.to_vec(), "a has no --price"),
        (vec!["products", &file, "--currency", "yuan"], "three capital letters"),
    ] {
        let (code, _, err) = run(&server, &args).await;
        assert!(code == 2 && err.contains(says), "{args:?}: {err}");
    }
    let (code, _, err) = run(&server, &["products", "no.csv", "--currency", "CNY"]).await;
    assert!(code == 1 && err.contains("no.csv"), "{err}");
}
