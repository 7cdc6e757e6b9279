//! A folder of pictures that the merchant has, by the names in the list.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

/// The files of a folder.
#[derive(Debug)]
pub struct Folder {
    exact: HashMap<String, PathBuf>,
    alike: HashMap<String, PathBuf>,
}

impl Folder {
    /// Lists a folder (not the folders in it).
    ///
    /// # Errors
    /// A sentence, when it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let failed = |error| format!("--images {}: {error}", folder.display());
        let (mut exact, mut alike) = (HashMap::new(), HashMap::new());
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.is_file() {
                alike.insert(plain(name), path.clone());
                exact.insert(name.to_owned(), path);
            }
        }
        Ok(Self { exact, alike })
    }

    /// The file that an address or a name means: the same name, or the same but for capitals, a query
    /// and `@2x`.
    pub fn find(&self, source: &str) -> Option<&Path> {
        let last = |source: &str| source.rsplit('/').next().unwrap_or_default().to_owned();
        let whole = last(source);
        let bare = last(source.split(['?', '#']).next().unwrap_or_default());
        let exact = self.exact.get(&whole).or_else(|| self.exact.get(&bare));
        exact.or_else(|| self.alike.get(&plain(&bare))).map(PathBuf::as_path)
    }
}

/// A name without what does not matter.
fn plain(name: &str) -> String {
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let name = name.replace("%20", " ").replace("%40", "@").to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let stem = stem.strip_suffix("@2x").or_else(|| stem.strip_suffix("@3x")).unwrap_or(stem);
    let ending = if ending == "jpeg" { "jpg" } else { ending };
    format!("{stem}.{ending}")
}

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// A sentence, when it is larger or cannot be read.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, String> {
    let failed = |error| format!("{}: {error}", path.display());
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > most {
        return Err(format!("{} is larger than {} MB", path.display(), most / (1024 * 1024)));
    }
    Ok(bytes)
}
