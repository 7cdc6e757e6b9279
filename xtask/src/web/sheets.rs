//! The app's sheets: those of what is read stand in the page, those of what comes after the app's start are a
//! file that is fetched beside the program (`public/start.js`), and those of rooms one that is fetched with the part
//! for rooms (`src/platform/part.rs`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::hash::Hash;

use super::parts::Named;

/// What stands in `index.html` before the sheets of each later part.
const LATER: [(&str, &str); 2] =
    [("late", "<!--picklive:late-->"), ("rooms", "<!--picklive:rooms-->")];

/// Takes the later sheets out of the page, each kind as one, and makes one of the others, which packs better, and
/// needs one hash in the server's policy.
pub fn part(html: &str) -> Result<(String, Vec<(&'static str, String)>)> {
    let (mut rest, mut later) = (html.to_owned(), Vec::new());
    for (kind, mark) in LATER.into_iter().rev() {
        let Some((before, after)) = rest.split_once(mark) else {
            bail!("index.html has no {mark}")
        };
        let (after, sheet, _) = take_out(after)?;
        later.push((kind, sheet));
        rest = format!("{before}{mark}{after}");
    }
    let (mut page, sheet, at) = take_out(&rest)?;
    if let Some(at) = at {
        page.insert_str(at, &format!("<style>{sheet}</style>"));
    }
    Ok((page, later))
}

/// Writes the sheets of a later part, named by what they hold, and names them in the page, with the part itself
/// where they are fetched together.
pub fn write(dist: &Path, html: String, kind: &str, sheet: &str, named: &Named) -> Result<String> {
    let name = format!("{kind}-{}.css", Hash::of(sheet.as_bytes()).hex());
    fs::write(dist.join(&name), sheet).with_context(|| format!("writing {name}"))?;
    let part = named.with_sheet(kind).map(|part| format!(" data-part=\"{part}\""));
    // Not a sheet yet: a browser does not fetch what it has no word for.
    let link = format!("<link rel=\"{kind}\" href=\"{name}\"{}>", part.unwrap_or_default());
    let mark = LATER.iter().find(|(known, _)| *known == kind).map_or("", |(_, mark)| mark);
    Ok(html.replacen(mark, &link, 1))
}

/// All sheets of a page, as one.
pub fn all(html: &str) -> Result<String> {
    Ok(take_out(html)?.1)
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
            <style>s{}</style><!--picklive:rooms--><style>t{}</style></c>";
        let (first, later) = part(page).unwrap();
        assert_eq!(
            first,
            "<a><style>p{}q{}</style>\n<b><!--picklive:late--><!--picklive:rooms--></c>"
        );
        assert_eq!(later, [("rooms", "t{}".to_owned()), ("late", "r{}s{}".to_owned())]);
        assert!(
            part("<style>p{}</style>").is_err() && part("<style>p{}<!--picklive:late-->").is_err()
        );
    }
}
