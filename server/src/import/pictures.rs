//! The pictures of a product list: from a folder, from an earlier import, or from the network.

pub mod fetch;
pub mod folder;
pub mod guard;
pub mod shrink;
pub mod store;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize, atomic::Ordering},
    time::Duration,
};

use tokio::{sync::Mutex, task::JoinSet};

pub use fetch::Fetcher;
pub use guard::Guard;
pub use store::Stored;

/// Pictures under way at a time.
const WORKERS: usize = 4;

/// Where pictures may come from, and how much is taken.
#[derive(Clone, Debug)]
pub struct Sources {
    /// A folder that is looked into before the network.
    pub folder: Option<PathBuf>,
    /// Which addresses are asked.
    pub guard: Guard,
    /// Most bytes of a file.
    pub bytes: usize,
    /// Most pictures fetched in one run.
    pub count: usize,
    /// Certificates that are believed beside those the machine believes, in DER.
    pub believed: Vec<Vec<u8>>,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a picture may take.
    pub whole: Duration,
}

impl Default for Sources {
    fn default() -> Self {
        Self {
            folder: None,
            guard: Guard::public(),
            bytes: 10 * 1024 * 1024,
            count: 10_000,
            believed: Vec::new(),
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(30),
        }
    }
}

/// What became of the pictures.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// Where each source lies now.
    pub stored: HashMap<String, Stored>,
    /// Sources that failed, with the reason, in the order asked.
    pub failed: Vec<(String, String)>,
    /// How many came from the network.
    pub fetched: usize,
    /// How many came from the folder.
    pub from_folder: usize,
    /// How many were there before.
    pub kept: usize,
}

enum Came {
    Network,
    Folder,
    Before,
}

/// Collects `sources` into the folder `media`; what fails is told, not fatal.
///
/// # Errors
/// A sentence, when a folder cannot be read or written.
pub async fn collect(
    media: &Path,
    sources: Vec<String>,
    from: &Sources,
) -> Result<Collected, String> {
    if sources.is_empty() {
        return Ok(Collected::default());
    }
    let work = Arc::new(Work {
        folder: from.folder.as_deref().map(folder::Folder::open).transpose()?,
        store: store::Store::open(media)?,
        fetcher: Fetcher::new(from)?,
        most: from.bytes,
        left: AtomicUsize::new(from.count),
        next: AtomicUsize::new(0),
        decoding: Mutex::new(()),
        sources,
    });
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        workers.spawn(Arc::clone(&work).run());
    }
    let mut done = Vec::new();
    while let Some(part) = workers.join_next().await {
        done.extend(part.map_err(|error| error.to_string())?);
    }
    done.sort_by_key(|(place, _)| *place);
    let mut collected = Collected::default();
    for (place, result) in done {
        let source = work.sources[place].clone();
        match result {
            Ok((came, stored)) => {
                match came {
                    Came::Network => collected.fetched += 1,
                    Came::Folder => collected.from_folder += 1,
                    Came::Before => collected.kept += 1,
                }
                collected.stored.insert(source, stored);
            }
            Err(reason) => collected.failed.push((source, reason)),
        }
    }
    Ok(collected)
}

struct Work {
    sources: Vec<String>,
    folder: Option<folder::Folder>,
    store: store::Store,
    fetcher: Fetcher,
    most: usize,
    left: AtomicUsize,
    next: AtomicUsize,
    /// One picture is unpacked at a time: a large one takes a lot of memory.
    decoding: Mutex<()>,
}

type Done = Vec<(usize, Result<(Came, Stored), String>)>;

impl Work {
    async fn run(self: Arc<Self>) -> Done {
        let mut done = Vec::new();
        loop {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = self.sources.get(place) else { return done };
            if place > 0 && place.is_multiple_of(100) {
                eprintln!("pictures: {place} of {}", self.sources.len());
            }
            done.push((place, self.one(source).await));
        }
    }

    async fn one(&self, source: &str) -> Result<(Came, Stored), String> {
        if let Some(path) = self.folder.as_ref().and_then(|folder| folder.find(source)) {
            let bytes = folder::read(path, self.most)?;
            return Ok((Came::Folder, self.keep(source, bytes).await?));
        }
        if let Some(stored) = self.store.find(source) {
            return Ok((Came::Before, stored));
        }
        let url = self.fetcher.address(source)?;
        let turn = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, turn).is_err() {
            return Err("not fetched: enough for one run; import again for the rest".into());
        }
        let bytes = self.fetcher.fetch(url).await?;
        Ok((Came::Network, self.keep(source, bytes).await?))
    }

    async fn keep(&self, source: &str, bytes: Vec<u8>) -> Result<Stored, String> {
        if let Some(stored) = self.store.same(source, &bytes) {
            return Ok(stored);
        }
        let _turn = self.decoding.lock().await;
        let packed =
            tokio::task::spawn_blocking(move || shrink::shrink(&bytes).map(|small| (small, bytes)));
        let (small, bytes) = packed.await.map_err(|_| "cannot be unpacked".to_owned())??;
        self.store.put(source, &bytes, &small)
    }
}
