//! Where the shop's data is, and how a command gets at it: the same for every one beside a running server.

use std::path::{Path, PathBuf};

use crate::{
    AppState,
    clock::Clock,
    config::Config,
    db::{
        Db,
        connect::{self, is_postgres},
    },
};

/// The database of a shop.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// SQLite file, or postgres://…
    #[arg(
        long = "data",
        value_name = "DATA",
        global = true,
        env = "PICKLIVE_DATA",
        default_value = "picklive.sqlite",
        hide_env_values = true
    )]
    pub at: String,
}

impl Data {
    /// Refuses a file that is not there: opening it would make an empty shop, of which every command
    /// would tell that nothing is in it. A database server says by itself what it does not have.
    ///
    /// # Errors
    /// A sentence for the merchant.
    pub fn must_be_there(&self) -> Result<(), String> {
        let at = &self.at;
        if is_postgres(at) || Path::new(at).is_file() {
            return Ok(());
        }
        Err(format!("there is no database {at}; name the shop's with --data"))
    }

    /// Opens the database; a file that is not there is made.
    ///
    /// # Errors
    /// A sentence for the merchant.
    pub async fn open(&self) -> Result<Db, String> {
        connect::open(&self.at, true).await
    }

    /// The shop that is there, with its pictures in `media` or where they are by default.
    ///
    /// # Errors
    /// A sentence for the merchant; no database was made.
    pub async fn shop(&self, media: Option<PathBuf>) -> Result<AppState, String> {
        self.must_be_there()?;
        let media = media.unwrap_or_else(|| media_beside(&self.at));
        let config = Config { data: self.at.clone(), media, ..Config::default() };
        Ok(AppState::new(self.open().await?, Clock::system(), config))
    }
}

/// Where a shop's pictures are unless it is said: beside the SQLite file, else in the working folder.
pub fn media_beside(data: &str) -> PathBuf {
    if is_postgres(data) { "media".into() } else { Path::new(data).with_file_name("media") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_must_be_there_before_it_is_opened() {
        let data = |at: &str| Data { at: at.into() };
        let refused = data("no/such.sqlite").must_be_there().unwrap_err();
        assert!(refused.contains("there is no database no/such.sqlite"), "{refused}");
        assert!(data(".").must_be_there().is_err(), "a folder is no database");
        assert!(data("postgres://localhost/shop").must_be_there().is_ok());
    }

    #[test]
    fn pictures_are_beside_the_file() {
        assert_eq!(media_beside("a/shop.sqlite"), Path::new("a/media"));
        assert_eq!(media_beside("shop.sqlite"), Path::new("media"));
        assert_eq!(media_beside("postgres://localhost/shop"), Path::new("media"));
    }
}
