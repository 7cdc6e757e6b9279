//! The first page as Lighthouse sees it: a middling phone on a slow line, simulated. A page written by hand
//! is measured in the same run, so that the machine's own speed can be told from the app's.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::hand_written;
use crate::process::{command, logged};
use crate::report;
use crate::server::{self, Profile, Server, Start};
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// Where Lighthouse's own package.json is; it is large and nothing else needs it.
const FOLDER: &str = "xtask/lighthouse";

/// How often each page is measured, in turns; each figure is the median.
const RUNS: usize = 5;

/// Reads a figure out of Lighthouse's report.
type Reader = fn(&Value) -> Option<f64>;

/// The figure that is compared with the hand-written page's.
const LCP: &str = "lcp_seconds";

/// Figures by the name they have in `xtask/budgets.toml`.
const FIGURES: [(&str, Reader); 5] = [
    (LCP, |report| Some(audit(report, "largest-contentful-paint")? / 1000.0)),
    ("layout_shift", |report| audit(report, "cumulative-layout-shift")),
    ("performance", |report| category(report, "performance")),
    ("accessibility", |report| category(report, "accessibility")),
    ("best_practices", |report| category(report, "best-practices")),
];

/// Measures today's page of a fresh demo shop, and the same written by hand.
pub fn measure(workspace: &Workspace) -> Result<Vec<(String, f64)>> {
    setup::ensure(workspace, &[Need::BUILD, &[Need::Browser, Need::Fonts]].concat())?;
    setup::npm_packages(workspace, FOLDER)?;
    let program = server::build(workspace, Profile::Release)?;
    let dist = web::build(workspace)?;
    let work = workspace.target()?.join("xtask/lighthouse");
    let shop = |folder: &Path, dist: &Path| -> Result<Server> {
        let data = server::fresh_data(folder)?;
        let start = Start { port: 0, data: &data, dist: Some(dist) };
        server::start(&server::serve(workspace, &program, &start), &folder.join("server.log"))
    };
    let ours = shop(&work.join("ours"), &dist)?;
    let written = hand_written::write(&ours.address, &work)?;
    let by_hand = shop(&work.join("hand-written"), &written)?;
    let pages = [("ours", &ours), ("hand-written", &by_hand)];
    let mut reports = [Vec::new(), Vec::new()];
    for run in 1..=RUNS {
        for ((name, server), reports) in pages.iter().zip(&mut reports) {
            let file = work.join(format!("{name}-{run}.json"));
            report::step(&format!("Lighthouse, {name}, {run} of {RUNS}"), || {
                let once =
                    || lighthouse(workspace, &server.address, &file, &work.join("lighthouse.log"));
                // On a busy machine Chromium now and then loses the beginning of its own recording.
                once().or_else(|_| once())
            })?;
            let report = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            reports.push(serde_json::from_slice(&report).context("the report is no JSON")?);
        }
    }
    println!("  the reports are in {}", work.display());
    let [ours, by_hand] = reports;
    beside(medians(&ours)?, &medians(&by_hand)?)
}

/// Our figures, and after them the hand-written page's LCP and what ours is of it.
fn beside(mut ours: Vec<(String, f64)>, by_hand: &[(String, f64)]) -> Result<Vec<(String, f64)>> {
    let lcp =
        |figures: &[(String, f64)]| figures.iter().find(|(name, _)| name == LCP).map(|it| it.1);
    let (our, their) = lcp(&ours).zip(lcp(by_hand)).context("no LCP to compare")?;
    if their <= 0.0 {
        bail!("the hand-written page's LCP is {their} s: it was not painted");
    }
    ours.push(("hand_written_lcp_seconds".to_owned(), their));
    ours.push(("lcp_of_hand_written".to_owned(), our / their));
    Ok(ours)
}

fn lighthouse(workspace: &Workspace, address: &str, file: &Path, log: &Path) -> Result<()> {
    // Whoever measures, both pages are in the language of the one that is written by hand.
    let language = hand_written::LANGUAGE.html();
    let mut chrome = format!(
        "--headless=new --disable-dev-shm-usage --lang={language} --accept-lang={language}"
    );
    if setup::is_root() {
        chrome.push_str(" --no-sandbox");
    }
    let mut lighthouse = command(workspace.path(FOLDER).join("node_modules/.bin/lighthouse"));
    lighthouse
        .arg(format!("{address}/"))
        .args(["--quiet", "--output=json", "--no-enable-error-reporting"])
        .arg("--only-categories=performance,accessibility,best-practices")
        .arg(format!("--chrome-flags={chrome}"))
        .arg(format!("--output-path={}", file.display()));
    let browser = setup::browser().context("no Chromium or Chrome is installed")?;
    logged(lighthouse.env("CHROME_PATH", browser), log)
}

fn medians(reports: &[Value]) -> Result<Vec<(String, f64)>> {
    let mut figures = Vec::new();
    for (name, read) in FIGURES {
        let mut values: Vec<f64> = reports.iter().filter_map(read).collect();
        values.sort_by(f64::total_cmp);
        let median = values.get(values.len() / 2);
        let none = || format!("Lighthouse gave no {name}: did the page load?");
        figures.push((name.to_owned(), *median.with_context(none)?));
    }
    Ok(figures)
}

fn audit(report: &Value, name: &str) -> Option<f64> {
    report["audits"][name]["numericValue"].as_f64()
}

/// A category's score, of 100.
fn category(report: &Value, name: &str) -> Option<f64> {
    report["categories"][name]["score"].as_f64().map(|score| (score * 100.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn a_report(lcp: f64) -> Value {
        json!({
            "audits": {
                "largest-contentful-paint": { "numericValue": lcp },
                "cumulative-layout-shift": { "numericValue": 0.002 },
            },
            "categories": {
                "performance": { "score": 0.99 },
                "accessibility": { "score": 1 },
                "best-practices": { "score": 0.96 },
            },
        })
    }

    #[test]
    fn each_figure_is_the_median() {
        let figures = medians(&[a_report(900.0), a_report(3000.0), a_report(1100.0)]).unwrap();
        assert_eq!(figures[0], ("lcp_seconds".to_owned(), 1.1));
        assert_eq!(figures[2], ("performance".to_owned(), 99.0));
    }

    #[test]
    fn ours_is_told_as_a_multiple_of_the_hand_written_page() {
        let of = |lcp| medians(&[a_report(lcp)]).unwrap();
        let figures = beside(of(1100.0), &of(1000.0)).unwrap();
        assert_eq!(figures[5], ("hand_written_lcp_seconds".to_owned(), 1.0));
        assert_eq!(figures[6], ("lcp_of_hand_written".to_owned(), 1.1));
        assert!(beside(of(1100.0), &of(0.0)).is_err(), "nothing was painted");
    }

    #[test]
    fn a_page_that_did_not_load_is_an_error() {
        assert!(medians(&[json!({ "audits": {}, "categories": {} })]).is_err());
    }
}
