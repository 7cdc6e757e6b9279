//! `.br` and `.gz` beside every file that shrinks, so that no server compresses on the way.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::hash::{Hash, files_under};
use crate::report;

const COMPRESSIBLE: [&str; 11] =
    ["css", "html", "ico", "js", "json", "map", "mjs", "svg", "txt", "wasm", "webmanifest"];

/// Writes the compressed files of `dist`. What was compressed before is taken from `memory`,
/// where it lies by the hash of its content.
pub fn compress(dist: &Path, memory: &Path) -> Result<()> {
    fs::create_dir_all(memory).with_context(|| format!("creating {}", memory.display()))?;
    let files: Vec<PathBuf> = files_under(dist)?
        .into_iter()
        .filter(|file| extension(file).is_some_and(|end| COMPRESSIBLE.contains(&end)))
        .collect();
    let known = |file: &Path| -> Result<(Vec<u8>, PathBuf)> {
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        let kept = memory.join(Hash::of(&bytes).hex());
        Ok((bytes, kept))
    };
    let mut new = Vec::new();
    for file in &files {
        let (bytes, kept) = known(file)?;
        if !kept.with_extension("gz").is_file() {
            new.push((bytes, kept));
        }
    }
    if !new.is_empty() {
        report::step(&format!("compressing {} files", new.len()), || {
            for (bytes, kept) in &new {
                fs::write(kept.with_extension("br"), brotli(bytes)?)?;
                fs::write(kept.with_extension("gz"), gzip(bytes)?)?;
            }
            Ok(())
        })?;
    }
    let mut used = Vec::new();
    for file in &files {
        let (_, kept) = known(file)?;
        for end in ["br", "gz"] {
            let mut beside = file.as_os_str().to_owned();
            beside.push(".");
            beside.push(end);
            fs::copy(kept.with_extension(end), &beside)?;
            used.push(kept.with_extension(end));
        }
    }
    for old in files_under(memory)?.iter().filter(|old| !used.contains(old)) {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// Brotli at its strongest.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut input = bytes;
    brotli::BrotliCompress(&mut input, &mut out, &parameters).context("compressing by brotli")?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn extension(file: &Path) -> Option<&str> {
    file.extension().and_then(OsStr::to_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_get_their_compressed_forms_and_the_memory_forgets_what_is_gone() {
        let folder = std::env::temp_dir().join(format!("xtask-compress-{}", std::process::id()));
        let (dist, memory) = (folder.join("dist"), folder.join("memory"));
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("a.css"), "a { color: red }").unwrap();
        fs::write(dist.join("b.webp"), "no text").unwrap();
        compress(&dist, &memory).unwrap();
        assert!(dist.join("a.css.br").is_file() && dist.join("a.css.gz").is_file());
        assert!(!dist.join("b.webp.br").exists());
        fs::write(dist.join("a.css"), "a { color: blue }").unwrap();
        compress(&dist, &memory).unwrap();
        assert_eq!(files_under(&memory).unwrap().len(), 2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn brotli_shrinks_and_comes_back() {
        let text = "a morning page ".repeat(50);
        let small = brotli(text.as_bytes()).unwrap();
        assert!(small.len() < 60, "{}", small.len());
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut small.as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }
}
