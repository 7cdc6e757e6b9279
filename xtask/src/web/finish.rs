//! What is done to Trunk's output: unused exports go, names between wasm and script become short, both are
//! made small, and each file is named by what it finally holds, since browsers keep it for a year.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::hash::Hash;
use crate::process::{command, pipe, run};
use crate::report::or;
use crate::wasm::{self, Names};
use crate::workspace::Workspace;

use super::{parts, player, sheets, texts};

/// What the compiler emits, named one by one: with all features on, wasm-opt writes what browsers refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Passes that make it smaller than `-Oz` alone, by a hundredth each. The lowest kilobyte of memory is the far
/// end of the stack, so no address that anything is read from lies there.
const PASSES: [&str; 7] =
    ["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--strip-producers"];

/// Classes that a library exports for streams, which the app has none of.
const UNWANTED: &str = "IntoUnderlying";
/// What the linker exports and nobody asks for.
const UNASKED: [&str; 2] = ["__data_end", "__heap_base"];

/// What opens the shop without a line; browsers look for it by this name again and again.
const WORKER: &str = "sw.js";

/// What to do when wasm-opt or esbuild fails.
const REMEDY: &str = "what it says itself stands above; both come from npm, so if one is missing or \
    broken delete node_modules and run `cargo xtask setup npm`";

/// Finishes the folder that Trunk left; `search` is the search path with the tools.
pub fn finish(workspace: &Workspace, dist: &Path, search: &OsStr) -> Result<()> {
    let (script, program, mut names) = shorten(dist)?;
    let parts = parts::take(workspace, dist, &mut names, parts::APP)?;
    for wasm in parts.files().chain([&program]) {
        optimise(wasm, search)?;
    }
    let named = parts.link(workspace, dist, &file_name(&script)?, &names)?;
    minify(&script, search)?;
    minify(&dist.join(WORKER), search)?;

    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("Trunk left no index.html")?;
    let html = player::name(dist, &named.tell(dist, &html)?)?;
    let mut html = name(dist, &program, &script, "app", html)?;
    // Where the app is installed is filled in by who serves it; from a plain folder it is the root.
    let (first, later) = sheets::part(&html)?;
    html = small_inline(&texts::name(dist, "", &first)?, search)?;
    for (kind, sheet) in later {
        html = sheets::write(dist, html, kind, &small("css", &sheet, search)?, &named)?;
    }
    let base = "<base href=\"./\">";
    if !html.contains(base) {
        bail!("index.html has no {base} to fill in");
    }
    fs::write(page, html.replacen(base, "<base href=\"/\">", 1))?;
    Ok(())
}

/// Makes the names between the script and the program in `dist` short; both, and those names.
pub fn shorten(dist: &Path) -> Result<(PathBuf, PathBuf, Names)> {
    let (script, program) = (only(dist, "js")?, only(dist, "wasm")?);
    let mut names = Names::new();
    let unwanted = |name: &str| {
        name.to_lowercase().contains(&UNWANTED.to_lowercase()) || UNASKED.contains(&name)
    };
    fs::write(&program, wasm::shorten(&fs::read(&program)?, &mut names, unwanted)?)?;
    let text = fs::read_to_string(&script)?;
    fs::write(&script, wasm::rename(&without_classes(&text), &names))?;
    Ok((script, program, names))
}

/// Makes a wasm file small.
pub fn optimise(wasm: &Path, search: &OsStr) -> Result<()> {
    let mut optimise = command("wasm-opt");
    optimise.args(PASSES).args(FEATURES).arg(wasm).arg("-o").arg(wasm);
    or(REMEDY, run(optimise.env("PATH", search)))
}

/// Makes a program's script small.
pub fn minify(script: &Path, search: &OsStr) -> Result<()> {
    bundle(script, "es2020", search)
}

