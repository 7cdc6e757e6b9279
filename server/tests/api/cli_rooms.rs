//! `picklive-server rooms`, as the merchant types it, beside a running server.

use std::process::{Command, Output};

use picklive_contract::{
    Endpoint, Lang, RoomId,
    comments::{Comment, WriteComment},
    events::{Event, EventKind},
    headers::{IDEMPOTENCY_KEY, VIEWER},
    host::{Act, ActInRoom, ActKind},
    live::{EnterRoom, GetRoom, ListRooms, RoomState},
};
use serde_json::{Value, json};

use crate::{
    cli::{shop, text},
    support::{Client, Server, client::fresh_key},
};

async fn run(server: &Server, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    command.arg("rooms").args(args).args(["--data", &server.state.config.data]);
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

fn room() -> RoomId {
    RoomId("tea".into())
}

/// A viewer, who says something.
async fn say(client: &Client, text: &str) -> Comment {
    let entered = client.call::<EnterRoom>(&room(), &()).await.unwrap();
    let asked = client.request("POST", &WriteComment::path(&room()));
    let asked = asked.header(VIEWER, entered.viewer).header(IDEMPOTENCY_KEY, fresh_key());
    let answer = asked.json(&json!({"name": "阿青", "text": text})).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

const CREATE: [&str; 16] = [
    "create",
    "tea",
    "--title",
    "zh=早茶",
    "--title",
    "en=Morning tea",
    "--host",
    " Host@Mail.Example ",
    "--starts-at",
    "2099-01-01 07:00",
    "--source",
    "/live/tea.m3u8",
    "--product",
    "cup:40",
    "--coupons",
    "500",
];

#[tokio::test]
async fn a_room_goes_its_way_from_create_to_export() {
    let server = shop().await;
    assert_eq!(good(&server, &["list"]).await.trim(), "no rooms");
    let shown = good(&server, &CREATE).await;
    for piece in ["早茶", "scheduled", "2099-01-01 07:00", "(host@mail.example)", "40.00 CNY"] {
        assert!(shown.contains(piece), "{piece} in {shown}");
    }
    let client = server.client();
    let told = client.call::<GetRoom>(&room(), &()).await.unwrap();
    assert_eq!((told.title.get(Lang::En), &told.state), ("Morning tea", &RoomState::Scheduled));

    let changed = ["change", "tea", "--product", "cup:30", "--product", "seat", "--no-source"];
    let shown = good(&server, &changed).await;
    assert!(shown.contains("take off up to 500.00 CNY in all"), "{shown}");
    assert!(shown.contains("cup, not below 30.00 CNY") && !shown.contains("source"), "{shown}");
    assert!(shown.contains("product    seat\n") && shown.contains("早茶"), "{shown}");
    let output =
        run(&server, &["change", "tea", "--source", "https://media.example/tea.m3u8"]).await;
    let reminded = text(&output.stderr);
    assert!(reminded.contains("--media-origin https://media.example\n"), "{reminded}");

    // The contact that was named runs it once it signs in, and sells what was allowed.
    let host = client.signed_in("host@mail.example").await;
    let pin = Act { product: Some("cup".into()), ..Act::new(ActKind::Pin) };
    assert!(good(&server, &["start", "tea"]).await.contains("live"));
    host.call::<ActInRoom>(&room(), &pin).await.unwrap();
    assert!(good(&server, &["show", "tea"]).await.contains("on the shelf, shown now"));

    let (first, second) = (say(&client, "一").await, say(&client, "state      ended").await);
    let shown = good(&server, &["show", "tea"]).await;
    assert!(shown.contains(first.id.as_str()) && shown.contains("阿青: 一"), "{shown}");
    let one = good(&server, &["show", "tea", "--comments", "1", "--json"]).await;
    let one: Value = serde_json::from_str(&one).unwrap();
    assert_eq!(one["comments"][0]["id"], second.id.as_str());
    good(&server, &["remove-comment", "tea", first.id.as_str()]).await;
    assert!(good(&server, &["mute", "tea", second.id.as_str()]).await.contains("[taken away]"));
    good(&server, &["unmute", "tea", second.id.as_str()]).await;

    assert!(good(&server, &["pause", "tea"]).await.contains("paused"));
    good(&server, &["start", "tea"]).await;
    assert!(good(&server, &["end", "tea"]).await.contains("state      ended"));
    let over = ["change", "tea", "--recording", "https://media.example/tea/all.m3u8"];
    assert!(good(&server, &over).await.contains("state      replay"));
    let rooms = client.call::<ListRooms>(&(), &()).await.unwrap().items;
    assert_eq!(rooms[0].state, RoomState::Replay);
    let listed = good(&server, &["list"]).await;
    assert!(listed.contains("tea") && listed.contains("replay"), "{listed}");

    let log = good(&server, &["export", "tea"]).await;
    let log: Vec<Event> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = log.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=log.len()).map(|seq| seq as i64).collect::<Vec<_>>());
    let kinds = [
        EventKind::Opened,
        EventKind::Shelf,
        EventKind::Pin,
        EventKind::Comment,
        EventKind::Comment,
        EventKind::CommentRemoved,
        EventKind::CommentRemoved,
        EventKind::Paused,
        EventKind::Opened,
        EventKind::Unpin,
        EventKind::Ended,
    ];
    let quiet = [EventKind::Resync, EventKind::Viewers, EventKind::Likes];
    let told: Vec<_> = log.iter().map(|event| &event.kind).filter(|k| !quiet.contains(k)).collect();
    assert_eq!(told, kinds.iter().collect::<Vec<_>>());
    let said = log.iter().filter_map(|event| event.room.as_ref()).flat_map(|now| &now.comments);
    let said: Vec<_> = said.map(|comment| comment.text.as_str()).collect();
    assert_eq!(said, ["一", "state      ended"]);
}

