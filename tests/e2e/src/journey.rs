//! Running a journey: alone, in time, and with a record when it fails.

use std::{
    fs,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{runtime, time::timeout};

use crate::{Browser, Engine, Look, Shop, Visit, Way, browser::WATCH, engine};

/// No journey takes nearly as long; a browser can hang for ever.
const LIMIT: Duration = Duration::from_secs(240);
/// Nor does one through every misdeed on several pages.
const LONG_LIMIT: Duration = Duration::from_secs(900);

/// Whose turn it is: a browser and a server are enough for one machine.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a journey of a Chinese reader in a shop of its own.
///
/// # Errors
/// What the journey says; with it a picture and the text of the page are kept in a folder that is named.
pub fn journey(walk: impl AsyncFnOnce(&mut Visit) -> Result<()>) -> Result<()> {
    journey_with(Look::default(), walk)
}

/// Runs a journey with a look of its own.
///
/// # Errors
/// As [`journey()`].
pub fn journey_with(look: Look, walk: impl AsyncFnOnce(&mut Visit) -> Result<()>) -> Result<()> {
    journey_by(Way::Straight, look, walk)
}

/// Runs a journey in a shop to which one comes this way.
///
/// # Errors
/// As [`journey()`].
pub fn journey_by(
    way: Way,
    look: Look,
    walk: impl AsyncFnOnce(&mut Visit) -> Result<()>,
) -> Result<()> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let engine = engine::chosen();
    let breaks = look.breaks;
    let limit = if way == Way::Spoiled { LONG_LIMIT } else { LIMIT };
    // What Chromium is asked for comes to WebKit with its pages.
    let before = (engine == Engine::WebKit).then(|| format!("{WATCH}\n{}", look.before));
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut visit = runtime.block_on(async {
        let shop = Shop::open(way, before).await.context("opening the shop")?;
        let browser =
            Browser::open(engine, look, shop.folder()).await.context("opening the browser")?;
        anyhow::Ok(Visit { shop, browser })
    })?;
    // A failed assertion is recorded like any other failure.
    let walked = panic::catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { timeout(limit, walk_well(&mut visit, breaks, walk)).await })
    }));
    let failed = !matches!(walked, Ok(Ok(Ok(()))));
    if failed {
        if let Err(error) = visit.browser.still_driven() {
            eprintln!("{error:#}");
        }
        match runtime.block_on(record(&visit)) {
            Ok(folder) => eprintln!("what was seen is kept in {}", folder.display()),
            Err(error) => eprintln!("what was seen could not be kept: {error:#}"),
        }
    }
    let Visit { shop, browser } = visit;
    let closed = runtime.block_on(browser.close());
    drop(shop);
    match walked {
        Err(panic) => panic::resume_unwind(panic),
        Ok(Err(_)) => bail!("the journey took longer than {} s", limit.as_secs()),
        Ok(Ok(result)) => result.and(closed),
    }
}

/// Walks, and fails when the program broke on the way without being made to.
async fn walk_well(
    visit: &mut Visit,
    breaks: bool,
    walk: impl AsyncFnOnce(&mut Visit) -> Result<()>,
) -> Result<()> {
    walk(visit).await?;
    let said = visit.said().await?;
    let broke = said.iter().any(|line| line.contains("picklive:panic"));
    ensure!(breaks || !broke, "the program broke: {said:#?}");
    Ok(())
}

/// Keeps a picture, the page's text and what the browser and the server said.
async fn record(visit: &Visit) -> Result<PathBuf> {
    let name = visit.shop.folder().file_name().context("the shop has no folder")?;
    let folder = std::env::temp_dir().join("picklive-e2e-failures").join(name);
    fs::create_dir_all(&folder)?;
    fs::copy(visit.shop.log(), folder.join("server.log"))?;
    keep_page(visit, &folder).await?;
    Ok(folder)
}

async fn keep_page(visit: &Visit, folder: &Path) -> Result<()> {
    let web = &visit.browser.web;
    web.screenshot(&folder.join("page.png")).await?;
    let text = visit.value("location.href + '\\n\\n' + document.body.innerText").await?;
    fs::write(folder.join("page.txt"), text.as_str().unwrap_or_default())?;
    fs::write(folder.join("console.txt"), visit.said().await?.join("\n"))?;
    Ok(())
}
