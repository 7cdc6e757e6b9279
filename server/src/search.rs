//! Search over the shop's products.
//!
//! The texts of all products are held in memory, in the form in which they are compared (`words.rs`), and
//! built anew when goods have changed: a shop has hundreds of products, or some thousands, and every
//! question is answered by looking at each (`entry.rs`). Prices and stock of what is found are read as for
//! every other page.

mod entry;
mod index;
mod show;
mod words;

pub use index::Index;
pub use show::router;
