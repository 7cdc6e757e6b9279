//! Which files the browser fetches, and when: before the app runs the page, and the styles, scripts and wasm that it
//! and its scripts name; later the parts that come later.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::files_under;
use crate::web;

/// One file of the first load.
pub struct Part {
    /// Its name in `dist`.
    pub name: String,
    /// Its length in bytes.
    pub plain: u64,
    /// Its length after brotli, in bytes.
    pub brotli: u64,
    /// When it is fetched.
    pub when: When,
}

/// When a file is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the app runs.
    First,
    /// Soon after its start.
    Late,
    /// With the first room.
    Rooms,
    /// With the first stream.
    Player,
}

impl When {
    /// When the file of this name is fetched.
    fn of(name: &str) -> Self {
        if name.starts_with("late-") && name.ends_with(".wasm") {
            Self::Late
        } else if name.starts_with("rooms-") {
            Self::Rooms
        } else if name.starts_with("player-") {
            Self::Player
        } else {
            Self::First
        }
    }
}

/// The files of the first load and those that its script fetches later; fails when there is no wasm among them.
pub fn parts(dist: &Path) -> Result<Vec<Part>> {
    let mut all = BTreeSet::new();
    for file in files_under(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Of the sentences, one language is fetched: the first, which weighs most.
        let sentences = name.starts_with("zh-") && name.ends_with(".txt");
        if sentences || [".css", ".js", ".mjs", ".wasm"].iter().any(|end| name.ends_with(end)) {
            all.insert(name);
        }
    }
    let mut names = vec!["index.html".to_owned()];
    let mut next = 0;
    while next < names.len() {
        let name = names[next].clone();
        next += 1;
        // Nothing stands in them that is fetched.
        if name.ends_with(".wasm") || name.ends_with(".mjs") {
            continue;
        }
        let text =
            fs::read_to_string(dist.join(&name)).with_context(|| format!("reading {name}"))?;
        names.extend(
            named_in(&text, &all)
                .into_iter()
                .filter(|new| !names.contains(new))
                .collect::<Vec<_>>(),
        );
    }
    if !names.iter().any(|name| name.ends_with(".wasm")) {
        bail!("index.html names no wasm file: is this a build of the app?");
    }
    names.into_iter().map(|name| part(dist, name)).collect()
}

/// The files whose address stands in a page or script. Trunk's names carry a hash, so that a
/// file's own name is enough to know it; a snippet's name is looked for with its folder.
fn named_in(text: &str, all: &BTreeSet<String>) -> Vec<String> {
    all.iter().filter(|name| text.contains(name.as_str())).cloned().collect()
}

fn part(dist: &Path, name: String) -> Result<Part> {
    let bytes = fs::read(dist.join(&name))?;
    let beside = dist.join(format!("{name}.br"));
    let brotli = match fs::metadata(&beside) {
        Ok(file) => file.len(),
        Err(_) => web::brotli(&bytes)?.len() as u64,
    };
    Ok(Part { when: When::of(&name), name, plain: bytes.len() as u64, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_counts() {
        let all = ["app-1.js", "app-1_bg.wasm", "desk-2.js"].map(str::to_owned).into();
        let page = "<link href=\"/app-1.js\"><script>init('/app-1_bg.wasm')</script>";
        assert_eq!(named_in(page, &all), ["app-1.js", "app-1_bg.wasm"]);
    }

    #[test]
    fn each_file_is_fetched_at_its_time() {
        // The late sheets are waited for before the app runs.
        for name in ["index.html", "app-1.js", "app-1_bg.wasm", "late-1.css", "zh-1.txt"] {
            assert_eq!(When::of(name), When::First, "{name}");
        }
        assert_eq!(When::of("late-1.wasm"), When::Late);
        assert_eq!(When::of("rooms-1.wasm"), When::Rooms);
        assert_eq!(When::of("rooms-1.css"), When::Rooms);
        assert_eq!(When::of("player-1.mjs"), When::Player);
    }
}
