//! What a backup says about itself.

use std::path::{Component, Path};

use picklive_contract::UnixMillis;
use serde::{Deserialize, Serialize};

/// The form of archives that this program writes and reads.
pub const FORMAT: u32 = 1;
/// The manifest's name in the archive.
pub const NAME: &str = "manifest.json";
/// Longest manifest, in bytes.
pub const MOST: u64 = 64 * 1024 * 1024;
/// Folder of rows in the archive.
const ROWS: &str = "rows/";
/// Folder of pictures in the archive.
const MEDIA: &str = "media/";
/// Longest name that the plain form of the archive holds, in bytes, folders and file; of its last part.
const NAME_MOST: (usize, usize) = (200, 100);

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of the program that made it.
    pub version: String,
    /// The moment of the rows.
    pub made_at: UnixMillis,
    /// Steps of the schema, oldest first.
    pub schema: Vec<String>,
    /// Tables in the order in which their rows can be written.
    pub tables: Vec<Rows>,
    /// Every other file of the archive, in its order.
    pub files: Vec<File>,
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The table.
    pub table: String,
    /// Names of the values of each row.
    pub columns: Vec<String>,
    /// How many there are.
    pub rows: u64,
}

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name there.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// What a file of the archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Rows of this table.
    Rows(&'a str),
    /// A picture at this path in the media folder.
    Media(&'a str),
    /// The manifest.
    Manifest,
}

/// The name of a table's rows in the archive.
pub fn rows_name(table: &str) -> String {
    format!("{ROWS}{table}.jsonl")
}

/// The name of a picture in the archive; `path` is within the media folder, with `/` between folders.
pub fn media_name(path: &str) -> String {
    format!("{MEDIA}{path}")
}

/// What a name in an archive stands for; `None` for one that no backup has, above all one that leads out of
/// its folder.
pub fn part(name: &str) -> Option<Part<'_>> {
    if name == NAME {
        return Some(Part::Manifest);
    }
    if let Some(table) = name.strip_prefix(ROWS) {
        let table = table.strip_suffix(".jsonl")?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        return (!table.is_empty() && table.chars().all(plain)).then_some(Part::Rows(table));
    }
    let path = name.strip_prefix(MEDIA)?;
    is_inside(path).then_some(Part::Media(path))
}

/// Whether a path stays in the folder it is meant for, and fits into an archive.
pub fn is_inside(path: &str) -> bool {
    let normal = |part: Component<'_>| matches!(part, Component::Normal(_));
    let last = path.rsplit('/').next().unwrap_or(path);
    !path.is_empty()
        && path.len() <= NAME_MOST.0
        && last.len() <= NAME_MOST.1
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && Path::new(path).components().all(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(part("rows/orders.jsonl"), Some(Part::Rows("orders")));
        assert_eq!(part("media/import/a-b.webp"), Some(Part::Media("import/a-b.webp")));
        assert_eq!(part("manifest.json"), Some(Part::Manifest));
        for bad in [
            "",
            "orders.jsonl",
            "rows/.jsonl",
            "rows/../x.jsonl",
            "rows/a\"b.jsonl",
            "media/",
            "media/../../etc/passwd",
            "media//etc/passwd",
            "media/a/../../b",
            "media/./a",
            "media/.hidden",
            "media/a\\b",
            "media/a\0",
            "/media/a",
            "/etc/passwd",
            "other/a",
            "manifest.json/a",
        ] {
            assert_eq!(part(bad), None, "{bad}");
        }
        assert_eq!(part(&format!("media/{}", "x".repeat(101))), None);
    }
}
