//! A server of its own for each test: fresh database, free port, a clock that the test sets.

pub mod client;
pub mod database;
pub mod fixtures;
pub mod gateway;
pub mod hold;
pub mod listener;
pub mod log;
pub mod smtp;
pub mod stripe;
pub mod tls;
pub mod wechat;

use std::net::SocketAddr;

use picklive_contract::UnixMillis;
use picklive_server::{AppState, app, background, clock::Clock, config::Config, db::connect};
use tokio::{net::TcpListener, task::JoinSet};

pub use client::Client;
use database::TestDatabase;

/// 2026-11-24 12:00 in Shanghai.
pub const NOON: UnixMillis = UnixMillis(1_795_492_800_000);

/// A running server.
pub struct Server {
    pub base: String,
    pub state: AppState,
    _tasks: JoinSet<()>,
    database: TestDatabase,
}

impl Server {
    /// An empty shop at [`NOON`] that tells its codes.
    pub async fn start() -> Self {
        Self::start_with(Config { dev: true, ..Config::default() }).await
    }

    /// The demo shop at [`NOON`].
    pub async fn demo() -> Self {
        Self::start_with(Config { dev: true, demo: true, ..Config::default() }).await
    }

    /// A shop with this configuration; database, app and media folder are chosen here unless set.
    pub async fn start_with(config: Config) -> Self {
        Self::start_changed(config, |state| state).await
    }

    /// The same with a changed state, e.g. another sender of codes.
    pub async fn start_changed(config: Config, change: impl FnOnce(AppState) -> AppState) -> Self {
        Self::start_all(config, change, true).await
    }

    /// An empty shop in which nothing is done but what requests do.
    pub async fn start_still() -> Self {
        let config = Config { dev: true, ..Config::default() };
        Self::start_all(config, |state| state, false).await
    }

    /// The same with a changed state, in which nothing is done but what requests do.
    pub async fn start_quiet(config: Config, change: impl FnOnce(AppState) -> AppState) -> Self {
        Self::start_all(config, change, false).await
    }

    async fn start_all(
        mut config: Config,
        change: impl FnOnce(AppState) -> AppState,
        moves: bool,
    ) -> Self {
        let database = TestDatabase::fresh().await;
        config.data = database.data.clone();
        if config.media.as_os_str().is_empty() {
            config.media = database.folder.join("media");
        }
        if config.dist.as_os_str().is_empty() {
            config.dist = database.folder.join("dist");
        }
        let db = connect::open(&config.data, false).await.unwrap();
        let state = change(AppState::new(db, Clock::standing(NOON), config));
        Self::serve(state, database, moves).await
    }

    /// A server on a shop that is there, in which nothing is done but what requests do.
    pub async fn start_on(state: AppState) -> Self {
        Self::serve(state, TestDatabase::fresh().await, false).await
    }

    async fn serve(state: AppState, database: TestDatabase, moves: bool) -> Self {
        picklive_server::demo::prepare(&state).await.unwrap();
        let mut tasks = if moves { background(&state) } else { JoinSet::new() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tasks.spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { base, state, _tasks: tasks, database }
    }

    /// A caller without a session.
    pub fn client(&self) -> Client {
        Client::new(&self.base)
    }

    /// Moves the clock.
    pub fn set_clock(&self, now: UnixMillis) {
        self.state.clock.set(now);
    }

    /// The folder of this test's files.
    pub fn folder(&self) -> &std::path::Path {
        &self.database.folder
    }
}

/// Reads an instant.
pub fn at(text: &str) -> UnixMillis {
    UnixMillis::parse(text).unwrap()
}
