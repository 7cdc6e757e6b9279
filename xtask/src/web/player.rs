//! What plays streams, with hls.js in it (`public/player.js`): Trunk has it bundled (`Trunk.toml`), and it is
//! fetched when the first stream is opened.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::Hash;

/// As Trunk leaves it, and as the page's script names it.
pub const FILE: &str = "player.mjs";

/// Names it by what it holds, and names it in the page.
pub fn name(dist: &Path, html: &str) -> Result<String> {
    let old = dist.join(FILE);
    let text = fs::read(&old).context("the build left no player of streams")?;
    let new = format!("player-{}.mjs", Hash::of(&text).hex());
    if html.matches(FILE).count() != 1 {
        bail!("index.html does not name {FILE} once");
    }
    fs::rename(&old, dist.join(&new))?;
    Ok(html.replacen(FILE, &new, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_it_by_what_it_holds() {
        let dist = std::env::temp_dir().join(format!("xtask-player-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join(FILE), "export {}").unwrap();
        let html = name(&dist, "<script>import(\"player.mjs\" + again)</script>").unwrap();
        let new = format!("player-{}.mjs", Hash::of(b"export {}").hex());
        assert_eq!(html, format!("<script>import(\"{new}\" + again)</script>"));
        assert!(dist.join(new).is_file());
        assert!(name(&dist, &html).is_err());
        fs::remove_dir_all(dist).unwrap();
    }
}