/// Makes a script small, with what it imports in it, for browsers that know this much of the language.
pub fn bundle(script: &Path, target: &str, search: &OsStr) -> Result<()> {
    let mut bundle = command("esbuild");
    bundle
        .arg(script)
        .args(["--bundle", "--minify", "--charset=utf8", "--format=esm", "--log-level=warning"])
        .args([format!("--target={target}"), format!("--outfile={}", script.display())])
        .arg("--allow-overwrite");
    or(REMEDY, run(bundle.env("PATH", search)))
}

/// Names a program and its script by what they hold, behind `begin`, also in the page that this gives back.
pub fn name(
    dist: &Path,
    program: &Path,
    script: &Path,
    begin: &str,
    mut html: String,
) -> Result<String> {
    // The program first: its name stands in the script, too.
    for (file, kind) in [(program, "_bg"), (script, "")] {
        let old = file_name(file)?;
        let hash = Hash::of(&fs::read(file)?).hex();
        let new = format!("{begin}{kind}-{hash}.{}", extension(file));
        if !html.contains(&old) {
            bail!("the page does not name {old}");
        }
        html = html.replace(&old, &new);
        let text = fs::read_to_string(script)?;
        fs::write(script, text.replace(&old, &new))?;
        fs::rename(file, dist.join(new))?;
    }
    Ok(html)
}

/// Makes the sheet and the scripts that stand in the page small.
pub fn small_inline(html: &str, search: &OsStr) -> Result<String> {
    let kinds = [("<style>", "css"), ("<script>", "js"), ("<script type=\"module\">", "module")];
    let mut out = html.to_owned();
    for (open, kind) in kinds {
        let close = if kind == "css" { "</style>" } else { "</script>" };
        let mut done = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some((before, inside, after)) = sheets::element(rest, open, close)? {
            for part in [before, open, &small(kind, inside, search)?, close] {
                done.push_str(part);
            }
            rest = after;
        }
        done.push_str(rest);
        out = done;
    }
    Ok(out.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"))
}

/// Makes a sheet (`css`), a script (`js`) or a `module` small.
pub fn small(kind: &str, text: &str, search: &OsStr) -> Result<String> {
    let options = match kind {
        "css" => ["--loader=css", "--target=es2017"],
        "js" => ["--loader=js", "--target=es2017"],
        _ => ["--format=esm", "--target=es2022"],
    };
    let mut esbuild = command("esbuild");
    esbuild.args(["--minify", "--charset=utf8", "--log-level=warning"]).args(options);
    let small = or(REMEDY, pipe(esbuild.env("PATH", search), text.as_bytes()))?;
    Ok(String::from_utf8(small)?.trim().to_owned())
}

/// The one file with this ending, beside [`WORKER`].
fn only(folder: &Path, end: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = file?.path();
        if extension(&path) == end && !path.ends_with(WORKER) {
            found.push(path);
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        several => bail!("{} .{end} files in {}, not one", several.len(), folder.display()),
    }
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(OsStr::to_str).unwrap_or_default()
}

/// What a file is called.
pub fn file_name(file: &Path) -> Result<String> {
    let name = file.file_name().context("a file without a name")?;
    Ok(name.to_string_lossy().into_owned())
}

/// Takes the unwanted classes out of the script: each is an `export class` that ends with a brace at the
/// beginning of a line, a line for `Symbol.dispose`, and a statement for its finalisation.
fn without_classes(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    // How the last line of what is being left out is recognised.
    let mut last: Option<fn(&str) -> bool> = None;
    for line in script.lines() {
        if let Some(is_last) = last {
            last = last.filter(|_| !is_last(line));
        } else if line.starts_with("export class") && line.contains(UNWANTED) {
            last = Some(|line| line == "}");
        } else if line.starts_with("const") && line.contains(UNWANTED) {
            last = Some(|line| line.ends_with(");"));
        } else if line.starts_with(' ') || !line.contains(UNWANTED) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_goes_with_all_that_belongs_to_it() {
        let script = "let a;\nexport class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;\nlet b;\n\
            const IntoUnderlyingSinkFinalization = (x)\n    ? 1\n    : new F(ptr => 2);\nlet c;\n";
        assert_eq!(without_classes(script), "let a;\nlet b;\nlet c;\n");
    }
}
