//! `size`: what the first load weighs, and which module brings how much.

mod first_load;
mod modules;
mod wasm;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::budgets;
use crate::report;
use crate::setup::{self, Need};
use crate::web;
use crate::workspace::Workspace;

/// Builds the app, prints both tables and fails above the budget.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let budget = budgets::read(workspace)?.size.first_load;
    let dist = web::build(workspace)?;
    let parts = first_load::parts(&dist)?;
    let total: u64 = parts.iter().map(|part| part.brotli).sum();

    println!("\nFirst load, bytes:");
    let mut rows = vec![["file", "plain", "brotli 11"].map(str::to_owned).to_vec()];
    for part in &parts {
        rows.push(vec![part.name.clone(), part.plain.to_string(), part.brotli.to_string()]);
    }
    let plain: u64 = parts.iter().map(|part| part.plain).sum();
    rows.push(vec!["together".into(), plain.to_string(), total.to_string()]);
    rows.push(vec!["budget".into(), String::new(), budget.to_string()]);
    report::table(&rows);

    let wasm_sent =
        parts.iter().filter(|part| part.name.ends_with(".wasm")).map(|p| p.brotli).sum();
    print_modules(workspace, wasm_sent)?;
    if total > budget {
        bail!("the first load is {} bytes over its budget of {budget}", total - budget);
    }
    println!("\n✓ {} bytes below the budget", budget - total);
    Ok(())
}

fn print_modules(workspace: &Workspace, wasm_sent: u64) -> Result<()> {
    let path = web::cargo_artifact(workspace)?;
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let module = wasm::read(&bytes)?;
    let shares = modules::shares(&module);
    if shares.is_empty() {
        println!("\n{} has no function names: shares unknown", path.display());
        return Ok(());
    }
    let all: u64 = shares.iter().map(|(_, bytes)| bytes).sum();
    println!(
        "\nWhere the wasm comes from (bytes before wasm-opt; of what is sent, by proportion):"
    );
    let mut rows = vec![["module", "bytes", "about, brotli"].map(str::to_owned).to_vec()];
    for (name, bytes) in shares {
        let sent = bytes * wasm_sent / all.max(1);
        rows.push(vec![name, bytes.to_string(), sent.to_string()]);
    }
    report::table(&rows);
    Ok(())
}
