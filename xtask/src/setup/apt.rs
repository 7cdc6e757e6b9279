//! Packages of a Debian system, for the commands that need them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{Need, paths};
use crate::process::{command, find, logged, read};
use crate::report;
use crate::workspace::Workspace;

/// The packages for `needs` that are not installed. Elsewhere than on Debian the programs may
/// come from anywhere: a package counts as there when what it brings can be found.
pub fn missing(needs: &[Need]) -> Vec<&'static str> {
    let mut packages = Vec::new();
    let mut want = |package, there: bool| {
        if !there && !packages.contains(&package) {
            packages.push(package);
        }
    };
    for need in needs {
        match need {
            Need::Wasm | Need::Lint => {}
            Need::Trunk | Need::Bindgen | Need::Deny => {
                want("build-essential", find("cc").is_some());
            }
            Need::Npm => {
                want("nodejs", find("node").is_some());
                want("npm", find("npm").is_some());
            }
            Need::Browser => {
                want("chromium", paths::browser().is_some());
                want("chromium-driver", paths::chromedriver().is_some());
            }
            Need::Webkit => {
                want("webkit2gtk-driver", paths::webkit_driver().is_some());
                want("xvfb", paths::xvfb().is_some());
                // What its streams are decoded with: H.264 and AAC, and what tells their frames apart.
                want("gstreamer1.0-libav", has_plugin("libgstlibav.so"));
                want("gstreamer1.0-plugins-bad", has_plugin("libgstvideoparsersbad.so"));
            }
            Need::Postgres => want("postgresql", paths::postgres_folder().is_some()),
            Need::Fonts => {
                want("fonts-noto-cjk", has_font("NotoSansCJK"));
                want("fonts-noto-color-emoji", has_font("NotoColorEmoji"));
            }
            Need::Webp => want("webp", find("cwebp").is_some()),
            Need::Quantise => want("pngquant", find("pngquant").is_some()),
        }
    }
    packages
}

/// Whether the compiled tools cannot be built, or npm not be run, before this package is there.
pub fn tools_wait_for(package: &str) -> bool {
    package == "build-essential"
}

/// Whether missing packages can be installed from here.
pub fn may_install() -> bool {
    find("apt-get").is_some() && is_root()
}

/// Fails, with the one command to type, when packages are missing that we may not install.
pub fn refuse_if_not_allowed(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        bail!(
            "missing on this machine, under Debian's names: {list}\ninstall them, then try again"
        );
    }
    if !is_root() {
        bail!(
            "missing packages; this command installs them:\n  \
             sudo apt-get update && sudo apt-get install --no-install-recommends {list}"
        );
    }
    Ok(())
}

/// What to do when apt-get fails.
const REMEDY: &str = "mostly the network or the sources in /etc/apt are the reason: \
    `apt-get update` by hand says more; after an interrupted installation `dpkg --configure -a` \
    helps. Then run the command again";

/// Debian's setting for databases that its package makes by itself.
const CREATE_CLUSTER: &str = "/etc/postgresql-common/createcluster.conf";

/// Installs the packages; nothing happens when the list is empty.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    report::step_or(&format!("installing {}", packages.join(" ")), REMEDY, || {
        if packages.contains(&"postgresql") {
            without_a_cluster(Path::new(CREATE_CLUSTER))?;
        }
        let log = |name: &str| workspace.logs().join(name);
        let apt = || {
            let mut apt = command("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
            apt
        };
        logged(apt().arg("update"), &log("apt-update.log"))?;
        let mut install = apt();
        install.args(["install", "--yes", "--no-install-recommends"]);
        // A file of settings that is there already stays, without a question.
        install.args(["-o", "Dpkg::Options::=--force-confold"]).args(packages);
        logged(&mut install, &log("apt-install.log"))
    })
}

/// Keeps Debian's package from making and starting a database of its own: the tests start one for
/// each run. Whoever has said something about it already keeps that.
fn without_a_cluster(settings: &Path) -> Result<()> {
    if !is_root() || settings.exists() {
        return Ok(());
    }
    if let Some(folder) = settings.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    fs::write(settings, "create_main_cluster = false\n")
        .with_context(|| format!("writing {}", settings.display()))
}

/// Whether we run as root.
pub fn is_root() -> bool {
    read(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn has_font(name: &str) -> bool {
    // Fontconfig knows every place; without it, look where Debian puts these two.
    if find("fc-list").is_some() {
        return read(&mut command("fc-list")).is_ok_and(|list| list.contains(name));
    }
    let folders = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto"];
    folders.iter().any(|folder| has_file(Path::new(folder), name))
}

/// Whether `GStreamer` has a plugin; Debian keeps them below the name of the machine's kind.
fn has_plugin(name: &str) -> bool {
    let Ok(kinds) = Path::new("/usr/lib").read_dir() else { return false };
    kinds.flatten().any(|kind| kind.path().join("gstreamer-1.0").join(name).exists())
}

fn has_file(folder: &Path, start: &str) -> bool {
    let Ok(entries) = folder.read_dir() else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}
