//! The audience that a demonstration's server brings along.

use std::{process::Stdio, time::Duration};

use picklive_contract::live::GetRoom;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use crate::{
    simulate::ROOM,
    support::{Client, Server},
};

#[tokio::test]
async fn a_demo_server_can_have_an_audience_that_ends_with_it() {
    let server = Server::start().await;
    let data = server.folder().join("own.sqlite").display().to_string();
    let serve = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--api-only", "--data", &data]);
        command.args(more).kill_on_drop(true).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let alone = serve(&["--rehearse"]).output().await.unwrap();
    let why = String::from_utf8(alone.stderr).unwrap();
    assert!(!alone.status.success() && why.contains("--demo"), "{why}");

    let mut child = serve(&["--demo", "--rehearse"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let client = Client::new(line.strip_prefix("listening on ").unwrap());
    let room = loop {
        let room = client.call::<GetRoom>(&ROOM.into(), &()).await.unwrap();
        if room.viewers == Some(12) && !room.comments.is_empty() {
            break room;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(room.demo, "it is labelled");
    assert!(room.comments.iter().all(|comment| !comment.host));
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert!(child.wait().await.unwrap().success(), "its audience keeps no server from ending");
}
