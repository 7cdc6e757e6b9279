//! `screens`: a picture of every page at phone size, light and dark, in each language.

mod list;
mod shop;
mod step;

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

use crate::browser::{Driver, Session, View};
use crate::process::{command, find};
use crate::report;
use crate::server::{self, Profile};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

use list::{List, Page};
use shop::Shop;
use step::perform;

/// A picture in the documentation should not be larger, in bytes.
const LARGEST: usize = 200_000;

/// Ways to show a page: the view's density is lowered when a picture is too large.
const PHONE: View = View { width: 375, height: 812, density: 2.0, dark: false };

/// What to photograph.
#[derive(clap::Args)]
pub struct Options {
    /// Only the pages with these names.
    names: Vec<String>,
}

/// Takes the pictures of a fresh demo shop.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let list = list::read(workspace)?;
    let unknown = options.names.iter().find(|name| !list.page.iter().any(|p| p.name == **name));
    if let Some(name) = unknown {
        bail!("docs/screens/pages.toml has no page named {name}");
    }
    let needs = [Need::BUILD, &[Need::Browser, Need::Fonts, Need::Quantise]].concat();
    setup::ensure(workspace, &needs)?;
    let program = server::build(workspace, Profile::Release)?;
    let dist = web::build(workspace)?;
    let wanted = |page: &&Page| options.names.is_empty() || options.names.contains(&page.name);
    let pages: Vec<_> = list.page.iter().filter(wanted).collect();
    let driver = Driver::start()?;
    for language in &list.languages {
        // Anew for each: one address can order only so much of a shop in a day.
        let mut shops: Vec<Shop> = Vec::new();
        for page in &pages {
            if !shops.iter().any(|shop| shop.stock() == page.shop) {
                shops.push(Shop::start(workspace, &program, &dist, page.shop)?);
            }
        }
        for page in &pages {
            let shop = shops.iter().find(|shop| shop.stock() == page.shop);
            let shop = shop.context("the page's shop was not started")?;
            report::step(&format!("{} in {language}", page.name), || {
                for dark in [false, true] {
                    let shot = Shot { workspace, list: &list, page, language, dark, shop };
                    shot.take(&driver)?;
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// The number of the next picture, of four digits.
static NUMBER: AtomicU32 = AtomicU32::new(1_000);

/// One picture to take.
struct Shot<'a> {
    workspace: &'a Workspace,
    list: &'a List,
    page: &'a Page,
    language: &'a str,
    dark: bool,
    shop: &'a Shop,
}

impl Shot<'_> {
    fn take(&self, driver: &Driver) -> Result<()> {
        // A window of its own: nothing of another page's visit is left in it.
        let session = driver.open(self.language)?;
        let mut view = View { dark: self.dark, width: self.page.width, ..PHONE };
        session.view(view)?;
        session.block(&self.page.block)?;
        session.go(&self.shop.url(&self.page.path))?;
        self.settle(&session)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        for step in &self.page.steps {
            perform(&session, step, self.shop, number)
                .with_context(|| format!("in the step {step:?}"))?;
            self.settle(&session)?;
        }
        if self.page.full {
            // A window as high as the page, so that what sticks to its foot is at the foot.
            view.height = page_height(&session)?;
            session.view(view)?;
            self.settle(&session)?;
        }
        let mut png = smaller(&session.picture(view)?)?;
        if png.len() > LARGEST {
            view.density = 1.0;
            session.view(view)?;
            self.settle(&session)?;
            png = smaller(&session.picture(view)?)?;
        }
        let scheme = if self.dark { "dark" } else { "light" };
        let short = self.language.split('-').next().unwrap_or(self.language);
        let name = format!("docs/screens/{}-{short}-{scheme}.png", self.page.name);
        fs::write(self.workspace.path(&name), &png).with_context(|| format!("writing {name}"))?;
        println!("  {name}: {} KB", png.len().div_ceil(1000));
        Ok(())
    }

    /// Waits until the page is drawn: the app has started, fonts and the pictures in view are there.
    fn settle(&self, session: &Session<'_>) -> Result<()> {
        if let Some(ready) = self.page.ready.as_ref().or(self.list.ready.as_ref()) {
            session.element(ready)?;
        }
        let drawn = "const seen = i => { const b = i.getBoundingClientRect(); \
                     return b.bottom > 0 && b.top < innerHeight && b.width > 0 }; \
                     return document.readyState === 'complete' \
                     && document.fonts.status === 'loaded' \
                     && [...document.images].every(i => i.complete || !seen(i))";
        session.wait_until(drawn, &[], "the page's pictures and fonts")
    }
}

fn page_height(session: &Session<'_>) -> Result<u32> {
    /// More than a reader of the documentation scrolls through.
    const MOST: u64 = 2400;
    let height = session.script("return document.documentElement.scrollHeight", &[])?;
    let height = height.as_u64().context("the page has no height")?;
    Ok(u32::try_from(height.min(MOST))?.max(PHONE.height))
}

/// The picture with fewer colours when it is too large and pngquant is there.
fn smaller(png: &[u8]) -> Result<Vec<u8>> {
    if png.len() <= LARGEST || find("pngquant").is_none() {
        return Ok(png.to_vec());
    }
    let mut quantise: Command = command("pngquant");
    quantise.args(["--speed", "3", "--quality", "50-95", "-"]);
    crate::process::pipe(&mut quantise, png)
}
