//! The parts of a program that come after the first, as the splitting library leaves them, and as they are shipped.
//!
//! The app's: the library puts what several parts need into a file of its own. In `src/routes.rs` the part for rooms leads to
//! all that the late part leads to: so that file is the late part, calls in it stay calls, and nothing of what
//! checkout and orders need is reached by way of the table of functions. Of the late part proper only its door is
//! left, the one function that the program enters it by, which is so small that it stands in the script.
//! The widget's is one file, the rest of a room (`src/widget/rest.rs`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::hash::Hash;
use crate::wasm::{self, Names};
use crate::workspace::Workspace;

use super::split;

/// The script that fetches the parts, and by which the program knows them.
const LINK: &str = "__wasm_split.js";
/// By what name the library calls the program's own script.
pub const MAIN: &str = "./main.js";
/// The files that the library leaves, by their beginning; and what they are called where they are shipped.
pub type Files = &'static [(&'static str, &'static str)];
/// Those of the app.
pub const APP: Files = &[("split_late.", "door"), ("split_rooms.", "rooms"), ("chunk_", "late")];
/// Those of the widget.
pub const WIDGET: Files = &[("split_rest.", "rest")];
/// The longest that a door may be, in bytes: else something of the late part is not needed by rooms.
const DOOR_MAX: usize = 600;
/// What stands in the page where the late part is to be named.
const MARK: &str = "<meta name=\"picklive-part\" content=\"\">";
/// How the library starts a part, which takes a host that knows the kind of file; and how any host will do.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
const WHOLE: &str = "src.then((it) => !it.ok ? Promise.reject(it.status) \
    : it.headers.get('content-type') === 'application/wasm' ? WebAssembly.instantiateStreaming(it, imports) \
    : it.arrayBuffer().then((it) => WebAssembly.instantiate(it, imports)))";

/// Fails unless these are the parts that are known of this program.
pub fn expect(program: &str, made: &[PathBuf]) -> Result<()> {
    let files = if program == "widget" { WIDGET } else { APP };
    let begins = |file: &PathBuf, with| {
        file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(with))
    };
    let known = files.iter().all(|(with, _)| made.iter().any(|file| begins(file, *with)));
    if !known || made.len() != files.len() {
        bail!("{program} is not in the parts that its source makes, but in {made:?}");
    }
    Ok(())
}

/// One part.
struct Part {
    /// What it is called.
    kind: &'static str,
    /// Its file as the library names it.
    made: String,
    /// Where it lies.
    file: PathBuf,
}

/// The parts in `dist`.
pub struct Parts(Vec<Part>);

/// The names under which they are shipped, by what they are called.
pub struct Named(BTreeMap<&'static str, String>);

/// Takes the parts into `dist`, under the names by which the first part knows what they share.
pub fn take(workspace: &Workspace, dist: &Path, names: &mut Names, files: Files) -> Result<Parts> {
    let mut parts = Vec::new();
    let folder = split::folder(workspace)?;
    for file in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = file?.path();
        let made = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let known = files.iter().find(|(with, _)| made.starts_with(with));
        if let Some((_, kind)) = known.filter(|_| made.ends_with(".wasm")) {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            parts.push((*kind, made, bytes));
        }
    }
    // Always in the same order, so that names stay the same, too.
    parts.sort_by_key(|(kind, ..)| files.iter().position(|(_, known)| known == kind));
    if parts.len() != files.len() {
        bail!("the build left {} parts, not {}", parts.len(), files.len());
    }
    let mut taken = Vec::new();
    for (kind, made, bytes) in parts {
        let file = dist.join(format!("{kind}.wasm"));
        fs::write(&file, wasm::shorten(&bytes, names, |_| false)?)?;
        taken.push(Part { kind, made, file });
    }
    Ok(Parts(taken))
}

