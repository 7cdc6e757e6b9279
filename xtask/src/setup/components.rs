//! rustfmt and clippy, which come with the compiler but not with every installation of it.

use anyhow::{Result, bail};

use crate::process::{cargo, command, find, read};

/// Fails, with what to type, when one of them is missing.
pub fn ensure() -> Result<()> {
    let there = |name: &str| read(command(cargo()).args([name, "--version"])).is_ok();
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, subcommand)| !there(subcommand))
        .map(|(name, _)| name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("{}", told(&missing, find("rustup").is_some()));
}

fn told(missing: &[&str], rustup: bool) -> String {
    let names = missing.join(" and ");
    let add = "rustup component add rustfmt clippy";
    let otherwise = "a Rust from Debian gets them by `sudo apt-get update && sudo apt-get install \
                     --no-install-recommends rustfmt rust-clippy`; any other from where it came, \
                     in the same version as the compiler";
    match rustup {
        true => format!(
            "{names} missing; this command installs what `check` needs:\n  {add}\n\
             If rustup does not reach its server or does not manage this compiler: {otherwise}"
        ),
        false => format!(
            "{names} missing, and there is no rustup, with which it would be `{add}`.\n\
             Without it, {otherwise}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_told() {
        for rustup in [true, false] {
            let told = told(&["rustfmt", "clippy"], rustup);
            assert!(told.starts_with("rustfmt and clippy missing"), "{told}");
            assert!(told.contains("rustup component add rustfmt clippy"), "{told}");
            assert!(told.contains("rust-clippy"), "{told}");
        }
    }
}
