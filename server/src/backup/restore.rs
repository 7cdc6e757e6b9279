//! Putting a backup back. The archive is looked at as a whole first; then everything is written beside what
//! is there, and one last step makes it the shop. Whatever ends the work before that step leaves the shop as
//! it was, and whatever ends it after leaves the new one whole.

use std::{
    collections::HashSet,
    fs,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use picklive_contract::UnixMillis;

use super::{
    Tell,
    archive::{self, Checked, Summed, check},
    keep::{self, create, sync_folder},
    manifest::{Manifest, Part, part},
    postgres, sqlite,
};
use crate::{db::connect::is_postgres, random};

/// Where a backup is put back to.
#[derive(Clone, Debug)]
pub struct Target {
    /// SQLite file, or `postgres://…`
    pub data: String,
    /// The media folder.
    pub media: PathBuf,
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup says about itself.
    pub manifest: Manifest,
    /// Where the rows are that were there before.
    pub kept: Option<String>,
}

/// Puts a backup back. What is there is kept aside with `replace`, and refused without.
///
/// # Errors
/// A sentence; the shop is as it was then.
pub async fn restore(
    from: &Path,
    target: &Target,
    replace: bool,
    now: UnixMillis,
    tell: Tell<'_>,
) -> Result<Restored, String> {
    tell("looking at the whole backup");
    let backup = check(from)?;
    if !replace && has_others(&target.media, &backup.manifest)? {
        return Err(not_empty(&format!("the folder {}", target.media.display())));
    }
    let aside = format!("before-{}", now.to_rfc3339().replace([':', '.'], "-"));
    let kept = match is_postgres(&target.data) {
        true => postgres::restore(&backup, target, replace, &aside, tell).await?,
        false => sqlite::restore(&backup, target, replace, &aside, tell).await?,
    };
    if replace && let Err(why) = set_aside(target, &backup.manifest, &aside) {
        tell(&format!("pictures of the shop before are still among those of the backup: {why}"));
    }
    Ok(Restored { manifest: backup.manifest, kept })
}

/// Puts the pictures that only the shop before had beside the folder, now that the backup is the shop. Ended
/// before that, they lie among the others and do no harm.
fn set_aside(target: &Target, manifest: &Manifest, aside: &str) -> Result<(), String> {
    let own: HashSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    let kept = beside(target, aside);
    for (name, path) in keep::pictures(&target.media, &|_| ())? {
        let Some(Part::Media(inside)) = part(&name).filter(|_| !own.contains(name.as_str())) else {
            continue;
        };
        let moved = move_file(&path, &kept.join(inside));
        moved.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Where pictures are kept that are not the backup's: never in the folder itself, however it is written.
fn beside(target: &Target, aside: &str) -> PathBuf {
    let media = match target.media.file_name() {
        Some(_) => target.media.clone(),
        // As `.`, say.
        None => target.media.canonicalize().unwrap_or_else(|_| target.media.clone()),
    };
    let mut name = media.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{aside}"));
    media.with_file_name(name)
}

/// Moves a file, to another disk too: the media folder may be one.
fn move_file(from: &Path, to: &Path) -> std::io::Result<()> {
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            fs::copy(from, to)?;
            fs::remove_file(from)
        }
        done => done,
    }
}

/// A sentence about what is in the way.
pub fn not_empty(what: &str) -> String {
    format!("{what} is not empty; --replace keeps it aside and puts the backup in its place")
}

/// Whether a folder has pictures that are not the backup's. Those that are may come from a try before.
fn has_others(folder: &Path, manifest: &Manifest) -> Result<bool, String> {
    let own: HashSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    let there = keep::pictures(folder, &|_| ())?;
    Ok(there.iter().any(|(name, _)| !own.contains(name.as_str())))
}

/// Puts the pictures into the media folder, among those of the shop before, which needs them until the last step;
/// one that differs is kept aside beside the folder.
///
/// # Errors
/// A sentence.
pub fn pictures(
    backup: &Checked,
    target: &Target,
    aside: &str,
    tell: Tell<'_>,
) -> Result<(), String> {
    let broken = |error: std::io::Error| format!("the backup cannot be read: {error}");
    let kept = beside(target, aside);
    let (mut count, mut archive) = (0, backup.open()?);
    let mut files = backup.manifest.files.iter();
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let entry = entry.map_err(broken)?;
        let (name, file) = (archive::name(&entry)?, files.next());
        let Some(Part::Media(path)) = part(&name) else { continue };
        let Some(file) = file.filter(|file| file.name == name) else {
            return Err("the backup changed while it was read".into());
        };
        let whole = target.media.join(path);
        let is_there = fs::File::open(&whole).and_then(archive::digest);
        if !is_there.is_ok_and(|(_, sha256)| sha256 == file.sha256) {
            picture(entry, &file.sha256, &whole, &kept.join(path))?;
        }
        count += 1;
        if count % 1_000 == 0 {
            tell(&format!("pictures: {count} so far"));
        }
    }
    tell(&format!("pictures: {count}"));
    Ok(())
}

/// Writes one picture under another name, and gives it its own once it is whole.
fn picture(from: impl Read, sha256: &str, whole: &Path, kept: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", whole.display());
    whole.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
    let draft = whole.with_file_name(format!(".{}", random::id()));
    let written = (|| {
        let (mut to, mut from) = (create(&draft)?, Summed::new(from));
        std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(failed)?;
        if from.done().1 != sha256 {
            return Err("the backup changed while it was read".into());
        }
        // Pictures are for everybody, and the server may be somebody else on this machine.
        readable(&draft).map_err(failed)?;
        if whole.symlink_metadata().is_ok() {
            move_file(whole, kept).map_err(failed)?;
        }
        fs::rename(&draft, whole).map_err(failed)?;
        sync_folder(whole)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{env, fs, path::Path};

    use super::move_file;
    use crate::random;

    #[test]
    fn a_picture_is_moved_to_another_disk() {
        // Linux keeps this one in memory.
        let other = Path::new("/dev/shm").join(random::id());
        let here = env::temp_dir().join(random::id());
        fs::create_dir_all(&other).unwrap();
        let (from, to) = (other.join("cup.webp"), here.join("aside/cup.webp"));
        fs::write(&from, b"a cup").unwrap();
        move_file(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"a cup");
        assert!(!from.exists());
        fs::remove_dir_all(&other).unwrap();
        fs::remove_dir_all(&here).unwrap();
    }
}
