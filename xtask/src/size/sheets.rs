//! What a feature's sheet of style adds to the page that all sheets stand in.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::hash::files_under;
use crate::web;
use crate::workspace::Workspace;

/// Bytes of brotli that the feature's sheets cost: those of all less those of the others. 0 when
/// it has none.
pub fn adds(workspace: &Workspace, feature: &str) -> Result<u64> {
    let sheets = files_under(&workspace.path("style"))?;
    // Some features have several: live.css, live-room.css …
    let is_own = |sheet: &PathBuf| {
        let name = sheet.file_stem().unwrap_or_default().to_string_lossy();
        name.strip_prefix(feature).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let others: Vec<PathBuf> = sheets.iter().filter(|sheet| !is_own(sheet)).cloned().collect();
    Ok(weigh(&sheets)?.saturating_sub(weigh(&others)?))
}

fn weigh(sheets: &[PathBuf]) -> Result<u64> {
    let mut text = Vec::new();
    for sheet in sheets {
        text.extend(fs::read(sheet)?);
    }
    Ok(web::brotli(&text)?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_costs_something_and_none_costs_nothing() {
        let workspace = Workspace::find().unwrap();
        assert!(adds(&workspace, "picks").unwrap() > 0);
        assert_eq!(adds(&workspace, "no-such-feature").unwrap(), 0);
    }
}
