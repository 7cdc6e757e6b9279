//! A page of somebody else's: a host that knows a few texts and nothing of Picklive.

use std::{
    collections::BTreeMap,
    io::Result,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{net::TcpStream, task::JoinHandle};

use crate::wire::{self, Reply};

type Texts = Arc<Mutex<BTreeMap<String, String>>>;

/// A running host; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Foreign {
    port: u16,
    texts: Texts,
    running: JoinHandle<()>,
}

impl Foreign {
    /// A host on which nothing is yet.
    pub async fn start() -> Result<Self> {
        let texts = Texts::default();
        let there = Arc::clone(&texts);
        let (port, running) =
            wire::listen(move |browser| answer(browser, Arc::clone(&there))).await?;
        Ok(Self { port, texts, running })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts a text at a path.
    pub fn put(&self, path: &str, text: &str) {
        all(&self.texts).insert(path.into(), text.into());
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.running.abort();
    }
}

fn all(texts: &Texts) -> MutexGuard<'_, BTreeMap<String, String>> {
    texts.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(mut browser: TcpStream, texts: Texts) -> Result<()> {
    let Some(asked) = wire::read(&mut browser).await? else { return Ok(()) };
    let text = all(&texts).get(asked.path()).cloned();
    let reply = match text {
        Some(text) if asked.path().ends_with(".css") => Reply::of(200, "text/css", text),
        Some(text) => Reply::of(200, "text/html; charset=utf-8", text),
        // What browsers ask for by themselves.
        None => Reply::of(204, "text/plain", ""),
    };
    reply.send(&mut browser).await
}
