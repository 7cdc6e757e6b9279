//! The server's process.

use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use picklive_server::{AppState, app, background, clock::Clock, config::Config, db::connect};
use tokio::net::TcpListener;

/// A running server; ends when dropped.
pub struct Server {
    /// Where it listens.
    pub address: String,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts this program again as the server, on the first core when `pinned`.
pub fn start(file: &Path, relaxed: bool, pinned: bool) -> Server {
    let me = std::env::current_exe().expect("this program");
    let mut command = if pinned {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(me);
        command
    } else {
        Command::new(me)
    };
    command.arg("--serve").arg(file).stdout(Stdio::piped());
    if relaxed {
        command.arg("--relaxed");
    }
    let mut process = command.spawn().expect("the server starts");
    let mut address = String::new();
    let out = process.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut address).expect("the server says where it is");
    // A server that cannot start closes the pipe.
    assert!(!address.trim().is_empty(), "the server ended before it said where it is");
    Server { address: address.trim().into(), process }
}

/// Serves, on one thread.
pub fn run(file: &str, relaxed: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let db = connect::open(file, !relaxed).await.expect("the database");
        let config = Config { data: file.into(), api_only: true, ..Config::default() };
        let state = AppState::new(db, Clock::system(), config);
        let _tasks = background(&state);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("a pipe");
        let service = app(state).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).await.expect("serving");
    });
}
