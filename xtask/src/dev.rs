//! `dev`: the server, and the app rebuilt on every change.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process::{command, run as run_program};
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// How to develop.
#[derive(clap::Args)]
pub struct Options {
    /// The port to open the app on; `Trunk.toml` has one for when it is left out.
    #[arg(long)]
    port: Option<u16>,
    /// The SQLite file to keep the data in.
    #[arg(long, default_value = "data/dev.db")]
    data: PathBuf,
}

/// Starts the server where `Trunk.toml` expects it and Trunk in front of it, until Ctrl-C.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let text = fs::read_to_string(workspace.path("Trunk.toml")).context("reading Trunk.toml")?;
    let port = backend_port(&text)?;
    server::refuse_used_port(port).context("Trunk.toml passes API calls on to it")?;
    setup::ensure(workspace, Need::BUILD)?;
    let program = server::build(workspace, Profile::Release)?;
    let data = workspace.path(&options.data);
    if let Some(folder) = data.parent() {
        fs::create_dir_all(folder)?;
    }
    let out = workspace.target()?.join("xtask");
    let log = out.join("dev-server.log");
    let serve = server::serve(workspace, &program, &Start { port, data: &data, dist: None });
    let server = server::start(&serve, &log)?;
    println!("✓ the server answers at {}; its log is {}", server.address, log.display());
    let mut trunk = command("trunk");
    trunk.arg("serve").arg("--dist").arg(out.join("dev-dist")).args(["--address", "127.0.0.1"]);
    if let Some(port) = options.port {
        trunk.args(["--port", &port.to_string()]);
    }
    trunk.current_dir(workspace.root()).env("PATH", setup::search_path(workspace)?);
    run_program(trunk.env_remove("NO_COLOR"))
}

/// The port to which `Trunk.toml` passes calls on.
fn backend_port(text: &str) -> Result<u16> {
    #[derive(Deserialize)]
    struct Config {
        proxy: Vec<Proxy>,
    }
    #[derive(Deserialize)]
    struct Proxy {
        backend: String,
    }
    let config: Config = toml::from_str(text).context("Trunk.toml has no [[proxy]]")?;
    let backend = config.proxy.into_iter().next().context("Trunk.toml has no [[proxy]]")?.backend;
    let host = backend.split("://").nth(1).and_then(|rest| rest.split('/').next());
    host.and_then(|host| host.rsplit_once(':')?.1.parse().ok())
        .with_context(|| format!("{backend} in Trunk.toml names no port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_that_of_the_first_proxy() {
        let text = "[[proxy]]\nbackend = \"http://127.0.0.1:4000/v1/\"\n[[proxy]]\nbackend = \"x\"";
        assert_eq!(backend_port(text).unwrap(), 4000);
        assert!(backend_port("[build]\n").is_err());
    }
}