impl Parts {
    /// Where they lie.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().map(|part| &part.file)
    }

    /// Names the parts by what they hold, and writes the script that fetches them, which becomes a piece of the
    /// program's own, called `script`.
    pub fn link(
        self,
        workspace: &Workspace,
        dist: &Path,
        script: &str,
        names: &Names,
    ) -> Result<Named> {
        let link = split::folder(workspace)?.join(LINK);
        let link = fs::read_to_string(link).context("the build left no script of parts")?;
        let mut link = wasm::rename(&replaced(&link, STREAMED, WHOLE)?, names);
        link = replaced(&link, MAIN, &format!("./{script}"))?;
        let mut named = Named(BTreeMap::new());
        for Part { kind, made, file } in self.0 {
            let bytes = fs::read(&file)?;
            if kind == "door" {
                if bytes.len() > DOOR_MAX {
                    bail!(
                        "{} bytes of the late part are in no other: `split_rooms` in src/routes.rs no \
                         longer leads to all that `split_off` leads to",
                        bytes.len()
                    );
                }
                link = replaced(&link, &fetched(&made), &held(&bytes))?;
                fs::remove_file(file)?;
                continue;
            }
            let name = format!("{kind}-{}.wasm", Hash::of(&bytes).hex());
            fs::rename(&file, dist.join(&name))?;
            link = replaced(&link, &made, &name)?;
            named.0.insert(kind, name);
        }
        fs::write(dist.join(LINK), link)?;
        Ok(named)
    }
}

impl Named {
    /// Names the late part in the page; takes the script of parts away, which is in the program's by now.
    pub fn tell(&self, dist: &Path, html: &str) -> Result<String> {
        linked(dist)?;
        let late = self.0.get("late").map_or("", String::as_str);
        replaced(html, MARK, &MARK.replace("\"\"", &format!("\"{late}\"")))
    }

    /// The file of the part that goes with a sheet of style.
    pub fn with_sheet(&self, kind: &str) -> Option<&str> {
        self.0.get(kind).filter(|_| kind == "rooms").map(String::as_str)
    }
}

/// Takes the script of parts away, once it is in the program's.
pub fn linked(dist: &Path) -> Result<()> {
    fs::remove_file(dist.join(LINK)).context("the script of parts")
}

/// How the script fetches a part.
fn fetched(made: &str) -> String {
    format!("fetch(new URL(\"./{made}\", import.meta.url))")
}

/// The same for a part that the script holds itself.
fn held(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
    format!("Promise.resolve(new Response(new Uint8Array([{}])))", bytes.join(","))
}

/// The text with `new` in the place of `old`, which has to be there.
fn replaced(text: &str, old: &str, new: &str) -> Result<String> {
    if !text.contains(old) {
        bail!("there is no `{old}` to put `{new}` in its place");
    }
    Ok(text.replace(old, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_parts_than_are_known_are_refused() {
        let made = |names: &[&str]| -> Vec<PathBuf> {
            names.iter().map(|name| Path::new("split").join(name)).collect()
        };
        let three = ["split_late.wasm", "split_rooms.wasm", "chunk_3.wasm"];
        expect("picklive", &made(&three)).unwrap();
        expect("widget", &made(&["split_rest.wasm"])).unwrap();
        assert!(expect("widget", &made(&three)).is_err());
        assert!(expect("picklive", &made(&["split_late.wasm"])).is_err());
        assert!(expect("picklive", &made(&[&three[..], &["chunk_4.wasm"]].concat())).is_err());
    }

    #[test]
    fn a_door_stands_in_the_script() {
        let link = "const src = fetch(new URL(\"./split_late.wasm\", import.meta.url));";
        let link = replaced(link, &fetched("split_late.wasm"), &held(&[0, 97, 115])).unwrap();
        assert_eq!(link, "const src = Promise.resolve(new Response(new Uint8Array([0,97,115])));");
        assert!(replaced(&link, "fetch", "").is_err());
    }
}
