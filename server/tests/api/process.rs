//! The program itself: its one line, its signals, its refusals.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

use crate::support::Server;

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picklive-server"));
    command.arg("serve").args(args).kill_on_drop(true).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the program and returns its address once it says that it listens.
async fn started(args: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>, String) {
    let mut child = program(args).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap().to_owned();
    (child, lines, address)
}

async fn refused(args: &[&str]) -> String {
    let Output { status, stdout, stderr } = program(args).output().await.unwrap();
    assert_eq!((status.code(), stdout.as_slice()), (Some(1), &b""[..]));
    String::from_utf8(stderr).unwrap()
}

fn file(server: &Server, name: &str) -> (PathBuf, String) {
    let path: PathBuf = Path::new(server.folder()).join(name);
    let text = path.display().to_string();
    (path, text)
}

#[tokio::test]
async fn a_signal_ends_it_after_the_request_under_way() {
    let server = Server::start().await;
    let (_, data) = file(&server, "own.sqlite");
    let args = ["--listen", "127.0.0.1:0", "--data", &data, "--demo", "--dev"];
    let (mut child, mut lines, address) = started(&args).await;
    // A request whose body is not all there yet.
    let mut line = TcpStream::connect(&address).await.unwrap();
    let body = r#"{"kind":"email","value":"li@mail.example"}"#;
    let head = format!(
        "POST /v1/session/codes HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: the request is under way.
    let mut asked = [0; 25];
    line.read_exact(&mut asked).await.unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"), "{asked:?}");
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    // No new caller is taken any more.
    while TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    line.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("demo_code"), "{answer}");
    assert!(child.wait().await.unwrap().success());
    assert_eq!(lines.next_line().await.unwrap(), None, "one line and no more");
}

#[tokio::test]
async fn what_cannot_be_served_is_said_in_one_sentence() {
    let server = Server::start().await;
    let (_, data) = file(&server, "own.sqlite");
    let taken = server.base.trim_start_matches("http://");
    let error = refused(&["--listen", taken, "--data", &data]).await;
    assert!(error.contains(&format!("cannot listen on {taken}")), "{error}");

    let error = refused(&["--listen", "0.0.0.0:0", "--data", &data, "--dev"]).await;
    assert!(error.contains("--dev") && error.contains("loopback"), "{error}");

    let listen = ["--listen", "127.0.0.1:0", "--data", &data, "--dev"];
    for (more, says) in [
        (["--public-url", "https://shop.example/"], "no --public-url https://shop.example/"),
        (["--public-url", "http://203.0.113.9/"], "no --public-url"),
        (["--trusted-proxy", "127.0.0.1"], "no --trusted-proxy"),
    ] {
        let error = refused(&[&listen[..], &more].concat()).await;
        assert!(error.contains("--dev") && error.contains(says), "{error}");
    }
    let mail = ["--mail-from", "shop@shop.example", "--smtp-url", "smtp://u:secret@mail.example"];
    let error = refused(&[&listen[..4], &mail].concat()).await;
    assert!(error.contains("is encrypted") && !error.contains("secret"), "{error}");

    let half = program(&listen[..4]).env("PICKLIVE_STRIPE_SECRET_KEY", "sk_live_x").output();
    let error = String::from_utf8(half.await.unwrap().stderr).unwrap();
    let says =
        "picklive-server: PICKLIVE_STRIPE_WEBHOOK_SECRET is missing: paying with Stripe needs it\n";
    assert_eq!(error, says);
    let sms = ["--sms-url", "http://sms.example/send"];
    let error = refused(&[&listen[..4], &sms].concat()).await;
    assert!(error.contains("needs the gateway's token, in PICKLIVE_SMS_TOKEN"), "{error}");
    let (path, token) = file(&server, "token");
    std::fs::write(path, "t0ken\n").unwrap();
    let error = refused(&[&listen[..4], &sms, &["--sms-token-file", &token]].concat()).await;
    assert!(error.contains("is https://") && !error.contains("t0ken"), "{error}");

    let (path, nonsense) = file(&server, "nonsense.sqlite");
    std::fs::write(path, "this is no database, not even nearly one").unwrap();
    let error = refused(&["--listen", "127.0.0.1:0", "--data", &nonsense]).await;
    assert!(error.contains("cannot open the database"), "{error}");

    let listen = ["--listen", "127.0.0.1:0", "--data", &data];
    let error = refused(&[&listen[..], &["--allow-origin", "blog.example"]].concat()).await;
    assert!(error.contains("an origin is scheme://host"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sea_orm::{ConnectionTrait, Database};
    let server = Server::start().await;
    let (_, data) = file(&server, "own.sqlite");
    let args = ["--listen", "127.0.0.1:0", "--data", &data];
    let (mut child, _, _) = started(&args).await;
    child.kill().await.unwrap();
    let db = Database::connect(format!("sqlite://{data}")).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    db.execute_unprepared(newer).await.unwrap();
    db.close().await.unwrap();
    let error = refused(&args).await;
    assert!(error.contains("newer version"), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_may_have_as_many_files_open_as_the_machine_allows() {
    let server = Server::start().await;
    let (_, data) = file(&server, "own.sqlite");
    let mut shell = Command::new("sh");
    let limited = "ulimit -Sn 200 && ulimit -Hn 900 && exec \"$0\" \"$@\"";
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_picklive-server"), "serve", "--api-only"]);
    shell.args(["--listen", "127.0.0.1:0", "--data", &data]).kill_on_drop(true);
    let mut child = shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next_line().await.unwrap().unwrap().starts_with("listening on"));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id().unwrap())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let numbers: Vec<_> = files.split_whitespace().skip(3).take(2).collect();
    assert_eq!(numbers, ["900", "900"], "{files}");
    child.kill().await.unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
    assert!(said.contains("few pages can listen at once"), "{said}");
}
