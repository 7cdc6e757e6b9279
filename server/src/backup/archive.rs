//! Reading an archive. Nothing of it is believed before all of it was looked at: every file is named by the
//! manifest, has the size and the digest that stand there, and lies where it may.

use std::{
    collections::HashSet,
    fs,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use sea_orm_migration::MigratorTrait;
use sha2::{Digest, Sha256};
use tar::{Archive, Entry, EntryType};

use super::manifest::{self, File, Manifest, Part, part};
use crate::db::migrations::Migrator;

/// An archive that was looked at as a whole.
#[derive(Debug)]
pub struct Checked {
    /// What it says about itself.
    pub manifest: Manifest,
    file: fs::File,
}

/// Looks at a whole archive.
///
/// # Errors
/// A sentence about the first thing that is wrong with it.
pub fn check(path: &Path) -> Result<Checked, String> {
    let at = path.display();
    let file = fs::File::open(path).map_err(|error| format!("{at}: {error}"))?;
    let checked = Checked { manifest: read(&file).map_err(|why| format!("{at}: {why}"))?, file };
    known(&checked.manifest).map_err(|why| format!("{at}: {why}"))?;
    Ok(checked)
}

impl Checked {
    /// The archive from its beginning.
    ///
    /// # Errors
    /// A sentence, when it cannot be read any more.
    pub fn open(&self) -> Result<Archive<&fs::File>, String> {
        open(&self.file)
    }
}

fn open(mut file: &fs::File) -> Result<Archive<&fs::File>, String> {
    file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
    Ok(Archive::new(file))
}

/// The manifest, if everything is as it says.
fn read(file: &fs::File) -> Result<Manifest, String> {
    let mut archive = open(file)?;
    let (mut found, mut names) = (Vec::new(), HashSet::new());
    let mut last = None;
    // Plain entries only: no long names, links or holes, which could claim what is not there.
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        if last.is_some() {
            return Err("there is something after its manifest".into());
        }
        let name = name(&entry)?;
        if !names.insert(name.clone()) {
            return Err(format!("it has {name} twice"));
        }
        if part(&name) == Some(Part::Manifest) {
            last = Some(manifest(&mut entry)?);
        } else {
            let (size, sha256) = digest(&mut entry).map_err(broken)?;
            if size != entry.size() {
                return Err(format!("it breaks off in {name}"));
            }
            found.push(File { name, size, sha256 });
        }
    }
    let manifest = last.ok_or("it is not whole: its manifest, which comes last, is missing")?;
    if let Some(odd) = manifest.files.iter().zip(&found).find(|(one, other)| one != other) {
        return Err(format!("{} is not what it was when the backup was made", odd.1.name));
    }
    if manifest.files.len() != found.len() {
        return Err("it has not the files that its manifest names".into());
    }
    Ok(manifest)
}

fn broken(error: std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "it breaks off".into(),
        _ => format!("it is no backup of a shop ({error})"),
    }
}

/// The name of an entry, if it is a plain file of a backup.
///
/// # Errors
/// A sentence, when it is not.
pub fn name<R: Read>(entry: &Entry<'_, R>) -> Result<String, String> {
    let name = String::from_utf8(entry.path_bytes().into_owned());
    let name = name.map_err(|_| "it has a name that is no text")?;
    let plain = entry.header().entry_type() == EntryType::Regular;
    if !plain || part(&name).is_none() {
        return Err(format!("{name:?} does not belong into a backup"));
    }
    Ok(name)
}

fn manifest<R: Read>(entry: &mut Entry<'_, R>) -> Result<Manifest, String> {
    if entry.size() > manifest::MOST {
        return Err("its manifest is too long".into());
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 != entry.size() {
        return Err("it breaks off in its manifest".into());
    }
    serde_json::from_slice(&bytes).map_err(|error| format!("its manifest cannot be read: {error}"))
}

/// The digest of bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(Sha256::digest(bytes).as_slice())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Size and digest of what is left to read.
pub fn digest(from: impl Read) -> std::io::Result<(u64, String)> {
    let mut summed = Summed::new(from);
    std::io::copy(&mut summed, &mut std::io::sink())?;
    Ok(summed.done())
}

/// Reads on, and knows size and digest of what was read.
pub struct Summed<R> {
    from: R,
    size: u64,
    hash: Sha256,
}

impl<R: Read> Summed<R> {
    /// Begins.
    pub fn new(from: R) -> Self {
        Self { from, size: 0, hash: Sha256::new() }
    }

    /// Size and digest so far.
    pub fn done(self) -> (u64, String) {
        (self.size, hexadecimal(self.hash.finalize().as_slice()))
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
}

/// Whether this program can use what the manifest describes.
fn known(manifest: &Manifest) -> Result<(), String> {
    if manifest.format > manifest::FORMAT {
        return Err("it was made by a newer version of picklive-server; use that version".into());
    }
    let steps = Migrator::migrations();
    let own = steps.iter().map(|step| step.name());
    let same = own.zip(&manifest.schema).all(|(own, theirs)| own == theirs);
    if !same || manifest.schema.len() > steps.len() {
        return Err(format!(
            "its database is of a newer version of picklive-server ({}); use that version",
            manifest.version
        ));
    }
    if manifest.schema.is_empty() {
        return Err("there is no shop in it".into());
    }
    let rows = manifest.tables.iter().map(|rows| manifest::rows_name(&rows.table));
    let files = manifest.files.iter().take(manifest.tables.len()).map(|file| &file.name);
    let tables = rows.eq(files.cloned());
    let more = manifest.files.iter().skip(manifest.tables.len());
    if !tables || more.clone().any(|file| !matches!(part(&file.name), Some(Part::Media(_)))) {
        return Err("its manifest contradicts itself".into());
    }
    Ok(())
}
