//! A proxy in front of a shop that spoils its answers, by one misdeed at a time.

mod way;

use std::{
    io::{Error, Result},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::Client;
use tokio::task::JoinHandle;

use self::way::Way;
use crate::{misdeed::Misdeed, wire};

/// What is done to whom, and what happened.
#[derive(Debug, Default)]
struct Plan {
    misdeed: Option<Misdeed>,
    /// Beginnings of the paths that are spoiled.
    paths: Vec<String>,
    /// What every stream begins with.
    mutters: &'static str,
    /// Pages come without what the server draws, as from a plain file host.
    bare: bool,
    /// How often the API was asked, and how many of these were spoiled and answered.
    asked: Vec<String>,
    spoiled: usize,
    /// Questions that are not answered yet, without streams.
    open: usize,
}

/// A running proxy; it ends when this is dropped.
#[derive(Debug)]
pub struct Spoiler {
    port: u16,
    plan: Arc<Mutex<Plan>>,
    running: JoinHandle<()>,
}

impl Spoiler {
    /// Starts a proxy before the shop at `shop`, a port of this machine; `shell` is the built page.
    pub(crate) async fn start(shop: u16, shell: PathBuf) -> Result<Self> {
        let plan = Arc::<Mutex<Plan>>::default();
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = client.build().map_err(Error::other)?;
        let way = Way { client, shop, shell, plan: Arc::clone(&plan) };
        let (port, running) = wire::listen(move |browser| way.clone().pass(browser)).await?;
        Ok(Self { port, plan, running })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on does this to answers at paths that begin so. What was counted is forgotten.
    pub fn spoil(&self, misdeed: Misdeed, paths: &[&str]) {
        let mut plan = self.plan();
        plan.misdeed = Some(misdeed);
        plan.paths = paths.iter().map(|&path| path.into()).collect();
        (plan.asked, plan.spoiled) = (Vec::new(), 0);
    }

    /// From now on spoils nothing.
    pub fn behave(&self) {
        self.plan().misdeed = None;
    }

    /// From now on every stream begins with this.
    pub fn mutter(&self, first: &'static str) {
        self.plan().mutters = first;
    }

    /// Whether pages come without what the server draws.
    pub fn bare(&self, bare: bool) {
        self.plan().bare = bare;
    }

    /// Whether something was spoiled since [`Spoiler::spoil`] and nothing is waited for.
    pub fn is_done(&self) -> bool {
        let plan = self.plan();
        plan.spoiled > 0 && plan.open == 0
    }

    /// What was asked of the API since [`Spoiler::spoil`].
    pub fn asked(&self) -> Vec<String> {
        self.plan().asked.clone()
    }
}

impl Drop for Spoiler {
    fn drop(&mut self) {
        self.running.abort();
    }
}
