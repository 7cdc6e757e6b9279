//! Descriptions: what an import may put on a page.

use std::collections::HashSet;

/// Sanitises a description. Scripts, styles and handlers go; so do pictures, which would tell other
/// sites who reads the shop. Text without markup becomes paragraphs.
pub fn clean(body: &str) -> String {
    let body = body.trim();
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .rm_tags(["img", "map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]));
    if body.contains('<') {
        return cleaner.clean(body).to_string();
    }
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let paragraphs: String = lines.map(|line| format!("<p>{line}</p>")).collect();
    cleaner.clean(&paragraphs).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left() {
        let bad = r#"<p onclick="a()">Hi <b>there</b></p><script>steal()</script>
            <img src=x onerror=steal()><iframe src="https://e.example"></iframe>
            <a href="javascript:steal()">x</a><a href="https://s.example/">y</a>
            <style>*{display:none}</style><svg><script>steal()</script></svg>
            <form action="https://e.example"><input name=p></form><p style="position:fixed">z</p>"#;
        let good = clean(bad);
        for word in [
            "script", "onclick", "onerror", "steal", "<img", "iframe", "style", "form", "input",
            "<svg",
        ] {
            assert!(!good.contains(word), "{word} in {good}");
        }
        assert!(good.contains("<b>there</b>") && good.contains("https://s.example/"));
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        assert_eq!(clean(" one & two\n\n three "), "<p>one &amp; two</p><p>three</p>");
        assert_eq!(clean(""), "");
    }
}
