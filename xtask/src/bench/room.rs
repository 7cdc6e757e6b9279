//! A live room with many viewers: how long it takes from posting to reading, and whether anything gets lost.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{self, cargo, command, read_within};
use crate::workspace::Workspace;

/// Where the program is that measures it. It plays everybody in the room itself, and starts the servers. It prints a
/// line `figure NAME VALUE` for everything that has a budget; whatever else it prints is for the reader.
const ROOM: (&str, &str) = ("picklive-server", "bench_room");

/// It takes less than a minute where the machine carries all viewers.
const LIMIT: Duration = Duration::from_secs(180);

/// Builds the program and runs it; what it said.
pub fn measure(workspace: &Workspace) -> Result<String> {
    let (package, example) = ROOM;
    let there = workspace.package(package)?.is_some_and(|p| p.has_target("example", example));
    if !there {
        bail!("not there: {package} has no example {example}");
    }
    let mut build = command(cargo());
    build.args(["build", "--release", "-p", package, "--example", example]);
    process::run(build.current_dir(workspace.root()))?;
    let program = workspace.target()?.join("release/examples").join(example);
    read_within(&command(program), LIMIT)
}
