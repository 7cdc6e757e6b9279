//! Writes `contract/openapi.json` from the endpoint types.

use std::{env, io, path::PathBuf};

fn main() -> io::Result<()> {
    // As cargo says now: a build folder that checkouts share may hold the program of another one.
    let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here =
        here.ok_or_else(|| io::Error::other("run it by `cargo run -p picklive-contract`"))?;
    let file = here.join("openapi.json");
    let mut text = serde_json::to_string_pretty(&picklive_contract::schema::document())?;
    text.push('\n');
    std::fs::write(&file, text)?;
    println!("wrote contract/openapi.json");
    Ok(())
}
