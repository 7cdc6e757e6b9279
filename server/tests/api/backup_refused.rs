//! What is no backup is refused with a sentence, before anything is touched.

use std::{
    fs,
    path::{Path, PathBuf},
};

use picklive_server::backup::{archive::sha256, manifest::Manifest};
use serde_json::{Value, json};
use tar::{Archive, Builder, EntryType, Header};

use crate::{
    backup::{Place, files, kept, shop},
    support::Server,
};

/// The entries of an archive.
fn entries(file: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = Archive::new(fs::File::open(file).unwrap());
    let read = |entry: std::io::Result<tar::Entry<'_, fs::File>>| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        (name, bytes)
    };
    archive.entries().unwrap().map(read).collect()
}

/// Writes an archive, whatever the names are.
fn pack(to: &Path, entries: &[(String, Vec<u8>)], kind: EntryType) {
    let mut builder = Builder::new(fs::File::create(to).unwrap());
    for (name, bytes) in entries {
        let mut header = Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_entry_type(if name.starts_with("media/") { kind } else { EntryType::Regular });
        header.set_cksum();
        builder.append(&header, &bytes[..]).unwrap();
    }
    builder.finish().unwrap();
}

/// A shop with a backup.
pub struct Made {
    pub server: Server,
    pub file: PathBuf,
    pub manifest: Manifest,
    entries: Vec<(String, Vec<u8>)>,
}

impl Made {
    pub async fn new() -> Self {
        let server = shop().await;
        let file = server.folder().join("shop.tar");
        let manifest = kept(&server.state, &file).await;
        let entries = entries(&file);
        Self { server, file, manifest, entries }
    }

    /// The archive with other entries.
    fn with(&self, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> PathBuf {
        let (mut entries, to) = (self.entries.clone(), self.server.folder().join("changed.tar"));
        change(&mut entries);
        pack(&to, &entries, EntryType::Regular);
        to
    }

    /// The archive with another manifest, whose digests are made to fit when they are of rows.
    fn with_manifest(&self, change: impl FnOnce(&mut Value)) -> PathBuf {
        self.with(|entries| {
            let last = &mut entries.last_mut().unwrap().1;
            let mut manifest = serde_json::from_slice(last).unwrap();
            change(&mut manifest);
            *last = serde_json::to_vec(&manifest).unwrap();
        })
    }

    /// The archive with other rows of a table, and a manifest that knows them.
    pub fn with_rows(&self, table: &str, change: impl FnOnce(&mut String)) -> PathBuf {
        let name = format!("rows/{table}.jsonl");
        self.with(|entries| {
            let rows = &mut entries.iter_mut().find(|entry| entry.0 == name).unwrap().1;
            let mut text = String::from_utf8(rows.clone()).unwrap();
            change(&mut text);
            *rows = text.into_bytes();
            let (size, lines) = (rows.len(), rows.iter().filter(|byte| **byte == b'\n').count());
            let digest = sha256(rows);
            let last = &mut entries.last_mut().unwrap().1;
            let mut manifest: Manifest = serde_json::from_slice(last).unwrap();
            let file = manifest.files.iter_mut().find(|file| file.name == name).unwrap();
            (file.size, file.sha256) = (size as u64, digest);
            let rows = manifest.tables.iter_mut().find(|rows| rows.table == table).unwrap();
            rows.rows = lines as u64;
            *last = serde_json::to_vec(&manifest).unwrap();
        })
    }
}

/// What a place says that refuses an archive; nothing is there then.
async fn refused(file: &Path) -> String {
    let place = Place::empty().await;
    let why = place.put_back(file, false).await.unwrap_err();
    assert_eq!(files(&place.database.folder), [], "{why}");
    why
}

#[tokio::test]
async fn a_backup_that_is_not_whole_or_not_its_own_is_refused() {
    let made = Made::new().await;
    let folder = made.server.folder();
    let whole = fs::read(&made.file).unwrap();
    let short = folder.join("short.tar");
    for length in [0, 100, 512, 3_000, whole.len() / 2, whole.len() - 2_048, whole.len() - 1_536] {
        fs::write(&short, &whole[..length]).unwrap();
        let why = refused(&short).await;
        assert!(why.contains("whole") || why.contains("breaks off") || why.contains("no backup"));
    }
    fs::write(&short, "nothing of the kind, but long enough to be looked at ".repeat(40)).unwrap();
    assert!(refused(&short).await.contains("is no backup of a shop"));
    assert!(refused(&folder.join("none.tar")).await.contains("none.tar"));
    // One bit of a picture, and one of a row.
    let found = |part: &[u8]| whole.windows(part.len()).position(|at| at == part).unwrap();
    for at in [found(&[7, 7, 7, 7]), found(b"[\"shop\",") + 2] {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 1;
        fs::write(&short, &spoilt).unwrap();
        assert!(refused(&short).await.contains("is not what it was"), "{at}");
    }
    let twice = made.with(|entries| entries.insert(0, entries[0].clone()));
    assert!(refused(&twice).await.contains("twice"));
    let after = made.with(|entries| entries.push(("media/x.jpg".into(), vec![1])));
    assert!(refused(&after).await.contains("after its manifest"));
    let less = made.with(|entries| drop(entries.remove(0)));
    assert!(refused(&less).await.contains("is not what it was"));
}

#[tokio::test]
async fn no_name_leads_out_of_its_folder_and_nothing_but_files_is_taken() {
    let made = Made::new().await;
    for name in ["media/../../out.jpg", "../out", "/out", "media/a/../b", "rows/../x.jsonl", "x"] {
        let file = made.with(|entries| entries.insert(0, (name.into(), vec![1])));
        assert!(refused(&file).await.contains("does not belong"), "{name}");
    }
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::GNUSparse,
        EntryType::GNULongName,
        EntryType::XHeader,
    ] {
        let to = made.server.folder().join("kind.tar");
        pack(&to, &made.entries, kind);
        assert!(refused(&to).await.contains("does not belong"), "{kind:?}");
    }
    // A size that is claimed and not there.
    let to = made.server.folder().join("huge.tar");
    let mut header = Header::new_ustar();
    header.set_path("media/huge.jpg").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    fs::write(&to, header.as_bytes()).unwrap();
    assert!(refused(&to).await.contains("breaks off"));
}

