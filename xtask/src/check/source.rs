//! Just enough of Rust's grammar to read what a file uses: text without comments and strings,
//! and the paths that begin at the crate's root.

/// The code with comments, strings and characters blanked out; line breaks stay.
pub fn code_only(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = skipped(rest, out.chars().next_back());
        if taken == 0 {
            out.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        }
        out.push(' ');
        out.extend(rest[..taken].chars().filter(|c| *c == '\n'));
        rest = &rest[taken..];
    }
    out
}

/// How many bytes of a comment, string or character begin here; 0 when it is code.
fn skipped(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return string(rest, 1);
    }
    if rest.starts_with('r') && !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        let fence = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
        if rest[1 + fence..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(fence));
            let start = fence + 2;
            return rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len());
        }
    }
    if rest.starts_with('\'') { character(rest) } else { 0 }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string(rest: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character literal; a lifetime has no second quote and is code.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(0, |at| at + 4),
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

/// The modules directly under the root that code names by paths beginning with `root`, such as
/// `crate::ui::Price`, `crate::{ui, state::Cart}`; each with its line, counted from 1.
pub fn modules_used(code: &str, root: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let start = format!("{root}::");
    for (at, _) in code.match_indices(&start) {
        let inside_a_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if inside_a_word || code[..at].ends_with("::") {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + start.len()..];
        match rest.trim_start().strip_prefix('{') {
            Some(group) => found.extend(heads(group).into_iter().map(|name| (line, name))),
            None => found.extend(word(rest).map(|name| (line, name))),
        }
    }
    found
}

/// The first line, counted from 1, in which code names this crate by a path.
pub fn names_crate(code: &str, name: &str) -> Option<usize> {
    let found = code.match_indices(name).find(|(at, _)| {
        let before = code[..*at].chars().next_back();
        let after = &code[at + name.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && (after.starts_with("::") || after.starts_with([';', ' ']))
    });
    found.map(|(at, _)| code[..at].matches('\n').count() + 1)
}

/// The first word of every item of a group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut head, mut found) = (0, true, Vec::new());
    let mut at = 0;
    while let Some(next) = group[at..].chars().next() {
        match next {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => head = true,
            _ if head && !next.is_whitespace() => {
                head = false;
                found.extend(word(&group[at..]));
            }
            _ => {}
        }
        at += next.len_utf8();
    }
    found
}

fn word(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(text: &str) -> Vec<String> {
        modules_used(&code_only(text), "crate").into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn every_form_of_path_is_read() {
        assert_eq!(used("use crate::ui::Price;"), ["ui"]);
        assert_eq!(used("use crate::{api::{call, x}, state, ui::*};"), ["api", "state", "ui"]);
        assert_eq!(used("fn f() -> crate::text::Lang { crate::ui::go() }"), ["text", "ui"]);
        assert_eq!(used("pub(crate) use super::x; use mycrate::ui;"), Vec::<String>::new());
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        assert_eq!(
            used("// crate::a\n/* crate::b /* */ crate::c */ \"crate::d\""),
            Vec::<String>::new()
        );
        assert_eq!(used("r#\"crate::a \" \"#; '\"'; crate::b::c; '\\''; crate::d::e"), ["b", "d"]);
        assert_eq!(used("fn f<'a>(x: &'a str) { crate::ui::x() }"), ["ui"]);
    }

    #[test]
    fn lines_are_counted() {
        let code = code_only("/* a\n b */\nuse crate::ui;");
        assert_eq!(modules_used(&code, "crate"), [(3, "ui".to_owned())]);
    }

    #[test]
    fn crates_are_found_by_whole_words() {
        assert_eq!(names_crate("\nuse web_sys::Window;", "web_sys"), Some(2));
        assert_eq!(names_crate("leptos::web_sys::Event", "web_sys"), Some(1));
        assert_eq!(names_crate("my_web_sys::x web_sys_like", "web_sys"), None);
    }
}
