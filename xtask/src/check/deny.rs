//! cargo-deny, with `deny.toml`.

use anyhow::Result;

use crate::process::{cargo, command, logged, read, run};
use crate::report::or;
use crate::setup;
use crate::workspace::Workspace;

/// What to do when it finds something.
const REMEDY: &str = "above stands which crate and why; `cargo tree -i CRATE` says who brings it. \
    Take another version or another crate, or allow it in deny.toml with the reason";

/// Checks licences, sources and bans from what is on this machine; advisories when their
/// database is here or can be fetched.
pub fn check(workspace: &Workspace) -> Result<()> {
    let deny = || -> Result<_> {
        let mut deny = command(cargo());
        deny.args(["deny", "--log-level", "error", "--all-features"]);
        deny.current_dir(workspace.root()).env("PATH", setup::search_path(workspace)?);
        Ok(deny)
    };
    // It looks at every target's crates, also at those that no build here has fetched.
    let all = |command: &mut std::process::Command| read(command.current_dir(workspace.root()));
    if all(command(cargo()).args(["metadata", "--offline", "--format-version", "1"])).is_err() {
        let fetched = all(command(cargo()).args(["fetch", "--quiet"]));
        or("cargo needs crates.io once, or the registry that ~/.cargo/config.toml names", fetched)?;
    }
    or(REMEDY, run(deny()?.args(["--offline", "check", "bans", "licenses", "sources"])))?;
    let log = workspace.logs().join("advisories.log");
    if logged(deny()?.arg("fetch").arg("db"), &log).is_err() {
        println!("  advisories were NOT checked: their database cannot be reached from here");
        println!("  (why: {})", log.display());
        return Ok(());
    }
    or(REMEDY, run(deny()?.args(["check", "--disable-fetch", "advisories"])))
}
