//! A fresh database: a file, or one on the PostgreSQL server of `PICKLIVE_TEST_DATABASE`.

use std::{env, fs, path::PathBuf};

use sea_orm::{ConnectionTrait, Database};

/// A database of one test, and a folder for its files, which is removed with it.
pub struct TestDatabase {
    pub data: String,
    pub folder: PathBuf,
}

impl TestDatabase {
    /// Always a file.
    pub fn file() -> Self {
        let (_, folder) = folder();
        Self { data: folder.join("shop.sqlite").display().to_string(), folder }
    }

    pub async fn fresh() -> Self {
        let (name, folder) = folder();
        let data = match env::var("PICKLIVE_TEST_DATABASE") {
            Ok(server) => on_server(&server, &name).await,
            Err(_) => folder.join("shop.sqlite").display().to_string(),
        };
        Self { data, folder }
    }
}

fn folder() -> (String, PathBuf) {
    let name = format!("picklive_{:032x}", rand::random::<u128>());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&name);
    fs::create_dir_all(&folder).unwrap();
    (name, folder)
}

async fn on_server(server: &str, name: &str) -> String {
    let admin = Database::connect(server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