#[tokio::test]
async fn a_backup_of_a_newer_version_is_left_to_that_version() {
    let made = Made::new().await;
    let newer = made.with_manifest(|manifest| {
        manifest["schema"].as_array_mut().unwrap().push(json!("m9999_later"));
    });
    assert!(refused(&newer).await.contains("newer version"));
    let newer = made.with_manifest(|manifest| manifest["format"] = json!(2));
    assert!(refused(&newer).await.contains("newer version"));
    let other = made.with_manifest(|manifest| manifest["tables"][0]["table"] = json!("nonsense"));
    assert!(refused(&other).await.contains("contradicts itself"));
    let none = made.with_manifest(|manifest| manifest["schema"] = json!([]));
    assert!(refused(&none).await.contains("no shop"));
}

#[tokio::test]
async fn rows_that_no_shop_can_have_are_refused_as_a_whole() {
    let made = Made::new().await;
    for (table, from, to) in [
        // Units in two places, an order of nobody, a number that is none, too few values, no row at all.
        ("variants", ",500,", ",-500,"),
        ("order_lines", "[\"", "[\"of-no-order-"),
        ("orders", "true", "\"true\""),
        ("settings", "[\"shop\",", "["),
        ("settings", "[\"shop\"", "\"shop\""),
    ] {
        let file = made.with_rows(table, |text| *text = text.replacen(from, to, 1));
        let why = refused(&file).await;
        assert!(why.contains(table) || why.contains("not sound"), "{table}: {why}");
    }
    let fewer = made.with_manifest(|manifest| manifest["tables"][0]["rows"] = json!(77));
    assert!(refused(&fewer).await.contains("77"));
}
