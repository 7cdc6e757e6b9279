//! `size`: what is fetched when weighs how much, and which feature brings what of it.

mod first_load;
mod modules;
mod served;
mod sheets;
mod widget;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::budgets;
use crate::report;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{wasm, web};

use first_load::{Part, When};

/// The parts of the app that a shop may do without; what is left over is what all of them share.
const FEATURES: [&str; 9] =
    ["picks", "deals", "product", "search", "checkout", "cart", "orders", "account", "live"];

/// Builds the app, prints the tables and fails above the budget.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let budgets = budgets::read(workspace)?.size;
    let today_sent = budgets.today_sent;
    let dist = web::build(workspace)?;
    let parts = first_load::parts(&dist)?;
    let desk: u64 = first_load::parts(&dist.join(web::DESK))?.iter().map(|part| part.brotli).sum();
    let embedded = widget::parts(&dist.join(web::WIDGET))?;
    let stages = [
        (When::First, "the first load", budgets.first_load),
        (When::Late, "what comes after the start", budgets.late),
        (When::Rooms, "what rooms take besides", budgets.rooms),
        (When::Player, "what plays streams", budgets.player),
    ];
    let sent =
        report::step("asking a demo shop for its first page", || served::today(workspace, &dist))?;

    println!("\nWhat is fetched, bytes (a KB is 1,000):");
    let mut rows = vec![["file", "plain", "brotli 11"].map(str::to_owned).to_vec()];
    for (when, name, budget) in stages {
        let here = || parts.iter().filter(|part| part.when == when);
        for part in here() {
            rows.push(vec![part.name.clone(), part.plain.to_string(), part.brotli.to_string()]);
        }
        let plain: u64 = here().map(|part| part.plain).sum();
        rows.push(vec![name.into(), plain.to_string(), brotli_at(&parts, when).to_string()]);
        rows.push(vec!["budget".into(), String::new(), budget.to_string()]);
    }
    let everything: u64 = parts.iter().map(|part| part.brotli).sum();
    rows.push(vec!["everything".into(), String::new(), everything.to_string()]);
    rows.push(vec!["the desk, which shoppers never load".into(), String::new(), desk.to_string()]);
    rows.push(vec!["budget".into(), String::new(), budgets.desk.to_string()]);
    let embedded_all: u64 = embedded.iter().map(|part| part.brotli).sum();
    let mut widget = Vec::new();
    for (later, name, budget) in [
        (false, "the widget, until a room is there", budgets.widget),
        (true, "its rest with checkout, behind that", budgets.widget_rest),
    ] {
        let here = || embedded.iter().filter(|part| part.is_later == later);
        for part in here() {
            let file = format!("{}/{}", web::WIDGET, part.name);
            rows.push(vec![file, part.plain.to_string(), part.brotli.to_string()]);
        }
        let bytes: u64 = here().map(|part| part.brotli).sum();
        rows.push(vec![name.into(), String::new(), bytes.to_string()]);
        rows.push(vec!["budget".into(), String::new(), budget.to_string()]);
        widget.push((name, bytes, budget));
    }
    rows.push(vec!["the widget with everything".into(), String::new(), embedded_all.to_string()]);
    report::table(&rows);

    let first = brotli_at(&parts, When::First);
    let packed = if sent.encoding.is_empty() { "plain" } else { &sent.encoding };
    println!(
        "\nThe demo shop's `/` is sent as {} bytes ({packed}) of at most {today_sent}, with its picks and \
         their data in it;\nall that is sent for the first page's code and content is {} bytes then.",
        sent.bytes,
        first - brotli_of(&parts, "index.html") + sent.bytes
    );
    print_shares(workspace, brotli_of(&parts, ".wasm"))?;
    let mut left = Vec::new();
    for (when, name, budget) in stages {
        let bytes = brotli_at(&parts, when);
        if bytes > budget {
            bail!("{name} is {} bytes over its budget of {budget}", bytes - budget);
        }
        left.push(format!("{name} {}", budget - bytes));
    }
    if desk > budgets.desk {
        bail!("the desk is {} bytes over its budget of {}", desk - budgets.desk, budgets.desk);
    }
    for (name, bytes, budget) in widget {
        if bytes > budget {
            bail!("{name} is {} bytes over its budget of {budget}", bytes - budget);
        }
        left.push(format!("{name} {}", budget - bytes));
    }
    if sent.bytes > today_sent {
        bail!("today's page is sent as {} bytes, over its budget of {today_sent}", sent.bytes);
    }
    left.push(format!("the desk {}", budgets.desk - desk));
    println!("\n✓ bytes below their budgets: {}", left.join(", "));
    Ok(())
}

fn brotli_at(parts: &[Part], when: When) -> u64 {
    parts.iter().filter(|part| part.when == when).map(|part| part.brotli).sum()
}

fn brotli_of(parts: &[Part], end: &str) -> u64 {
    parts.iter().filter(|part| part.name.ends_with(end)).map(|part| part.brotli).sum()
}

fn print_shares(workspace: &Workspace, sent: u64) -> Result<()> {
    let path = web::cargo_artifact(workspace)?;
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let shares = modules::shares(&wasm::read(&bytes)?);
    if shares.is_empty() {
        println!("\n{} has no function names: shares unknown", path.display());
        return Ok(());
    }
    let all: u64 = shares.iter().map(|(_, bytes)| bytes).sum();
    let about = |bytes: u64| bytes * sent / all.max(1);

    println!("\nWhat each feature adds to all of the app (about, bytes of brotli):");
    let mut rows = vec![["feature", "wasm", "styles", "together"].map(str::to_owned).to_vec()];
    for feature in FEATURES {
        let module = format!("{}{feature}", modules::OWN_PREFIX);
        let code = shares.iter().find(|(name, _)| *name == module).map_or(0, |(_, bytes)| *bytes);
        let (code, styles) = (about(code), sheets::adds(workspace, feature)?);
        let row = [feature.to_owned(), code.to_string(), styles.to_string()];
        rows.push([row.as_slice(), &[(code + styles).to_string()]].concat());
    }
    report::table(&rows);

    println!(
        "\nWhere the wasm comes from (bytes before wasm-opt; of what is sent, by proportion):"
    );
    let mut rows = vec![["module", "bytes", "about, brotli"].map(str::to_owned).to_vec()];
    for (name, bytes) in shares {
        rows.push(vec![name, bytes.to_string(), about(bytes).to_string()]);
    }
    report::table(&rows);
    Ok(())
}
