//! `size`: what the first load weighs, and which feature brings how much.

mod first_load;
mod modules;
mod served;
mod sheets;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::budgets;
use crate::report;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use crate::{wasm, web};

use first_load::Part;

/// The parts of the app that a shop may do without; what is left over is what all of them share.
const FEATURES: [&str; 8] =
    ["picks", "deals", "product", "search", "checkout", "cart", "orders", "account"];

/// Builds the app, prints the tables and fails above the budget.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let budgets::Size { first_load: budget, late, today_sent } = budgets::read(workspace)?.size;
    let dist = web::build(workspace)?;
    let all = first_load::parts(&dist)?;
    let (later, parts): (Vec<_>, Vec<_>) = all.into_iter().partition(Part::comes_later);
    let total: u64 = parts.iter().map(|part| part.brotli).sum();
    let after: u64 = later.iter().map(|part| part.brotli).sum();
    let plain: u64 = parts.iter().map(|part| part.plain).sum();
    let sent =
        report::step("asking a demo shop for its first page", || served::today(workspace, &dist))?;

    println!("\nFirst load, bytes (a KB is 1,000):");
    let mut rows = vec![["file", "plain", "brotli 11"].map(str::to_owned).to_vec()];
    for part in &parts {
        rows.push(vec![part.name.clone(), part.plain.to_string(), part.brotli.to_string()]);
    }
    rows.push(vec!["together".into(), plain.to_string(), total.to_string()]);
    rows.push(vec!["budget".into(), String::new(), budget.to_string()]);
    for part in &later {
        let name = format!("{}, after the start", part.name);
        rows.push(vec![name, part.plain.to_string(), part.brotli.to_string()]);
    }
    rows.push(vec!["after the start".into(), String::new(), after.to_string()]);
    rows.push(vec!["budget".into(), String::new(), late.to_string()]);
    rows.push(vec!["everything".into(), String::new(), (total + after).to_string()]);
    report::table(&rows);

    let shell = brotli_of(&parts, "index.html");
    let packed = if sent.encoding.is_empty() { "plain" } else { &sent.encoding };
    println!(
        "\nThe demo shop's `/` is sent as {} bytes ({packed}) of at most {today_sent}, with its picks and \
         their data in it;\nall that is sent for the first page's code and content is {} bytes then.",
        sent.bytes,
        total - shell + sent.bytes
    );
    print_shares(workspace, brotli_of(&parts, ".wasm") + brotli_of(&later, ".wasm"))?;
    if total > budget {
        bail!("the first load is {} bytes over its budget of {budget}", total - budget);
    }
    if after > late {
        bail!("what comes after the start is {} bytes over its budget of {late}", after - late);
    }
    if sent.bytes > today_sent {
        bail!("today's page is sent as {} bytes, over its budget of {today_sent}", sent.bytes);
    }
    println!(
        "\n✓ the first load is {} bytes below its budget, what comes after the start {}",
        budget - total,
        late - after
    );
    Ok(())
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
