//! What a page fetches for its first live room: the element, and what that names but the player of streams; and the
//! rest of the room, behind that.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::web;

/// One of its files.
pub struct Part {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub plain: u64,
    /// The same after brotli.
    pub brotli: u64,
    /// Whether it comes behind the room.
    pub is_later: bool,
}

/// What comes behind the room, by its beginning: a part that the program names, a sheet of style, and sentences.
const REST: &str = "rest-";

/// Its files.
pub fn parts(folder: &Path) -> Result<Vec<Part>> {
    let element = fs::read_to_string(folder.join(web::ELEMENT))
        .with_context(|| format!("reading {}", web::ELEMENT))?;
    let mut all = vec![web::ELEMENT.to_owned()];
    for file in fs::read_dir(folder)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        let named = element.contains(&name) || name.starts_with(REST);
        if is_fetched(&name) && named {
            all.push(name);
        }
    }
    if !all.iter().any(|name| name.ends_with(".wasm") && !name.starts_with(REST)) {
        bail!("{} names no program", web::ELEMENT);
    }
    all.sort();
    all.into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(&name))?;
            let packed = web::brotli(&bytes)?.len() as u64;
            let (plain, is_later) = (bytes.len() as u64, name.starts_with(REST));
            Ok(Part { name, plain, brotli: packed, is_later })
        })
        .collect()
}

/// Of the sentences, one language is fetched: the first, which weighs most. A player comes with a stream.
fn is_fetched(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    match end {
        "wasm" | "js" | "css" => true,
        "txt" => name.starts_with("zh-") || name.starts_with("rest-zh-"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_counts_and_what_the_element_does_not_name_does_not() {
        let folder = std::env::temp_dir().join(format!("xtask-widget-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let files = ["room-1.js", "room_bg-2.wasm", "zh-3.txt", "en-4.txt", "player-5.mjs"];
        fs::write(folder.join(web::ELEMENT), files.join(" ")).unwrap();
        for file in files.iter().chain(&["old.js", "rest-6.wasm"]) {
            fs::write(folder.join(file), file).unwrap();
        }
        let parts = parts(&folder).unwrap();
        let names: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.is_later)).collect();
        let first = [web::ELEMENT, "room-1.js", "room_bg-2.wasm", "zh-3.txt"];
        let mut all: Vec<_> = first.map(|name| (name, false)).into();
        all.push(("rest-6.wasm", true));
        all.sort_unstable();
        assert_eq!(names, all);
        fs::remove_dir_all(folder).unwrap();
    }
}
