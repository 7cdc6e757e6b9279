//! A fingerprint of files, to know what has changed since the last time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// FNV-1a over 64 bits. It tells versions of our own files apart; it guards nothing.
pub struct Hash(u64);

impl Hash {
    /// The hash of nothing.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// The hash of one piece of data.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = Self::new();
        hash.add(bytes);
        hash
    }

    /// Takes in more data; its length too, so that pieces cannot run together.
    pub fn add(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes in the name and the content of a file, or of every file in a folder. What does not
    /// exist counts as nothing, so its appearance is a change.
    pub fn add_path(&mut self, path: &Path) -> Result<()> {
        for file in files_under(path)? {
            self.add(file.as_os_str().as_encoded_bytes());
            self.add(&fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
        }
        Ok(())
    }

    /// Sixteen hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Every file in a folder and below, sorted; the path itself when it is a file.
pub fn files_under(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_file() {
            found.push(path);
        } else if path.is_dir() {
            for entry in
                fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))?
            {
                open.push(entry?.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_do_not_run_together() {
        let mut one = Hash::new();
        one.add(b"ab");
        one.add(b"c");
        let mut other = Hash::new();
        other.add(b"a");
        other.add(b"bc");
        assert_ne!(one.hex(), other.hex());
        assert_eq!(Hash::of(b"abc").hex(), Hash::of(b"abc").hex());
    }
}
