//! A plain file host, as operators rent one: it knows files and their types, answers an address that is
//! none with `index.html`, and has no other logic.

use std::{
    fs,
    io::Result,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
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

/// A running host; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Files {
    /// Copies the built app at `dist` to `root` and serves that.
    pub async fn start(dist: &Path, root: PathBuf) -> Result<Self> {
        fs::create_dir_all(&root)?;
        for file in fs::read_dir(dist)? {
            let file = file?.path();
            let packed = file.extension().is_some_and(|it| it == "br" || it == "gz");
            if let Some(name) = file.file_name().filter(|_| !packed && file.is_file()) {
                fs::copy(&file, root.join(name))?;
            }
        }
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (noted, folder) = (Arc::clone(&asked), root.clone());
        let answer = move |browser| answer(browser, folder.clone(), Arc::clone(&noted));
        let (port, running) = wire::listen(answer).await?;
        Ok(Self { root, port, asked, running })
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
        let page = self.root.join("index.html");
        let text = fs::read_to_string(&page)?;
        let (before, rest) = text.split_once(META).unwrap_or((&text, ""));
        let (_, after) = rest.split_once('"').unwrap_or_default();
        fs::write(page, format!("{before}{META}{api}\"{after}"))
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

async fn answer(
    mut browser: TcpStream,
    root: PathBuf,
    noted: Arc<Mutex<Vec<String>>>,
) -> Result<()> {
    let Some(asked) = wire::read(&mut browser).await? else { return Ok(()) };
    let line = format!("{} {}", asked.method, asked.target);
    noted.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    let below = Path::new(asked.path().trim_start_matches('/'));
    let inside = below.components().all(|part| matches!(part, Component::Normal(_)));
    let file = root.join(below);
    let file = if inside && file.is_file() { file } else { root.join("index.html") };
    let kind = KINDS.iter().find(|kind| file.extension().is_some_and(|it| it == kind.0));
    let kind = kind.map_or("application/octet-stream", |kind| kind.1);
    Reply::of(200, kind, fs::read(file)?).send(&mut browser).await
}
