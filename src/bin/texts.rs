//! Writes the sentences of each language into `public/`, for the app that people get.

use std::{env, fs, io, path::Path};

use picklive::text;
use picklive_contract::Lang;

fn main() -> io::Result<()> {
    let root = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    for lang in Lang::ALL {
        for (name, texts) in [("", text::file(lang)), ("desk-", text::desk_file(lang))] {
            let file = Path::new(&root).join(format!("public/{name}{}.txt", lang.tag()));
            fs::write(&file, texts)?;
            println!("{}", file.display());
        }
    }
    Ok(())
}
