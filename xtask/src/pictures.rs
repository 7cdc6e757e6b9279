//! `pictures`: the demo shop's pictures, from drawings to what a phone loads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::browser::{Driver, Session, View};
use crate::hash::{Hash, files_under};
use crate::process::{command, read};
use crate::report;
use crate::setup::{self, Need};
use crate::workspace::Workspace;

const DRAWINGS: &str = "server/demo/drawings";
const PICTURES: &str = "server/demo/pictures";

/// Which version of a drawing each picture was made from: a line `name hash` for each.
const DRAWN: &str = "server/demo/drawings/drawn.txt";

/// The quality that `cwebp` is asked for, of 100: the least at which a drawing's edges stay clean. The first
/// picture then arrives in the first flight of a connection.
const QUALITY: &str = "64";

/// Draws every picture whose drawing has changed since.
pub fn run(workspace: &Workspace) -> Result<()> {
    let drawn_file = workspace.path(DRAWN);
    let mut drawn = read_drawn(&fs::read_to_string(&drawn_file).unwrap_or_default());
    let mut changed = Vec::new();
    let mut all = BTreeMap::new();
    for drawing in files_under(&workspace.path(DRAWINGS))? {
        let Some(name) = svg_name(&drawing) else { continue };
        let bytes = fs::read(&drawing).with_context(|| format!("reading {}", drawing.display()))?;
        let hash = Hash::of(&bytes).hex();
        let picture = workspace.path(PICTURES).join(format!("{name}.webp"));
        if drawn.get(&name) != Some(&hash) || !picture.is_file() {
            changed.push((drawing, picture));
        }
        all.insert(name, hash);
    }
    drawn.retain(|name, _| all.contains_key(name));
    if changed.is_empty() {
        println!("✓ {} pictures are as drawn", all.len());
        return Ok(());
    }
    setup::ensure(workspace, &[Need::Browser, Need::Fonts, Need::Webp])?;
    fs::create_dir_all(workspace.path(PICTURES))?;
    let work = workspace.target()?.join("xtask/pictures");
    fs::create_dir_all(&work)?;
    report::step(&format!("drawing {} pictures", changed.len()), || {
        let driver = Driver::start()?;
        let session = driver.open("zh-CN")?;
        for (drawing, picture) in &changed {
            draw(&session, drawing, picture, &work)
                .with_context(|| format!("drawing {}", drawing.display()))?;
        }
        Ok(())
    })?;
    let lines: String = all.iter().map(|(name, hash)| format!("{name} {hash}\n")).collect();
    fs::write(&drawn_file, lines).with_context(|| format!("writing {DRAWN}"))
}

fn draw(session: &Session<'_>, drawing: &Path, picture: &Path, work: &Path) -> Result<()> {
    let text = fs::read_to_string(drawing)?;
    let (width, height) = size(&text).context("the drawing has no whole width and height")?;
    let view = View { width, height, density: 1.0, dark: false };
    session.view(view)?;
    session.go(&format!("file://{}", drawing.canonicalize()?.display()))?;
    let png = work.join("picture.png");
    fs::write(&png, session.picture(view)?)?;
    let mut convert = command("cwebp");
    convert
        .args(["-quiet", "-m", "6", "-sharp_yuv", "-q", QUALITY])
        .arg(&png)
        .arg("-o")
        .arg(picture);
    read(&mut convert).map(|_| ())
}

/// The drawing's width and height, which become the picture's, in pixels.
fn size(svg: &str) -> Option<(u32, u32)> {
    let root = &svg[..svg.find('>')?];
    let side = |name: &str| {
        let (_, rest) = root.split_once(&format!(" {name}=\""))?;
        rest.split_once('"')?.0.parse().ok()
    };
    Some((side("width")?, side("height")?))
}

fn svg_name(path: &Path) -> Option<String> {
    let svg = path.extension().is_some_and(|end| end == "svg");
    svg.then(|| path.file_stem().map(|name| name.to_string_lossy().into_owned()))?
}

fn read_drawn(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(name, hash)| (name.to_owned(), hash.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_large_as_its_drawing() {
        let drawing =
            "<svg viewBox=\"0 0 400 500\" width=\"80\" height=\"100\"><rect width=\"9\"/>";
        assert_eq!(size(drawing), Some((80, 100)));
        assert_eq!(size("<svg width=\"80%\" height=\"100\">"), None);
        assert_eq!(size("<svg><rect width=\"9\" height=\"9\"/>"), None);
    }

    #[test]
    fn names_and_hashes_are_read_back() {
        let drawn = read_drawn("tea 00ff\nrice 0a0b\n");
        assert_eq!(drawn["tea"], "00ff");
        assert_eq!(drawn.len(), 2);
        assert_eq!(svg_name(Path::new("/x/tea.svg")).as_deref(), Some("tea"));
        assert_eq!(svg_name(Path::new("/x/drawn.txt")), None);
    }
}
