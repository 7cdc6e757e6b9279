//! What fails costs nothing: neither the shop that is there nor a second try.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use picklive_server::{
    AppState,
    backup::{self, restore::Target},
    db::entities::product,
};
use sea_orm::EntityTrait;

use crate::{
    backup::{Place, files, same},
    backup_refused::Made,
    support::{NOON, fixtures},
};

#[tokio::test]
async fn whatever_fails_leaves_the_shop_that_is_there_as_it_was() {
    let made = Made::new().await;
    let place = Place::empty().await;
    assert_eq!(place.put_back(&made.file, false).await, Ok(None));
    let before = place.kept("before.tar").await;
    let bad = made.with_rows("variants", |text| *text = text.replacen(",500,", ",-500,", 1));
    place.put_back(&bad, true).await.unwrap_err();
    let why = place.put_back(&made.file, false).await.unwrap_err();
    assert!(why.contains("is not empty") && why.contains("--replace"), "{why}");
    let after = place.kept("after.tar").await;
    assert_eq!(after.files, before.files);
    let odd = |(path, _): &(PathBuf, Vec<u8>)| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with('.') || name.contains("before-")
    };
    assert!(!files(&place.database.folder).iter().any(odd), "nothing is left lying about");
}

#[tokio::test]
async fn a_backup_that_fails_leaves_no_file() {
    let made = Made::new().await;
    let tell = |_: &str| ();
    let to = made.server.folder().join("no-such-folder/shop.tar");
    backup::keep(&made.server.state, &to, &tell).await.unwrap_err();
    let before = files(made.server.folder()).len();
    let why = backup::keep(&made.server.state, &made.file, &tell).await.unwrap_err();
    assert!(why.contains("is there already"), "{why}");
    // Somebody takes the name while it is being written.
    let to = made.server.folder().join("late.tar");
    let taken = |line: &str| {
        if line.starts_with("pictures") {
            fs::write(&to, "mine").unwrap();
        }
    };
    let why = backup::keep(&made.server.state, &to, &taken).await.unwrap_err();
    assert!(why.contains("is there already"), "{why}");
    assert_eq!(fs::read_to_string(&to).unwrap(), "mine");
    assert_eq!(files(made.server.folder()).len(), before + 1);
}

#[tokio::test]
async fn a_restore_that_is_killed_can_be_done_again() {
    let made = Made::new().await;
    for line in ["looking at", "orders:", "variants:", "pictures:"] {
        let place = Place::empty().await;
        let media = place.target.media.display().to_string();
        let mut child = Command::new(env!("CARGO_BIN_EXE_picklive-server"))
            .args(["restore", &made.file.display().to_string(), "--data", &place.target.data])
            .args(["--media", &media])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        assert!(told.any(|told| told.starts_with(line)), "{line}");
        child.kill().unwrap();
        child.wait().unwrap();
        // Either nothing of it is there, or it came to its end before it was killed.
        let again = match place.put_back(&made.file, false).await {
            Err(why) if why.contains("--replace") => place.put_back(&made.file, true).await,
            done => done,
        };
        assert!(again.is_ok(), "{line}: {again:?}");
        assert_eq!(same(&place.kept("now.tar").await), same(&made.manifest), "{line}");
    }
}

#[tokio::test]
async fn a_shop_that_is_served_is_not_replaced() {
    let made = Made::new().await;
    let target = Target {
        data: made.server.state.config.data.clone(),
        media: made.server.state.config.media.clone(),
    };
    let why = backup::restore(&made.file, &target, true, NOON, &|_| ()).await.unwrap_err();
    assert!(why.contains("in use; stop the server first"), "{why}");
}

#[tokio::test]
async fn what_is_replaced_is_kept_aside() {
    let made = Made::new().await;
    let place = Place::empty().await;
    place.put_back(&made.file, false).await.unwrap();
    let state = place.state().await;
    fixtures::product(&state, "only-here", &[1], 1).await;
    state.db.close().await.unwrap();
    fs::write(place.target.media.join("import/a-b.jpg"), "spoilt").unwrap();
    let aside = place.put_back(&made.file, true).await.unwrap().unwrap();
    let now = place.state().await;
    let find = async |state: &AppState| {
        product::Entity::find_by_id("only-here").one(&state.db.read).await.unwrap().is_some()
    };
    assert!(!find(&now).await);
    assert_eq!(fs::read(place.target.media.join("import/a-b.jpg")).unwrap(), vec![7; 100_000]);
    let kept: Vec<_> = files(&place.database.folder);
    assert!(kept.iter().any(|(_, bytes)| bytes == b"spoilt"), "the other picture is kept, too");
    if let Some(schema) = aside.strip_prefix("the schema ") {
        assert!(schema.starts_with("before_"));
        return;
    }
    let other = Place { target: Target { data: aside, ..place.target.clone() }, ..place };
    assert!(find(&other.state().await).await, "the shop before can be served again");
}
