//! The app's sheets as they are within a shadow root: what they say of the page's root they say of the widget's frame,
//! sizes do not follow the page's, and what is offered to the page is read from its properties.

use anyhow::{Context, Result, bail};

/// What the page may set, as `--picklive-…`; `docs/widget.md` says what each is.
pub const OFFERED: [&str; 9] =
    ["accent", "accent-ink", "accent-soft", "card", "ink", "paper", "radius", "sans", "serif"];
/// The element in which the widget is drawn.
const FRAME: &str = ".frame";
/// What dark colours are under.
const DARK: &str = "@media (prefers-color-scheme: dark) {";
/// How many pixels the app's unit has where nobody has changed it.
const UNIT: f64 = 16.0;

/// The sheet for the shadow root.
pub fn within(sheet: &str) -> Result<String> {
    let sheet = offered(&themed(sheet)?);
    let whole = sheet.lines().map(|line| match line.trim_end() {
        ":root {" | "html {" | "body {" => format!("{FRAME} {{\n"),
        ":root:lang(en) {" => format!("{FRAME}:lang(en) {{\n"),
        _ => in_pixels(line) + "\n",
    });
    Ok(whole.collect())
}

/// A sheet that comes behind that one: it says nothing of the root and of colours.
pub fn behind(sheet: &str) -> Result<String> {
    for root in [":root", "html {", "body {", DARK] {
        if sheet.contains(root) {
            bail!("a sheet of what comes behind the room says something of `{root}`");
        }
    }
    Ok(sheet.lines().map(|line| in_pixels(line) + "\n").collect())
}

/// Dark colours by the reader's wish, unless the page says otherwise, and whenever the page says so.
fn themed(sheet: &str) -> Result<String> {
    let (before, rest) = sheet.split_once(DARK).context("the sheets have no dark colours")?;
    let (_, rest) = rest.split_once(":root {").context("the dark colours have no root")?;
    let (colours, rest) = rest.split_once('}').context("the dark colours have no end")?;
    let (_, after) = rest.split_once('}').context("the dark colours have no end")?;
    let auto = format!("{DARK}\n  {FRAME}:not([data-theme=\"light\"]) {{{colours}}}\n}}");
    Ok(format!("{before}{auto}\n{FRAME}[data-theme=\"dark\"] {{{colours}}}{after}"))
}

/// What the page may set is read from what it sets.
fn offered(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    for line in sheet.lines() {
        let declared = line.trim().strip_prefix("--").and_then(|line| line.split_once(": "));
        let value = declared.and_then(|(name, value)| Some((name, value.strip_suffix(';')?)));
        match value.filter(|(name, _)| OFFERED.contains(name)) {
            Some((name, value)) => {
                out.push_str(&format!("  --{name}: var(--picklive-{name}, {value});"));
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A line with each `rem` in pixels.
fn in_pixels(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("rem") {
        let begin = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number: Option<f64> = before[begin..].parse().ok();
        let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '-');
        match number.filter(|_| ends) {
            Some(number) => {
                out.push_str(&before[..begin]);
                out.push_str(&format!("{}px", number * UNIT));
            }
            None => {
                out.push_str(before);
                out.push_str("rem");
            }
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_root_is_said_of_the_frame() {
        let sheet = ":root {\n  --accent: #b8402a;\n  --s1: 0.25rem;\n}\n\
            :root:lang(en) {\n  --sans: system-ui, sans-serif;\n}\n\
            @media (prefers-color-scheme: dark) {\n  :root {\n    --accent: #ff8b6b;\n  }\n}\n\
            body {\n  margin: 0 -1.5rem;\n}\n.remark {\n  inset: auto 2rem calc(1rem + 2px);\n}\n";
        let within = within(sheet).unwrap();
        for wanted in [
            ".frame {\n  --accent: var(--picklive-accent, #b8402a);\n  --s1: 4px;\n}",
            ".frame:lang(en) {\n  --sans: var(--picklive-sans, system-ui, sans-serif);",
            "  .frame:not([data-theme=\"light\"]) {\n  --accent: var(--picklive-accent, #ff8b6b);",
            ".frame[data-theme=\"dark\"] {\n  --accent: var(--picklive-accent, #ff8b6b);",
            ".frame {\n  margin: 0 -24px;\n}",
            ".remark {\n  inset: auto 32px calc(16px + 2px);\n}",
        ] {
            assert!(within.contains(wanted), "{wanted} in {within}");
        }
        assert!(!within.contains("root") && !within.contains("0.25rem"));
        assert!(super::within("p {}").is_err());
    }
}