#[tokio::test]
async fn what_cannot_be_is_said_in_one_sentence_and_changes_nothing() {
    let server = shop().await;
    good(&server, &CREATE).await;
    let before = good(&server, &["show", "tea", "--json"]).await;
    let make = |more: &[&'static str]| {
        let all = [&["create", "x", "--title", "x", "--starts-at", "2099-01-01 07:00"], more];
        all.concat()
    };
    for (args, says) in [
        (CREATE.to_vec(), "there is a room tea"),
        (vec!["show", "nothing"], "there is no room nothing"),
        (vec!["export", "nothing"], "there is no room nothing"),
        (vec!["start", "nothing"], "there is no room nothing"),
        (vec!["change", "nothing", "--title", "x"], "there is no room nothing"),
        (vec!["change", "tea"], "say what is to change"),
        (vec!["pause", "tea"], "room tea is scheduled; only a live one is paused"),
        (vec!["mute", "tea", "nothing"], "there is no comment nothing in room tea"),
        (vec!["remove-comment", "tea", ""], "there is no comment"),
        (vec!["create", "x", "--title", "x"], "a room has a begin: --starts-at"),
        (vec!["create", "x", "--starts-at", "now"], "a room has a title: --title"),
        (vec!["create", "X y", "--title", "x", "--starts-at", "now"], "is no id"),
        (make(&["--title", "y"]), "--title: several are one a language: zh=… en=…"),
        (make(&["--host", "nobody"]), "--host: write a mail address"),
        (make(&["--source", "javascript:alert(1)"]), "is no address: https://… or /…"),
        (make(&["--cover", "x.webp"]), "--cover: an address is https://… or /…"),
        (make(&["--product", "nothing"]), "there is no product \"nothing\""),
        (make(&["--product", "cup", "--product", "cup"]), "a product is named twice"),
        (make(&["--product", "cup:x"]), "--product cup:x: “x” is no sum of money"),
        (vec!["change", "tea", "--starts-at", "25:00"], "--starts-at: “25:00” is no time"),
        (vec!["change", "tea", "--title", " "], "the title has 1 to 80 characters"),
        (vec!["change", "tea", "--title", "a\u{1b}[2J"], "none that controls"),
    ] {
        let said = bad(&server, &args).await;
        assert!(said.contains(says), "{args:?}: {said}");
    }
    assert_eq!(good(&server, &["show", "tea", "--json"]).await, before);
    let listed = good(&server, &["list", "--json"]).await;
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    good(&server, &["end", "tea"]).await;
    for args in [["start", "tea"], ["pause", "tea"], ["end", "tea"]] {
        assert!(bad(&server, &args).await.contains("room tea is ended; "));
    }
}
