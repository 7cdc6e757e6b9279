//! A plain file host, as operators rent one: it knows files and their types, answers an address that is
//! none with `index.html`, or with 404 where an API's files would be, and has no other logic.

use std::{
    fs,
    io::Result,
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{net::TcpStream, task::JoinHandle};

use crate::wire::{self, Reply};

/// What is sent as what; anything else as bytes.
const KINDS: [(&str, &str); 7] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript"),
    ("css", "text/css"),
    ("wasm", "application/wasm"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("webmanifest", "application/manifest+json"),
];
/// Where the page says where the API is.
const META: &str = "<meta name=\"picklive-api\" content=\"";
/// Where it says at which path of its host it is.
const BASE: &str = "<base href=\"";

/// A running host; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    port: u16,
    base: &'static str,
    asked: Arc<Mutex<Vec<String>>>,
    strict: Arc<AtomicBool>,
    running: JoinHandle<()>,
}

impl Files {
    /// Copies the built app at `dist` to `root` and serves that below the path `base`, which has no slash at
    /// its end; whatever is elsewhere on the host is not this shop's.
    pub async fn start(dist: &Path, root: PathBuf, base: &'static str) -> Result<Self> {
        fs::create_dir_all(&root)?;
        for file in fs::read_dir(dist)? {
            let file = file?.path();
            let packed = file.extension().is_some_and(|it| it == "br" || it == "gz");
            if let Some(name) = file.file_name().filter(|_| !packed && file.is_file()) {
                fs::copy(&file, root.join(name))?;
            }
        }
        let (asked, strict) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let host = Host {
            root: root.clone(),
            base,
            noted: Arc::clone(&asked),
            strict: Arc::clone(&strict),
        };
        let (port, running) = wire::listen(move |browser| host.clone().answer(browser)).await?;
        let files = Self { root, port, base, asked, strict, running };
        files.writes(BASE, &format!("{base}/"))?;
        Ok(files)
    }

    /// The path that leads to the shop, without a slash at its end.
    pub fn base(&self) -> &'static str {
        self.base
    }

    /// From now on no file of an API is answered with 404, and no longer with the page.
    pub fn is_strict(&self) {
        self.strict.store(true, Ordering::Relaxed);
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Method and path of everything that was asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says in the page where the API is, as an operator does in an editor.
    pub fn names_api(&self, api: &str) -> Result<()> {
        self.writes(META, api)
    }

    /// Writes into the page what an attribute is, whose element begins so.
    fn writes(&self, element: &str, is: &str) -> Result<()> {
        let page = self.root.join("index.html");
        let text = fs::read_to_string(&page)?;
        let (before, rest) = text.split_once(element).unwrap_or((&text, ""));
        let (_, after) = rest.split_once('"').unwrap_or_default();
        fs::write(page, format!("{before}{element}{is}\"{after}"))
    }

    /// Puts a file at an address.
    pub fn put(&self, path: &str, text: &str) -> Result<()> {
        let file = self.root.join(path.trim_start_matches('/'));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// What each connection needs.
#[derive(Clone)]
struct Host {
    root: PathBuf,
    base: &'static str,
    noted: Arc<Mutex<Vec<String>>>,
    strict: Arc<AtomicBool>,
}

impl Host {
    async fn answer(self, mut browser: TcpStream) -> Result<()> {
        let Some(asked) = wire::read(&mut browser).await? else { return Ok(()) };
        let line = format!("{} {}", asked.method, asked.target);
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        let below = asked.path().strip_prefix(self.base).and_then(|below| below.strip_prefix('/'));
        let nothing = Reply::of(404, "text/html", "<h1>404</h1>");
        let Some(below) = below else { return nothing.send(&mut browser).await };
        let strict = self.strict.load(Ordering::Relaxed) && below.starts_with("v1/");
        let below = Path::new(below);
        let inside = below.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.root.join(below);
        let there = inside && file.is_file();
        if strict && !there {
            return nothing.send(&mut browser).await;
        }
        let file = if there { file } else { self.root.join("index.html") };
        let kind = KINDS.iter().find(|kind| file.extension().is_some_and(|it| it == kind.0));
        let kind = kind.map_or("application/octet-stream", |kind| kind.1);
        Reply::of(200, kind, fs::read(file)?).send(&mut browser).await
    }
}
