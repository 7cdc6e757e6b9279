//! The servers' processes.

use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use axum::Router;
use picklive_server::{AppState, app, background, clock::Clock, config::Config, db::connect};
use tokio::net::TcpListener;

/// A running server; ends when dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
}

impl Server {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts this program again as a server, on the first core when `pinned`.
pub fn start(args: &[&str], pinned: bool) -> Server {
    let me = std::env::current_exe().expect("this program");
    let mut command = if pinned {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(me);
        command
    } else {
        Command::new(me)
    };
    let mut process = command.args(args).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut address = String::new();
    let out = process.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut address).expect("the server says where it is");
    // A server that cannot start closes the pipe.
    let address = address.trim().parse().expect("the server says where it is");
    Server { address, process }
}

/// Serves the shop in `file`.
pub fn run(file: &str, relaxed: bool) {
    on_one_thread(async {
        let db = connect::open(file, !relaxed).await.expect("the database");
        let config = Config { data: file.into(), api_only: true, ..Config::default() };
        let state = AppState::new(db, Clock::system(), config);
        let tasks = background(&state);
        serve(app(state)).await;
        drop(tasks);
    });
}

/// Runs this to its end, on one thread.
pub fn on_one_thread(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work);
}

/// Serves on a port of its own, and says on which.
pub async fn serve(app: Router) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    std::io::stdout().flush().expect("a pipe");
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await.expect("serving");
}
