//! The app's sheets: those of what is read stand in the page, those of what comes after the app's start are a
//! file that is fetched beside the program (`public/start.js`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::Hash;

/// What stands in `index.html` between the sheets of the first screen and the later ones.
const LATE: &str = "<!--picklive:late-->";

/// Takes the later sheets out of the page and makes one of the others, which packs better, and needs one hash
/// in the server's policy: the page, and the later sheets as one.
pub fn part(html: &str) -> Result<(String, String)> {
    let Some((first, rest)) = html.split_once(LATE) else { bail!("index.html has no {LATE}") };
    let (mut page, sheet, at) = take_out(first)?;
    let (rest, late, _) = take_out(rest)?;
    if let Some(at) = at {
        page.insert_str(at, &format!("<style>{sheet}</style>"));
    }
    Ok((format!("{page}{LATE}{rest}"), late))
}

/// Writes the later sheets, named by what they hold, and names them in the page.
pub fn write_late(dist: &Path, html: String, sheet: &str) -> Result<String> {
    let name = format!("late-{}.css", Hash::of(sheet.as_bytes()).hex());
    fs::write(dist.join(&name), sheet).with_context(|| format!("writing {name}"))?;
    // Not a sheet yet: a browser does not fetch what it has no word for.
    Ok(html.replacen(LATE, &format!("<link rel=\"late\" href=\"{name}\">"), 1))
}

/// The page without its sheets, the sheets in their order, and where the first one stood.
fn take_out(html: &str) -> Result<(String, String, Option<usize>)> {
    let (mut page, mut sheet, mut at) = (String::new(), String::new(), None);
    let mut rest = html;
    while let Some((before, inside, after)) = element(rest, "<style>", "</style>")? {
        page.push_str(before);
        at.get_or_insert(page.len());
        sheet.push_str(inside);
        rest = after;
    }
    page.push_str(rest);
    Ok((page, sheet, at))
}

/// The first such element: what stands before, in and after it.
pub fn element<'a>(
    html: &'a str,
    open: &str,
    close: &str,
) -> Result<Option<(&'a str, &'a str, &'a str)>> {
    let Some((before, rest)) = html.split_once(open) else { return Ok(None) };
    let (inside, after) = rest.split_once(close).context("an element without an end")?;
    Ok(Some((before, inside, after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sheets_become_one_and_the_later_ones_leave_the_page() {
        let page = "<a><style>p{}</style>\n<b><style>q{}</style><!--picklive:late--><style>r{}</style>\
            <style>s{}</style></c>";
        let (first, late) = part(page).unwrap();
        assert_eq!(first, "<a><style>p{}q{}</style>\n<b><!--picklive:late--></c>");
        assert_eq!(late, "r{}s{}");
        assert!(
            part("<style>p{}</style>").is_err() && part("<style>p{}<!--picklive:late-->").is_err()
        );
    }
}
