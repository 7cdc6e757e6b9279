//! `screens`: a picture of every page at phone size, light and dark, in each language.

mod list;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

use crate::browser::{Driver, Session, View};
use crate::process::{command, find, read};
use crate::report;
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

use list::{List, Page, Step};

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
    let folder = workspace.target()?.join("xtask/screens");
    let data = server::fresh_data(&folder)?;
    let serve =
        server::serve(workspace, &program, &Start { port: 0, data: &data, dist: Some(&dist) });
    let server = server::start(&serve, &folder.join("server.log"))?;
    let driver = Driver::start()?;
    for language in &list.languages {
        for page in
            list.page.iter().filter(|p| options.names.is_empty() || options.names.contains(&p.name))
        {
            report::step(&format!("{} in {language}", page.name), || {
                for dark in [false, true] {
                    let shop = Shop { program: &program, data: &data };
                    let shot = Shot { workspace, list: &list, page, language, dark, shop };
                    shot.take(&driver, &server.address)?;
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// One picture to take.
struct Shot<'a> {
    workspace: &'a Workspace,
    list: &'a List,
    page: &'a Page,
    language: &'a str,
    dark: bool,
    shop: Shop<'a>,
}

/// The shop that is photographed, for what its merchant does.
#[derive(Clone, Copy)]
struct Shop<'a> {
    program: &'a Path,
    data: &'a Path,
}

impl Shot<'_> {
    fn take(&self, driver: &Driver, address: &str) -> Result<()> {
        // A window of its own: nothing of another page's visit is left in it.
        let session = driver.open(self.language)?;
        let mut view = View { dark: self.dark, width: self.page.width, ..PHONE };
        session.view(view)?;
        session.go(&format!("{address}{}", self.page.path))?;
        settle(&session, self.list)?;
        for step in &self.page.steps {
            perform(&session, step, self.shop).with_context(|| format!("in the step {step:?}"))?;
            settle(&session, self.list)?;
        }
        if self.page.full {
            // A window as high as the page, so that what sticks to its foot is at the foot.
            view.height = page_height(&session)?;
            session.view(view)?;
            settle(&session, self.list)?;
        }
        let mut png = smaller(&session.picture(view)?)?;
        if png.len() > LARGEST {
            view.density = 1.0;
            session.view(view)?;
            settle(&session, self.list)?;
            png = smaller(&session.picture(view)?)?;
        }
        let scheme = if self.dark { "dark" } else { "light" };
        let short = self.language.split('-').next().unwrap_or(self.language);
        let name = format!("docs/screens/{}-{short}-{scheme}.png", self.page.name);
        fs::write(self.workspace.path(&name), &png).with_context(|| format!("writing {name}"))?;
        println!("  {name}: {} KB", png.len().div_ceil(1000));
        Ok(())
    }
}

/// Waits until the page is drawn: the app has started, fonts and the pictures in view are there.
fn settle(session: &Session<'_>, list: &List) -> Result<()> {
    if let Some(ready) = &list.ready {
        session.element(ready)?;
    }
    let drawn = "const seen = i => { const b = i.getBoundingClientRect(); \
                 return b.bottom > 0 && b.top < innerHeight && b.width > 0 }; \
                 return document.readyState === 'complete' && document.fonts.status === 'loaded' \
                 && [...document.images].every(i => i.complete || !seen(i))";
    session.wait_until(drawn, &[], "the page's pictures and fonts")
}

fn perform(session: &Session<'_>, step: &Step, shop: Shop<'_>) -> Result<()> {
    match step {
        Step::Click { click } => {
            let element = session.element(click)?;
            // Clear of the bars at the edges of the window.
            let middle = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
            session.script(middle, &[click])?;
            element.click()
        }
        Step::Fill { fill, text } => {
            // A new contact each time: the shop sends one only so many codes.
            static NEXT: AtomicU32 = AtomicU32::new(1_000);
            let number = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
            session.element(fill)?.fill(&text.replace("{n}", &number))
        }
        Step::Choose { choose, value } => {
            session.element(choose)?;
            let script = "const list = document.querySelector(arguments[0]); \
                 list.value = arguments[1]; \
                 list.dispatchEvent(new Event('change', { bubbles: true }))";
            session.script(script, &[choose, value]).map(|_| ())
        }
        Step::Wait { wait } => session.element(wait).map(|_| ()),
        Step::Gone { gone } => {
            let script = "return document.querySelector(arguments[0]) === null";
            session.wait_until(script, &[gone], &format!("the end of {gone}"))
        }
        Step::Reload { reload: false } => Ok(()),
        Step::Reload { reload: true } => session.script("location.reload()", &[]).map(|_| ()),
        Step::Cli { cli } => {
            let heading = session.script("return document.querySelector('h1').textContent", &[])?;
            let order = heading.as_str().and_then(|text| text.split_whitespace().last());
            let words = cli.replace("{order}", order.unwrap_or_default());
            let mut run = command(shop.program);
            run.args(words.split_whitespace()).arg("--data").arg(shop.data);
            read(&mut run).map(|_| ())
        }
        Step::Scroll { scroll } => {
            session.element(scroll)?;
            let script = "document.querySelector(arguments[0]).scrollIntoView({block: 'start'})";
            session.script(script, &[scroll]).map(|_| ())
        }
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
