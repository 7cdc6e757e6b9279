//! The source of the standard library as Debian packages it, for machines that reach Debian's
//! mirror but not the servers of rustup. apt fetches it, so its signatures are checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt::is_root;
use super::apt_sources::{Source, of_this_machine, paragraphs};
use crate::process::{command, logged, read};

/// Downloads `rust-src` of exactly `release` (such as `1.95.0`) into `work` and unpacks it.
/// Returns the folder `library` in it.
pub fn fetch(release: &str, work: &Path) -> Result<PathBuf> {
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = field(&system, "VERSION_CODENAME").context(
        "this is not a Debian system: /etc/os-release names no suite. Install the target by hand",
    )?;
    let sources = of_this_machine();
    let own = sources.iter().find(|source| source.suite == codename).with_context(|| {
        format!("the package sources of this machine do not name a mirror with {codename}")
    })?;
    let mut tried = Vec::new();
    for suite in suites_to_try(&codename) {
        let apt = PrivateApt::new(own, &suite, &work.join(&suite))?;
        match apt.version_of_rust_src(release) {
            Ok(Some(version)) => {
                println!("  rust-src {version} is in {suite}");
                return apt.unpack(&version);
            }
            Ok(None) => tried.push(format!("{suite}: another version")),
            Err(error) => tried.push(format!("{suite}: {error:#}")),
        }
    }
    bail!("no suite of the mirror has rust-src {release}:\n{}", tried.join("\n"))
}

/// The machine's own suite first, then those beside and after it.
fn suites_to_try(codename: &str) -> Vec<String> {
    const RELEASES: [&str; 4] = ["bookworm", "trixie", "forky", "duke"];
    let known = RELEASES.iter().position(|release| *release == codename);
    let mut suites = vec![format!("{codename}-backports")];
    for release in RELEASES.iter().skip(known.map_or(0, |own| own + 1)) {
        suites.extend([format!("{release}-backports"), (*release).to_owned()]);
    }
    suites.extend([codename.to_owned(), "sid".to_owned()]);
    suites
}

/// apt with lists and a cache of its own and one suite as its only source; the system's apt is
/// not touched and root is not needed.
struct PrivateApt {
    folder: PathBuf,
}

impl PrivateApt {
    fn new(mirror: &Source, suite: &str, folder: &Path) -> Result<Self> {
        for part in ["sources", "lists/partial", "cache/archives/partial", "download"] {
            let part = folder.join(part);
            fs::create_dir_all(&part).with_context(|| format!("creating {}", part.display()))?;
        }
        let mut text =
            format!("Types: deb\nURIs: {}\nSuites: {suite}\nComponents: main\n", mirror.uri);
        if let Some(key) = &mirror.signed_by {
            text.push_str(&format!("Signed-By: {key}\n"));
        }
        fs::write(folder.join("sources/only.sources"), text)?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    fn command(&self, program: &str) -> Command {
        let mut apt = command(program);
        let mut option = |name: &str, value: &str| {
            apt.arg("-o").arg(format!("{name}={value}"));
        };
        let inside = |part: &str| self.folder.join(part).to_string_lossy().into_owned();
        option("Dir::Etc::SourceList", "/dev/null");
        option("Dir::Etc::SourceParts", &inside("sources"));
        option("Dir::State::Lists", &inside("lists"));
        option("Dir::Cache", &inside("cache"));
        option("Acquire::Languages", "none");
        option("Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false");
        if is_root() {
            // The user _apt may not enter the cache of root.
            option("APT::Sandbox::User", "root");
        }
        apt.current_dir(self.folder.join("download"));
        apt
    }

    fn version_of_rust_src(&self, release: &str) -> Result<Option<String>> {
        logged(self.command("apt-get").arg("update"), &self.folder.join("update.log"))?;
        // apt-cache fails when it knows no package of that name.
        let stanzas = read(self.command("apt-cache").args(["show", "rust-src"]));
        Ok(stanzas.ok().and_then(|text| version_for(&text, release)))
    }

    fn unpack(&self, version: &str) -> Result<PathBuf> {
        let mut download = self.command("apt-get");
        download.arg("download").arg(format!("rust-src={version}"));
        logged(&mut download, &self.folder.join("download.log"))?;
        let folder = self.folder.join("download");
        let package = fs::read_dir(&folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
            .context("apt-get download left no package")?;
        let tree = self.folder.join("tree");
        let mut unpack = command("dpkg-deb");
        unpack.arg("-x").arg(&package).arg(&tree);
        logged(&mut unpack, &self.folder.join("unpack.log"))?;
        find_library(&tree.join("usr")).context("rust-src does not contain library/std")
    }
}

/// The version of the stanza whose upstream version is `release`.
fn version_for(stanzas: &str, release: &str) -> Option<String> {
    paragraphs(stanzas)
        .iter()
        .filter(|fields| fields.get("package").is_some_and(|name| name == "rust-src"))
        .filter_map(|fields| fields.get("version"))
        .find(|version| upstream(version) == release)
        .cloned()
}

/// The upstream part of a Debian version: without epoch, revision and repacking mark.
fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let version = version.rsplit_once('-').map_or(version, |(upstream, _)| upstream);
    version.split(['+', '~']).next().unwrap_or(version)
}

/// The value of a field of `/etc/os-release`.
fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    Some(line.trim_matches('"').to_owned())
}

/// The folder `library` that has `std`, at most five folders down.
fn find_library(tree: &Path) -> Option<PathBuf> {
    let mut open = vec![(tree.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        if folder.ends_with("library") && folder.join("std/src/lib.rs").is_file() {
            return Some(folder);
        }
        if depth < 5 {
            let entries = folder.read_dir().ok()?.flatten();
            open.extend(entries.filter(|e| e.path().is_dir()).map(|e| (e.path(), depth + 1)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stanza_of_exactly_this_release_is_found() {
        let text = "Package: rust-src\nVersion: 1.85.0+dfsg3-1\n\n\
                    Package: rust-src\nVersion: 1.95.0+dfsg1-1~bpo13+1\nDescription: a\n b: c\n";
        assert_eq!(version_for(text, "1.95.0").as_deref(), Some("1.95.0+dfsg1-1~bpo13+1"));
        assert_eq!(version_for(text, "1.95"), None);
        assert_eq!(version_for(text, "1.9"), None);
    }

    #[test]
    fn debian_versions_lose_their_wrapping() {
        assert_eq!(upstream("1:1.63.0+dfsg1-2"), "1.63.0");
        assert_eq!(upstream("1.95.0-1~bpo13+1"), "1.95.0");
    }

    #[test]
    fn the_suites_beside_our_own_come_first() {
        let suites = suites_to_try("bookworm");
        assert_eq!(suites[..3], ["bookworm-backports", "trixie-backports", "trixie"]);
        assert_eq!(suites_to_try("sid").first().map(String::as_str), Some("sid-backports"));
    }

    #[test]
    fn os_release_fields_lose_their_quotes() {
        assert_eq!(
            field("ID=debian\nVERSION_CODENAME=\"trixie\"\n", "VERSION_CODENAME").unwrap(),
            "trixie"
        );
    }
}
