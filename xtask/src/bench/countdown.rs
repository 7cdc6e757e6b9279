//! What running countdowns cost a phone: the time a minute in which the page's main thread works, by
//! Chromium's own count, while the page is seen and while it is hidden.

mod page;
mod shop;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::browser::{Driver, Session, View, Work};
use crate::report;
use crate::server::{self, Profile, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// The window.
const PHONE: View = View { width: 375, height: 812, density: 2.0, dark: false };

/// How long is measured each time.
const MEASURED: Duration = Duration::from_secs(60);

/// After loading, and after being hidden, a page does what it does once; that is not measured.
const REST: Duration = Duration::from_secs(5);

/// What those countdowns of the page show that show digits.
const DIGITS: &str = "[...document.querySelectorAll('.countdown-digits')]\
                      .map(it => it.textContent).filter(text => /\\d/.test(text))";

/// Measures the deals page of the app with as many deals as there shall be countdowns, then a page with so
/// many countdowns.
pub fn measure(workspace: &Workspace) -> Result<Vec<(String, f64)>> {
    setup::ensure(workspace, &[Need::BUILD, &[Need::Browser, Need::Fonts]].concat())?;
    let program = server::build(workspace, Profile::Release)?;
    let app = web::build(workspace)?;
    let many = page::build(workspace)?;
    let work = workspace.target()?.join("xtask/countdown");
    let data = server::fresh_data(&work)?;
    let serve = |dist: &Path| {
        let start = Start { port: 0, data: &data, dist: Some(dist) };
        server::start(&server::serve_nothing(workspace, &program, &start), &work.join("server.log"))
    };
    let driver = Driver::start()?;

    let server = serve(&app)?;
    report::step("filling a shop", || shop::fill(workspace, &program, &data, &work))?;
    let session = open(&driver, &format!("{}/deals", server.address))?;
    let all = format!("return document.querySelectorAll('.deal').length === {}", shop::DEALS);
    session.wait_until(&all, &[], &format!("a deals page with {} deals", shop::DEALS))?;
    let deals = both("the deals page", &session, 1)?;
    drop(session);
    drop(server);

    let server = serve(&many)?;
    let session = open(&driver, &server.address)?;
    let countdowns = both("a page of countdowns", &session, shop::DEALS)?;
    let figures = [
        ("countdowns", countdowns.running as f64),
        ("visible_task_seconds_per_minute", countdowns.visible.tasks),
        ("hidden_task_seconds_per_minute", countdowns.hidden.tasks),
        ("hidden_script_seconds_per_minute", countdowns.hidden.scripts),
        ("deals_visible_task_seconds_per_minute", deals.visible.tasks),
        ("deals_hidden_task_seconds_per_minute", deals.hidden.tasks),
        ("deals_hidden_script_seconds_per_minute", deals.hidden.scripts),
    ];
    Ok(figures.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// Opens a page in a phone's window of its own.
fn open<'a>(driver: &'a Driver, address: &str) -> Result<Session<'a>> {
    let session = driver.open("zh-CN")?;
    session.size(PHONE)?;
    session.count_work()?;
    session.go(address)?;
    Ok(session)
}

/// What a page costs.
struct Cost {
    /// How many countdowns ran.
    running: usize,
    /// In a minute in which it is seen.
    visible: Work,
    /// In a minute in which it is hidden.
    hidden: Work,
}

/// Measures the page that is open while it is seen, then hidden. Fails if fewer than `least` countdowns run
/// or any stands still, since then the figure is one of something else.
fn both(what: &str, session: &Session<'_>, least: usize) -> Result<Cost> {
    let enough = format!("return {DIGITS}.length >= {least}");
    session.wait_until(&enough, &[], &format!("{least} countdowns on {what}"))?;
    thread::sleep(REST);
    session.must_be("visible")?;
    let before = digits(session)?;
    let visible = report::step(&format!("{what}, seen"), || minute(session))?;
    session.must_be("visible")?;
    let after = digits(session)?;
    all_ran(&before, &after)?;
    session.hide()?;
    thread::sleep(REST);
    let hidden = report::step(&format!("{what}, hidden"), || minute(session))?;
    session.must_be("hidden")?;
    Ok(Cost { running: after.len(), visible, hidden })
}

/// What the tab works in a minute.
fn minute(session: &Session<'_>) -> Result<Work> {
    let (start, before) = (Instant::now(), session.work()?);
    thread::sleep(MEASURED);
    let after = session.work()?;
    let share = 60.0 / start.elapsed().as_secs_f64();
    let of = |before, after| (after - before) * share;
    Ok(Work { tasks: of(before.tasks, after.tasks), scripts: of(before.scripts, after.scripts) })
}

fn digits(session: &Session<'_>) -> Result<Vec<String>> {
    let told = session.script(&format!("return {DIGITS}"), &[])?;
    let texts = told.as_array().context("the page's countdowns cannot be read")?;
    Ok(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn all_ran(before: &[String], after: &[String]) -> Result<()> {
    if before.len() != after.len() {
        bail!("{} countdowns became {} while they were measured", before.len(), after.len());
    }
    let still = before.iter().zip(after).filter(|(before, after)| before == after).count();
    if still > 0 {
        bail!("{still} of {} countdowns stand still", after.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countdowns_that_stand_still_or_go_are_an_error() {
        let of = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let before = of(&["59:30", "58:30"]);
        assert!(all_ran(&before, &of(&["58:30", "57:30"])).is_ok());
        assert!(all_ran(&before, &of(&["58:30", "58:30"])).unwrap_err().to_string().contains('1'));
        assert!(all_ran(&before, &of(&["58:30"])).is_err());
    }
}
