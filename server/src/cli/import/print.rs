//! What an import says when it is done.

use crate::import::{Wrong, drop, edition, products::Summary};

/// Most mistakes and pictures that are listed.
const LISTED: usize = 100;

/// Lists mistakes, and says what follows.
pub fn wrong(wrong: &[Wrong], so: &str) {
    for one in wrong.iter().take(LISTED) {
        eprintln!("{one}");
    }
    more(wrong.len());
    let count = wrong.len();
    let what = if count == 1 { "1 mistake".into() } else { format!("{count} mistakes") };
    eprintln!("{what}; {so}");
}

fn more(count: usize) {
    if count > LISTED {
        eprintln!("… and {} more", count - LISTED);
    }
}

/// Sums up an import of products.
pub fn products(summary: &Summary) {
    let written = &summary.written;
    for skipped in summary.skipped.iter().take(LISTED) {
        eprintln!("left out: {skipped}");
    }
    more(summary.skipped.len());
    for (line, source, reason) in summary.failed.iter().take(LISTED) {
        eprintln!("no picture: line {line}: {source}: {reason}");
    }
    more(summary.failed.len());
    for warning in &summary.warnings {
        eprintln!("warning: {warning}");
    }
    if summary.dry_run {
        println!("dry run: nothing was written, no picture was fetched");
    }
    println!(
        "products: {} added, {} updated, {} unchanged, {} left out ({} of them off sale now)",
        written.products_added,
        written.products_updated,
        written.products_unchanged,
        summary.skipped.len(),
        written.products_withdrawn
    );
    println!(
        "variants: {} added, {} updated, {} removed, {} retired",
        written.variants_added,
        written.variants_updated,
        written.variants_removed,
        written.variants_retired
    );
    println!(
        "pictures: {} fetched, {} from the folder, {} there before, {} failed",
        summary.fetched,
        summary.from_folder,
        summary.kept,
        summary.failed.len()
    );
    if !summary.failed.is_empty() {
        println!(
            "import again to try the failed pictures once more, or give a folder with --images"
        );
    }
}

/// Sums up an edition.
pub fn edition(placed: &edition::Placed) {
    let what = if placed.replaced { "replaced" } else { "added" };
    let at = placed.publishes_at.to_rfc3339();
    let when = if placed.is_out { "it is out".into() } else { format!("out at {at}") };
    println!("edition {}: {what} with {} picks; {when}", placed.date, placed.picks);
}

/// Sums up a drop.
pub fn drop(placed: &drop::Placed) {
    for warning in &placed.warnings {
        eprintln!("warning: {warning}");
    }
    println!(
        "drop {}: {} deals, {} to {}",
        placed.id,
        placed.deals,
        placed.opens_at.to_rfc3339(),
        placed.closes_at.to_rfc3339()
    );
}
