//! Making a backup while the shop runs: the rows as they are at one moment, then the pictures, to a
//! file of another name, which is looked at as a whole before it gets its own.

use std::{
    fs,
    io::{BufWriter, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use sea_orm::DbErr;
use tar::{Builder, EntryType, Header};

use super::{
    Tell,
    archive::{Summed, check},
    manifest::{FORMAT, File, Manifest, NAME, Rows, is_inside, media_name, rows_name},
    tables,
};
use crate::{AppState, orders::snapshot, random};

/// Makes a backup of the shop at `to`.
///
/// # Errors
/// A sentence; nothing is left then.
pub async fn keep(state: &AppState, to: &Path, tell: Tell<'_>) -> Result<Manifest, String> {
    let taken = || format!("{} is there already; a backup replaces nothing", to.display());
    if to.symlink_metadata().is_ok() {
        return Err(taken());
    }
    let draft = Draft::beside(to)?;
    let written = write(state, &draft, tell).await?;
    tell("looking at it once more");
    if check(&draft.archive)?.manifest != written {
        return Err("what was written is not what was to be written; is the disk well?".into());
    }
    // A second name, which is refused when somebody else has taken it meanwhile.
    match fs::hard_link(&draft.archive, to) {
        // Not every disk gives a file two names.
        Err(_) if to.symlink_metadata().is_err() => fs::rename(&draft.archive, to),
        done => done,
    }
    .map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(),
        _ => format!("{}: {error}", to.display()),
    })?;
    sync_folder(to)?;
    Ok(written)
}

/// Files under other names, removed when it goes.
struct Draft {
    archive: PathBuf,
    rows: PathBuf,
}

impl Draft {
    fn beside(to: &Path) -> Result<Self, String> {
        let name = to.file_name().ok_or_else(|| format!("{} is no file", to.display()))?;
        let name = format!(".{}.{}", name.to_string_lossy(), random::id());
        let archive = to.with_file_name(format!("{name}.partial"));
        Ok(Self { archive, rows: to.with_file_name(format!("{name}.rows")) })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.archive);
        let _ = fs::remove_file(&self.rows);
    }
}

/// A new file that only its owner reads.
pub fn create(path: &Path) -> Result<fs::File, String> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Has the name of a file reach the disk.
pub fn sync_folder(of: &Path) -> Result<(), String> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| format!("{}: {error}", folder.display()))
}

async fn write(state: &AppState, draft: &Draft, tell: Tell<'_>) -> Result<Manifest, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", draft.archive.display());
    let mut builder = Builder::new(BufWriter::new(create(&draft.archive)?));
    let mut manifest = rows(state, draft, &mut builder, tell).await?;
    let pictures = pictures(&state.config.media, tell)?;
    for (count, (name, path)) in pictures.iter().enumerate() {
        // Removed since it was listed: then no row of the shop's moment needs it.
        let Ok(picture) = fs::File::open(path) else { continue };
        let size = picture.metadata().map_err(failed)?.len();
        manifest.files.push(append(&mut builder, name, size, picture)?);
        if (count + 1) % 1_000 == 0 {
            tell(&format!("pictures: {} of {}", count + 1, pictures.len()));
        }
    }
    tell(&format!("pictures: {}", manifest.files.len() - manifest.tables.len()));
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
    append(&mut builder, NAME, text.len() as u64, &text[..])?;
    let mut whole = builder.into_inner().map_err(failed)?;
    whole.flush().map_err(failed)?;
    whole.get_ref().sync_all().map_err(failed)?;
    Ok(manifest)
}

/// Writes the rows of all tables and begins the manifest.
async fn rows(
    state: &AppState,
    draft: &Draft,
    builder: &mut Builder<impl Write>,
    tell: Tell<'_>,
) -> Result<Manifest, String> {
    let failed = |error: DbErr| format!("the database cannot be read: {error}");
    let moment = snapshot::begin(&state.db).await.map_err(|error| error.to_string())?;
    let mut manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: state.clock.now(),
        schema: tables::steps(&moment).await.map_err(failed)?,
        tables: Vec::new(),
        files: Vec::new(),
    };
    let mut spool = create(&draft.rows)?;
    for table in tables::all(&moment).await.map_err(failed)? {
        let broken = |error: std::io::Error| format!("{}: {error}", draft.rows.display());
        spool.set_len(0).and_then(|()| spool.rewind()).map_err(broken)?;
        let mut to = BufWriter::new(&mut spool);
        let rows = table.write(&moment, &mut to, tell).await?;
        to.flush().map_err(broken)?;
        drop(to);
        tell(&format!("{}: {rows} rows", table.name));
        let size = spool.seek(SeekFrom::End(0)).map_err(broken)?;
        spool.rewind().map_err(broken)?;
        manifest.files.push(append(builder, &rows_name(&table.name), size, &mut spool)?);
        let columns = table.columns.into_iter().map(|column| column.name).collect();
        manifest.tables.push(Rows { table: table.name, columns, rows });
    }
    moment.rollback().await.map_err(failed)?;
    Ok(manifest)
}

fn append(
    builder: &mut Builder<impl Write>,
    name: &str,
    size: u64,
    from: impl Read,
) -> Result<File, String> {
    let failed = |error: std::io::Error| format!("{name} cannot be written: {error}");
    let mut header = Header::new_ustar();
    header.set_path(name).map_err(failed)?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    let mut summed = Summed::new(from.take(size));
    builder.append(&header, &mut summed).map_err(failed)?;
    let (read, sha256) = summed.done();
    if read != size {
        return Err(format!("{name} became shorter while it was read"));
    }
    Ok(File { name: name.into(), size, sha256 })
}

/// The pictures of the media folder, by their names in the archive. What an import has not finished begins
/// with a dot; what is no plain file is no picture.
///
/// # Errors
/// A sentence, when the folder cannot be read.
pub fn pictures(media: &Path, tell: Tell<'_>) -> Result<Vec<(String, PathBuf)>, String> {
    let (mut found, mut folders) = (Vec::new(), vec![(String::new(), media.to_owned())]);
    while let Some((inside, folder)) = folders.pop() {
        let failed = |error| format!("{}: {error}", folder.display());
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let (kind, name) = (entry.file_type().map_err(failed)?, entry.file_name());
            let name = name.to_str().map(|name| format!("{inside}{name}"));
            match name.filter(|name| is_inside(name)) {
                Some(name) if kind.is_dir() => folders.push((format!("{name}/"), entry.path())),
                Some(name) if kind.is_file() => found.push((media_name(&name), entry.path())),
                _ => tell(&format!("left out: {}", entry.path().display())),
            }
        }
    }
    found.sort();
    Ok(found)
}
