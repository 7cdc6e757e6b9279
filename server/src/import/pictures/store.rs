//! Imported pictures in the media folder. A name is made of where a picture came from and what it was,
//! so a second import finds it again.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use picklive_contract::picture::Picture;
use sha2::{Digest, Sha256};

use super::shrink::Small;

/// The folder within the media folder.
const FOLDER: &str = "import";

/// A picture in the media folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Name of its file.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Stored {
    /// The picture as the contract tells it.
    pub fn told(&self, alt: Option<&str>) -> Picture {
        Picture {
            url: format!("/media/{FOLDER}/{}", self.name),
            width: Some(self.width),
            height: Some(self.height),
            alt: alt.map(Into::into),
        }
    }
}

/// The folder and what lay in it at the start.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// The newest file of each source.
    newest: HashMap<String, String>,
}

impl Store {
    /// Opens the store in a media folder, which is made if need be.
    ///
    /// # Errors
    /// A sentence, when that does not work.
    pub fn open(media: &Path) -> Result<Self, String> {
        let folder = media.join(FOLDER);
        let failed = |error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut newest = HashMap::<String, (SystemTime, String)>::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((source, _)) = name.split_once('-') else { continue };
            let at =
                entry.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            let source = source.to_owned();
            if newest.get(&source).is_none_or(|(before, _)| *before <= at) {
                newest.insert(source, (at, name));
            }
        }
        let newest = newest.into_iter().map(|(source, (_, name))| (source, name)).collect();
        Ok(Self { folder, newest })
    }

    /// The picture of a source, if an earlier import brought it.
    pub fn find(&self, source: &str) -> Option<Stored> {
        self.stored(self.newest.get(&short(source.as_bytes()))?.clone())
    }

    /// The picture of a source, if an earlier import brought it from the very same bytes.
    pub fn same(&self, source: &str, bytes: &[u8]) -> Option<Stored> {
        let name = base(source, bytes);
        ["jpg", "webp"].iter().find_map(|ending| self.stored(format!("{name}.{ending}")))
    }

    /// Keeps the picture of a source that came as `bytes`.
    ///
    /// # Errors
    /// A sentence, when the file cannot be written.
    pub fn put(&self, source: &str, bytes: &[u8], small: &Small) -> Result<Stored, String> {
        let name = format!("{}.{}", base(source, bytes), small.ending);
        let (draft, whole) = (self.folder.join(format!(".{name}")), self.folder.join(&name));
        let written = fs::write(&draft, &small.bytes).and_then(|()| fs::rename(&draft, &whole));
        written.map_err(|error| format!("{}: {error}", whole.display()))?;
        Ok(Stored { name, width: small.width, height: small.height })
    }

    fn stored(&self, name: String) -> Option<Stored> {
        let (width, height) = image::image_dimensions(self.folder.join(&name)).ok()?;
        Some(Stored { name, width, height })
    }
}

fn base(source: &str, bytes: &[u8]) -> String {
    format!("{}-{}", short(source.as_bytes()), short(bytes))
}

/// 64 bits of a hash, as 16 digits.
fn short(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
