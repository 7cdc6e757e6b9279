//! What stands between a browser and a shop.

use std::path::Path as Folder;

use anyhow::{Context, Result, bail};

use crate::{
    Shop,
    files::Files,
    foreign::Foreign,
    front::{Front, Path, Plan},
    program,
    spoiler::Spoiler,
};

/// How a browser comes to a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Straight to the server.
    Straight,
    /// Below a path of a host, behind such a proxy.
    Below(Path),
    /// Through a proxy that can spoil what the server answers.
    Spoiled,
    /// By a page of somebody else's; the server is the whole shop on another port.
    Foreign,
    /// By a plain file host, which has the pages; the server answers questions only, from another port.
    Apart,
    /// The same, the pages below `/shop/` of their host.
    ApartBelow,
}

/// What stands before a shop.
#[derive(Debug)]
pub(crate) enum Before {
    Nothing,
    Front(Front),
    Spoiler(Spoiler),
    Files(Files),
    Foreign(Foreign),
}

impl Before {
    /// Starts it before the shop at `shop`, a port of this machine. `script` runs before every page's own
    /// where the browser cannot be asked for that; only a way on which the pages can be given one has it.
    pub async fn start(
        way: Way,
        shop: u16,
        folder: &Folder,
        script: Option<String>,
    ) -> Result<Self> {
        let below = if let Way::Below(path) = way { Some(path) } else { None };
        Ok(match way {
            Way::Straight | Way::Below(_) => match (Plan { below, before: script }) {
                plan if plan == Plan::default() => Self::Nothing,
                plan => Self::Front(Front::start(shop, plan).await?),
            },
            _ if script.is_some() => bail!("no script of ours comes to pages {way:?}"),
            Way::Spoiled => {
                Self::Spoiler(Spoiler::start(shop, program::dist()?.join("index.html")).await?)
            }
            Way::Foreign => Self::Foreign(Foreign::start().await?),
            Way::Apart | Way::ApartBelow => {
                let base = if way == Way::Apart { "" } else { "/shop" };
                let files = Files::start(&program::dist()?, folder.join("site"), base).await?;
                files.names_api(&format!("http://127.0.0.1:{shop}"))?;
                Self::Files(files)
            }
        })
    }

    /// The port that a browser asks; the shop's own when nothing stands before it.
    pub fn port(&self, shop: u16) -> u16 {
        match self {
            Self::Nothing => shop,
            Self::Front(front) => front.port(),
            Self::Spoiler(spoiler) => spoiler.port(),
            Self::Files(files) => files.port(),
            Self::Foreign(host) => host.port(),
        }
    }

    /// The path that leads to the shop, without a slash at its end.
    pub fn base(&self) -> &'static str {
        match self {
            Self::Front(front) => front.base(),
            Self::Files(files) => files.base(),
            Self::Nothing | Self::Spoiler(_) | Self::Foreign(_) => "",
        }
    }
}

impl Shop {
    /// Method and path of everything that was asked of a proxy or a file host.
    pub fn asked(&self) -> Vec<String> {
        match &self.before {
            Before::Front(front) => front.asked(),
            Before::Files(files) => files.asked(),
            Before::Nothing | Before::Spoiler(_) | Before::Foreign(_) => Vec::new(),
        }
    }

    /// What went wrong on pages, when a proxy gives them a script that tells.
    pub(crate) fn said(&self) -> Vec<String> {
        if let Before::Front(front) = &self.before { front.said() } else { Vec::new() }
    }

    /// The proxy of [`Way::Spoiled`].
    ///
    /// # Errors
    /// When one comes another way.
    pub fn spoiler(&self) -> Result<&Spoiler> {
        match &self.before {
            Before::Spoiler(spoiler) => Ok(spoiler),
            _ => bail!("nothing here is spoiled"),
        }
    }

    /// Puts a file on the host of [`Way::Apart`], or takes the place of the one that is there.
    ///
    /// # Errors
    /// When one comes another way, or it cannot be written.
    pub fn put(&self, path: &str, text: &str) -> Result<()> {
        self.files()?.put(path, text).with_context(|| format!("writing {path}"))
    }

    /// Puts a text on the host of [`Way::Foreign`].
    ///
    /// # Errors
    /// When one comes another way.
    pub fn host(&self, path: &str, text: &str) -> Result<()> {
        let Before::Foreign(host) = &self.before else { bail!("there is no page of others") };
        host.put(path, text);
        Ok(())
    }

    /// Says in the page on the host of [`Way::Apart`] where the API is; it is the host's own when that is
    /// empty.
    ///
    /// # Errors
    /// As [`Shop::put`].
    pub fn names_api(&self, api: &str) -> Result<()> {
        self.files()?.names_api(api).context("editing the page")
    }

    /// From now on the host of [`Way::Apart`] answers 404 where the API has no file, and not with the page.
    ///
    /// # Errors
    /// When one comes another way.
    pub fn answers_404(&self) -> Result<()> {
        self.files()?.is_strict();
        Ok(())
    }

    fn files(&self) -> Result<&Files> {
        match &self.before {
            Before::Files(files) => Ok(files),
            _ => bail!("no file host has the pages"),
        }
    }
}
