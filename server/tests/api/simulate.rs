//! Host and audience of a demonstration's room, played by the program.

use std::{
    collections::HashSet,
    path::PathBuf,
    process::{Output, Stdio},
    time::Duration,
};

use picklive_contract::{
    RoomId, Text,
    host::{Act, ActKind},
    live::Host,
};
use picklive_server::{
    cli::simulate::rehearse,
    db::entities::{bag_entry, comment, coupon_claim, order, room},
    live::{
        self,
        rooms::{self, Draft},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio::process::Command;
use url::Url;

use crate::support::{NOON, Server};

pub const ROOM: &str = "morning-tea";
const SCRIPT: &str = r#"
host = "host@dawn-window.example"
[[acts]]
at = 0
kind = "start"
[[acts]]
at = 0.1
kind = "announce"
text = "早"
[[acts]]
at = 0.2
kind = "pin"
product = "celadon-cup"
[[acts]]
at = 0.3
kind = "coupon"
off = { amount = 100, currency = "CNY" }
minimum = { amount = 3000, currency = "CNY" }
quota = 5
seconds = 60
[[acts]]
at = 0.4
kind = "bag"
text = "早茶福袋"
off = { amount = 100, currency = "CNY" }
minimum = { amount = 3000, currency = "CNY" }
quota = 2
seconds = 60
[[acts]]
at = 1.5
kind = "remove_comment"
comment = "latest"
[[voices]]
lang = "zh"
names = ["小满", "阿青"]
sentences = ["早上好"]
about = { celadon-cup = ["会烫手吗？"] }
[[voices]]
lang = "en"
names = ["June"]
sentences = ["Good morning"]
"#;

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    command.arg("simulate").arg("room").args(args).kill_on_drop(true).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn script(server: &Server, text: &str) -> String {
    let path: PathBuf = server.folder().join("script.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

async fn refused(server: &Server, room: &str, more: &[&str]) -> String {
    let args = [&[room, "--api", &server.base, "--for", "1"], more].concat();
    let Output { status, stdout, stderr } = program(&args).output().await.unwrap();
    assert_eq!((status.code(), stdout.as_slice()), (Some(1), &b""[..]));
    String::from_utf8(stderr).unwrap()
}

fn draft(id: &str, demo: bool) -> Draft {
    Draft {
        id: id.into(),
        title: Text::from("Cups"),
        cover: None,
        host: Host { name: Text::from("Li"), face: None, shop: None },
        host_person: None,
        starts_at: NOON,
        sources: Vec::new(),
        recordings: Vec::new(),
        demo,
        products: Vec::new(),
        coupon_budget: 0,
    }
}

/// Lets the server's time go by while this runs.
async fn while_time_goes_by<T>(server: &Server, work: impl Future<Output = T>) -> T {
    let begun = tokio::time::Instant::now();
    let passing = async {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let millis = i64::try_from(begun.elapsed().as_millis()).unwrap();
            server.set_clock(NOON.plus(millis));
        }
    };
    tokio::select! {
        done = work => done,
        () = passing => unreachable!(),
    }
}

#[tokio::test]
async fn a_room_has_a_host_an_audience_and_buyers_and_nothing_goes_wrong() {
    let server = Server::demo().await;
    let script = script(&server, SCRIPT);
    let args = ["--viewers", "12", "--comments", "10", "--orders", "60", "--script", &script];
    let args = [&[ROOM, "--api", &server.base, "--for", "6"], &args[..]].concat();
    let played = while_time_goes_by(&server, program(&args).output());
    let Output { status, stdout, stderr } = played.await.unwrap();
    let (said, wrong) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(status.success() && wrong.is_empty(), "{said}{wrong}");
    assert!(said.contains("   5 s: 12 viewers; comments "), "{said}");
    assert!(said.contains("host: announce 早") && said.contains("host: pin celadon-cup"), "{said}");
    let sum = said.lines().last().unwrap();
    assert!(sum.starts_with("ended. ") && sum.ends_with("nothing went wrong"), "{said}");
    assert!(sum.contains("read after"), "{said}");
    let number = |before: &str, after: &str| -> u64 {
        let text = sum.split_once(before).unwrap().1.split_once(after).unwrap().0;
        text.parse().unwrap()
    };
    let (sent, kept) = (number("comments ", " sent"), number("sent, ", " kept"));
    assert!(sent == kept && kept >= 30, "{said}");
    let db = &server.state.db.read;
    assert_eq!(comment::Entity::find().count(db).await.unwrap(), kept);
    let removed = comment::Entity::find().all(db).await.unwrap();
    assert_eq!(removed.iter().filter(|row| row.removed_at.is_some()).count(), 1);
    let pinned = room::Entity::find_by_id(ROOM).one(db).await.unwrap().unwrap().pin_product;
    assert_eq!(pinned.as_deref(), Some("celadon-cup"));
    // Of five coupons five of the twelve have one; a bag has room for all of them, each with a number of their own.
    assert!(said.contains("host: coupon") && said.contains("host: bag"), "{said}");
    let claimed = coupon_claim::Entity::find().count(db).await.unwrap();
    assert_eq!((number("coupons ", " claimed"), claimed), (5, 5), "{said}");
    let entries = bag_entry::Entity::find().all(db).await.unwrap();
    let nonces: HashSet<_> = entries.iter().map(|entry| &entry.nonce).collect();
    assert_eq!((number("lucky bags ", " entered"), entries.len(), nonces.len()), (12, 12, 12));
    assert!(entries.iter().all(|entry| entry.name.ends_with("**")), "they say who they are");
    let (placed, paid) = (number("orders ", " placed"), number("placed, ", " paid"));
    assert!(placed >= 1 && paid >= 1, "{said}");
    let orders = order::Entity::find().all(db).await.unwrap();
    assert!(orders.iter().all(|order| order.room_id.as_deref() == Some(ROOM)));
}

#[tokio::test]
async fn people_are_played_only_where_nobody_takes_them_for_people() {
    let shop = Server::start().await;
    let error = refused(&shop, ROOM, &[]).await;
    assert!(error.contains("is no demonstration"), "{error}");

    let server = Server::demo().await;
    rooms::create(&server.state, &draft("real", false)).await.unwrap();
    let error = refused(&server, "real", &[]).await;
    assert!(error.contains("the room real is not labelled as a demonstration"), "{error}");
    rooms::create(&server.state, &draft("over", true)).await.unwrap();
    for kind in [ActKind::Start, ActKind::End] {
        live::act(&server.state, "over", &Act::new(kind)).await.unwrap();
    }
    let error = refused(&server, "over", &[]).await;
    assert!(error.contains("the room over is over"), "{error}");
    let error = refused(&server, "nowhere", &[]).await;
    assert!(error.contains("the room nowhere: "), "{error}");
    let error = refused(&server, ROOM, &["--host", "li@mail.example"]).await;
    assert!(error.contains("li@mail.example is not the host of the room morning-tea"), "{error}");
    let error = refused(&server, ROOM, &["--host-token", "nonsense"]).await;
    assert!(error.contains("is not the host"), "{error}");
    let bad = script(&server, "voices = []");
    let error = refused(&server, ROOM, &["--script", &bad]).await;
    assert!(error.contains("script.toml: nobody has a name"), "{error}");
    let nobody = ["--api", "http://127.0.0.1:9", "--for", "1"];
    let error = program(&[&[ROOM], &nobody[..]].concat()).output().await.unwrap().stderr;
    let error = String::from_utf8(error).unwrap();
    assert!(error.starts_with("picklive-server: http://127.0.0.1:9/: "), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_says_when_there_cannot_be_as_many_people() {
    let server = Server::demo().await;
    let mut shell = Command::new("sh");
    let limited = "ulimit -Sn 150 && ulimit -Hn 210 && exec \"$0\" \"$@\"";
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_picklive-server"), "simulate", "room", ROOM]);
    shell.args(["--api", &server.base, "--viewers", "40", "--for", "1", "--no-host"]);
    let said = shell.output().await.unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("10 viewers in place of 40: "), "{said}");
    assert!(said.contains("ended. "), "{said}");
}

#[tokio::test]
async fn a_server_rehearses_its_own_room() {
    let server = Server::demo().await;
    let (api, host) = (Url::parse(&server.base).unwrap(), "host@dawn-window.example".to_owned());
    let spoken = async {
        while comment::Entity::find().count(&server.state.db.read).await.unwrap() < 2 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        ended = rehearse(&api, RoomId::from(ROOM), Some(host)) => panic!("{ended:?}"),
        () = while_time_goes_by(&server, spoken) => {}
    }
    let nowhere = rehearse(&api, RoomId::from("nowhere"), None).await.unwrap_err();
    assert!(nowhere.contains("the room nowhere: "), "{nowhere}");
}
