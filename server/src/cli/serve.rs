//! `picklive-server serve`.

mod files;
mod mail;
mod sms;

use std::{
    io::{IsTerminal, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
    task::JoinSet,
};
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{data::media_beside, simulate};
use crate::{
    AppState, app, background,
    clock::Clock,
    config::{self, Config, Network, is_loopback},
    db::connect,
    demo,
    events::Hub,
    payments::{setup::Setup, vars::Vars},
};

/// How long requests under way may take once the server is to end.
const PATIENCE: Duration = Duration::from_secs(70);

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// SQLite file, or postgres://…
    #[arg(long, env = "PICKLIVE_DATA", default_value = "picklive.sqlite", hide_env_values = true)]
    data: String,
    /// Folder with the built app.
    #[arg(long, default_value = "dist")]
    dist: PathBuf,
    /// Folder with imported pictures [default: `media` beside the SQLite file].
    #[arg(long)]
    media: Option<PathBuf>,
    /// Fill an empty database with the demo shop, and keep the demo shop going.
    #[arg(long)]
    demo: bool,
    /// Let a small audience, played by this program, watch and talk in the demo's room that is on the air.
    #[arg(long, requires = "demo")]
    rehearse: bool,
    /// Tell sign-in codes to the caller; only on a loopback address.
    #[arg(long)]
    dev: bool,
    /// Serve the API and pictures, no pages.
    #[arg(long)]
    api_only: bool,
    /// Origin of another site that may call the API, e.g. `https://blog.example`.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Origin of a media server that the streams of rooms come from, e.g. `https://media.example`.
    #[arg(long, value_name = "ORIGIN")]
    media_origin: Vec<String>,
    /// Proxy whose forwarded headers are believed, e.g. 10.0.0.0/8.
    #[arg(long, value_name = "CIDR")]
    trusted_proxy: Vec<Network>,
    /// Where shoppers find the shop, e.g. `https://shop.example/` or `https://example.org/shop/`.
    #[arg(long, value_name = "URL", value_parser = config::public_url)]
    public_url: Option<Url>,
    #[command(flatten)]
    mail: mail::Mail,
    #[command(flatten)]
    sms: sms::Sms,
    /// Let SQLite commit without waiting for the disk: quicker; a power cut can lose the last moments.
    #[arg(long)]
    relaxed: bool,
    /// Log as JSON lines.
    #[arg(long)]
    log_json: bool,
}

impl Args {
    fn config(&self) -> Result<Config, String> {
        if self.dev {
            self.only_here()?;
        }
        let allowed = self.allow_origin.iter().map(|origin| ("--allow-origin", origin));
        let media = self.media_origin.iter().map(|origin| ("--media-origin", origin));
        for (option, origin) in allowed.chain(media) {
            let read = Url::parse(origin).map(|url| url.origin().ascii_serialization());
            // The signs are good in a host's name, but would end it in a policy.
            if read.as_deref() != Ok(origin) || origin.contains([';', ',', '\'']) {
                return Err(format!("{option} {origin}: an origin is scheme://host[:port]"));
            }
        }
        let media = self.media.clone().unwrap_or_else(|| media_beside(&self.data));
        Ok(Config {
            data: self.data.clone(),
            dist: self.dist.clone(),
            media,
            demo: self.demo,
            dev: self.dev,
            api_only: self.api_only,
            allow_origins: self.allow_origin.clone(),
            media_origins: self.media_origin.clone(),
            trusted_proxies: self.trusted_proxy.clone(),
            public_url: self.public_url.clone(),
            durable: !self.relaxed,
        })
    }

    /// With `--dev` whoever asks is told sign-in codes and pays without money, so nobody else may reach it.
    fn only_here(&self) -> Result<(), String> {
        let no = |what: String| Err(format!("--dev tells sign-in codes to anybody, so {what}"));
        if !self.listen.ip().is_loopback() {
            return no(format!("it needs a loopback address, not {}", self.listen));
        }
        if let Some(url) = self.public_url.as_ref().filter(|url| !is_loopback(url)) {
            return no(format!("there is no --public-url {url} with it"));
        }
        if !self.trusted_proxy.is_empty() {
            return no("there is no --trusted-proxy with it".into());
        }
        Ok(())
    }
}

/// Serves until a signal ends it; requests under way are answered first.
///
/// # Errors
/// A sentence for the person who starts the server.
pub async fn run(args: Args) -> Result<(), String> {
    start_log(args.log_json);
    let config = args.config()?;
    let listeners = files::listeners(files::raised());
    let clock = Clock::system();
    let setup = Setup::read(&Vars::new(&env), config.public_url.as_ref(), &clock)?;
    let db = connect::open(&config.data, config.durable).await?;
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", args.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let (mailer, gateway) = (args.mail.mailer(&config)?, args.sms.gateway()?);
    let mut state = AppState::new(db, clock, config).with_setup(setup);
    state.events = Hub::holding(listeners);
    if let Some(mailer) = mailer {
        state = state.with_mailer(mailer);
    }
    if let Some(gateway) = gateway {
        state = state.with_gateway(gateway);
    }
    demo::prepare(&state).await.map_err(|error| format!("cannot set up the demo shop: {error}"))?;
    let tasks = background(&state);
    let mut audience = JoinSet::new();
    if args.rehearse {
        audience.spawn(simulate::keep(state.clone(), own_address(&state.config, address)?));
    }
    let events = state.events.clone();
    let mut signals = Signals::listen()?;
    println!("listening on http://{address}");
    // A closed stdout is no reason to stop.
    let _ = std::io::stdout().flush();
    let service = app(state).into_make_service_with_connect_info::<SocketAddr>();
    let (end, ending) = oneshot::channel();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        signals.any().await;
        drop(audience);
        events.end();
        // The other side waits as long as this server runs.
        let _ = end.send(());
    });
    let patience = async move {
        match ending.await {
            Ok(()) => tokio::time::sleep(PATIENCE).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        served = serving => served.map_err(|error| format!("stopped serving: {error}"))?,
        () = patience => tracing::warn!("some callers never finished; stopping all the same"),
    }
    drop(tasks);
    tracing::info!("stopped");
    Ok(())
}

/// Where this program reaches itself.
fn own_address(config: &Config, mut address: SocketAddr) -> Result<Url, String> {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    let base = config.public_url.as_ref().map_or("/", Url::path);
    let url = Url::parse(&format!("http://{address}{base}"));
    url.map_err(|error| format!("{address} is no address to call: {error}"))
}

/// A variable of the environment.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The signals that end the server.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> Result<Self, String> {
        let on = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
        Ok(Self {
            terminate: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        tracing::info!("ending: requests under way are answered first");
    }
}

/// Sends logs to stderr; `RUST_LOG` chooses what.
fn start_log(json: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let colour = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_ansi(colour)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if json { log.json().init() } else { log.init() }
}
