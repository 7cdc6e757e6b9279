//! Writes `contract/openapi.json` from the endpoint types.

use std::{io, path::Path};

fn main() -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let mut text = serde_json::to_string_pretty(&picklive_contract::schema::document())?;
    text.push('\n');
    std::fs::write(&file, text)?;
    println!("wrote contract/openapi.json");
    Ok(())
}
