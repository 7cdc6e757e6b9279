//! `import products`: from the bytes of a list to rows and pictures.

use picklive_contract::{Currency, Text};
use serde::Serialize;

use super::{
    ImportError, Wrong,
    pictures::{self, Collected, Sources},
    settle,
    shopify::{self, List, Product, Rules},
    write,
};
use crate::{AppState, storefront::settings};

/// What the merchant decides about an import.
#[derive(Clone, Debug)]
pub struct Options {
    /// The currency of the prices; must be the shop's.
    pub currency: Currency,
    /// Units of every variant, in place of the file's.
    pub stock: Option<i64>,
    /// Whether the numbers are what can be sold now, so that units sold before are not taken off.
    pub counted: bool,
    /// Whose prices the compare-at prices are.
    pub compare_at_source: Option<Text>,
    /// Whether to only look.
    pub dry_run: bool,
    /// Where pictures come from.
    pub pictures: Sources,
}

impl Options {
    /// An import in `currency` with nothing special.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            stock: None,
            counted: false,
            compare_at_source: None,
            dry_run: false,
            pictures: Sources::default(),
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Rows, as counted by the database's part.
    #[serde(flatten)]
    pub written: write::Written,
    /// Products that are left out, as sentences; those that were in the shop are off sale now.
    pub skipped: Vec<String>,
    /// Pictures from the network.
    pub fetched: usize,
    /// Pictures from the folder.
    pub from_folder: usize,
    /// Pictures of an earlier import.
    pub kept: usize,
    /// Pictures that failed: (line of the product, source, reason).
    pub failed: Vec<(u64, String, String)>,
    /// What the merchant should know.
    pub warnings: Vec<String>,
}

/// A product with its pictures as rows hold them.
pub struct Ready<'a> {
    /// The product.
    pub product: &'a Product,
    /// Its pictures, JSON.
    pub pictures: String,
    /// For each picture of the list, its place among those that are there.
    pub places: Vec<Option<i32>>,
}

/// Imports a list into the shop; pictures go to the media folder of its configuration.
///
/// # Errors
/// Every mistake of the list; then nothing was written.
pub async fn run(
    state: &AppState,
    bytes: &[u8],
    options: &Options,
) -> Result<Summary, ImportError> {
    let shop = settings::get(state).await?;
    if shop.currency != options.currency {
        let (theirs, own) = (options.currency.code(), shop.currency.code());
        return Err(Wrong::whole(format!("--currency {theirs}: the shop sells in {own}")).into());
    }
    let list = shopify::read(bytes, Rules { currency: options.currency, stock: options.stock })?;
    let mut summary = Summary { dry_run: options.dry_run, ..Summary::default() };
    summary.warnings = warnings(&list, options);
    let collected = if options.dry_run {
        Collected::default()
    } else {
        let media = &state.config.media;
        let collected = pictures::collect(media, sources(&list), &options.pictures).await;
        collected.map_err(ImportError::Failed)?
    };
    let ready = ready(&list, &collected)?;
    let handles: Vec<_> = list.left_out.iter().map(|left| left.handle.as_str()).collect();
    let done = write::write(state, &ready, &handles, list.tells, options).await?;
    settle(done.kinds.wrong)?;
    summary.written = done.written;
    summary.warnings.extend(done.kinds.changed);
    (summary.fetched, summary.from_folder) = (collected.fetched, collected.from_folder);
    summary.kept = collected.kept;
    summary.failed = failures(&list, &collected);
    let left_out = list.left_out.iter().map(|left| {
        let so = if done.withdrawn.contains(&left.handle) { "; it is off sale now" } else { "" };
        format!("line {}: {} {}{so}", left.line, left.handle, left.why)
    });
    summary.skipped = left_out.collect();
    Ok(summary)
}

fn sources(list: &List) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let all = list.products.iter().flat_map(|product| &product.pictures);
    all.filter(|shown| seen.insert(&shown.source)).map(|shown| shown.source.clone()).collect()
}

fn failures(list: &List, collected: &Collected) -> Vec<(u64, String, String)> {
    let mut lines = std::collections::HashMap::new();
    for product in &list.products {
        for shown in &product.pictures {
            lines.entry(shown.source.as_str()).or_insert(product.line);
        }
    }
    let failed = collected.failed.iter().map(|(source, reason)| {
        let line = lines.get(source.as_str()).copied().unwrap_or_default();
        (line, source.clone(), reason.clone())
    });
    failed.collect()
}

fn ready<'a>(list: &'a List, collected: &Collected) -> Result<Vec<Ready<'a>>, ImportError> {
    let mut all = Vec::with_capacity(list.products.len());
    for product in &list.products {
        let (mut pictures, mut places) = (Vec::new(), Vec::new());
        for shown in &product.pictures {
            let stored = collected.stored.get(&shown.source);
            places.push(stored.and_then(|_| i32::try_from(pictures.len()).ok()));
            pictures.extend(stored.map(|stored| stored.told(shown.alt.as_deref())));
        }
        let pictures = serde_json::to_string(&pictures).map_err(crate::ApiError::from)?;
        all.push(Ready { product, pictures, places });
    }
    Ok(all)
}

fn warnings(list: &List, options: &Options) -> Vec<String> {
    let counts = list.counts;
    let compared = if options.compare_at_source.is_none() { counts.compared } else { 0 };
    let all = [
        (
            counts.untracked,
            "variants have untracked stock: the quantity column counts (or say --stock N)",
        ),
        (counts.negative, "variants have fewer than no units: they count as none"),
        (counts.oversold, "variants may be sold beyond their stock there; here they are not"),
        (
            counts.unshipped,
            "variants need no shipping there; a new product is a parcel here unless its Kind is told",
        ),
        (
            compared,
            "compare-at prices are kept but not struck through: name their source with --compare-at-source",
        ),
    ];
    let told = all.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, what)| format!("{count} {what}")).collect()
}
