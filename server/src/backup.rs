//! Backups: the whole shop, rows and pictures, in one file; made while it runs, and put back as a whole.
//!
//! The file is a plain tar archive: `rows/TABLE.jsonl`, a row a line, then `media/…`, and last
//! `manifest.json`, which names every file with its size and digest. Rows are the same for SQLite and
//! PostgreSQL, so a backup can move a shop from one to the other (`docs/decisions/0012-backup-as-rows.md`).

pub mod archive;
mod batch;
pub mod keep;
mod load;
pub mod manifest;
mod postgres;
pub mod restore;
mod rows;
mod sqlite;
mod tables;

pub use archive::check;
pub use keep::keep;
pub use restore::restore;

/// Where progress is told, a line at a time.
pub type Tell<'a> = &'a dyn Fn(&str);

/// Rows after which progress is told within one table.
const TOLD_EVERY: u64 = 50_000;
