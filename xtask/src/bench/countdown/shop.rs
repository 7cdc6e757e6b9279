//! A shop with many deals, filled as a merchant fills it: by the server's own commands.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{command, read};
use crate::workspace::Workspace;

/// How many deals are on at once, and as many drops.
pub const DEALS: usize = 20;

/// Where the pictures are. Those of a product are numbered; the first one counts here.
const PICTURES: &str = "server/demo/pictures";

/// The end of the name of a product's first picture.
const FIRST: &str = "-1.webp";

/// Fills the shop with this data: [`DEALS`] products, a drop with a deal for each of them, which ends first
/// and is what the deals page tells of, and beside it drops with one deal, until there are as many.
pub fn fill(workspace: &Workspace, program: &Path, data: &Path, folder: &Path) -> Result<()> {
    let pictures = workspace.path(PICTURES);
    let products = products(&pictures)?;
    let list = folder.join("products.csv");
    fs::write(&list, csv(&products)).with_context(|| format!("writing {}", list.display()))?;
    let run = |words: &[String]| -> Result<()> {
        let mut import = command(program);
        import.arg("import").args(words).arg("--data").arg(data);
        read(&mut import).map(|_| ())
    };
    let mut words: Vec<String> =
        ["products", "--currency", "CNY", "--stock", "50"].map(Into::into).into();
    words.extend([list.display().to_string(), "--images".into(), pictures.display().to_string()]);
    run(&words)?;
    run(&a_drop(0, &products))?;
    for (at, product) in products.iter().enumerate().skip(1) {
        run(&a_drop(at, std::slice::from_ref(product)))?;
    }
    Ok(())
}

/// The products, by the names of their pictures.
fn products(pictures: &Path) -> Result<Vec<String>> {
    let files =
        fs::read_dir(pictures).with_context(|| format!("reading {}", pictures.display()))?;
    let mut products = Vec::new();
    for file in files {
        let name = file?.file_name().to_string_lossy().into_owned();
        products.extend(name.strip_suffix(FIRST).map(str::to_owned));
    }
    products.sort();
    if products.len() < DEALS {
        bail!("{PICTURES} has pictures of {} products, not of {DEALS}", products.len());
    }
    products.truncate(DEALS);
    Ok(products)
}

/// The list as Shopify exports it. No picture is fetched: each is in the folder.
fn csv(products: &[String]) -> String {
    let mut list = String::from("Handle,Title,Variant Price,Image Src\n");
    for product in products {
        list.push_str(&format!(
            "{product},{product},100,https://pictures.invalid/{product}{FIRST}\n"
        ));
    }
    list
}

/// The arguments of a drop that opens now; a later one ends later. None ends while it is measured.
fn a_drop(at: usize, products: &[String]) -> Vec<String> {
    let minutes = (60 + at).to_string();
    let (id, title) = (format!("drop-{at}"), format!("Drop {at}"));
    let head = ["drop", "--id", &id, "--title", &title, "--opens", "now", "--minutes", &minutes];
    let mut words: Vec<String> = head.map(str::to_owned).into();
    for product in products {
        words.extend(["--deal", product, "--price", "80", "--quota", "50"].map(str::to_owned));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn the_demo_has_pictures_enough_and_every_product_is_listed() {
        let products = products(&Workspace::find().unwrap().path(PICTURES)).unwrap();
        assert_eq!(products.len(), DEALS);
        let list = csv(&products);
        assert_eq!(list.lines().count(), DEALS + 1);
        assert!(list.contains(&format!("{0},{0},100,", products[0])), "{list}");
    }

    #[test]
    fn the_drop_with_all_deals_ends_first() {
        let products: Vec<String> = (0..DEALS).map(|at| at.to_string()).collect();
        let first = a_drop(0, &products);
        let minutes = |words: &[String]| words[8].parse::<u32>().unwrap();
        assert_eq!(first.iter().filter(|word| *word == "--deal").count(), DEALS);
        assert!(minutes(&first) < minutes(&a_drop(1, &products[..1])));
    }
}
