//! The built `index.html`, read once, with the places that are filled for each address.

use std::{path::Path, sync::Arc, time::SystemTime};

use base64::{Engine, prelude::BASE64_STANDARD};
use picklive_contract::Lang;
use sha2::{Digest, Sha256};
use tokio::sync::RwLock;

use super::draw::Drawn;
use crate::http::security::Csp;

/// The template; read again when its file has changed.
#[derive(Default)]
pub struct Slot(RwLock<Option<(SystemTime, Arc<Template>)>>);

impl Slot {
    /// The template of the build in `dist`, for an installation at `base`; `None` when there is none that
    /// can be read.
    pub async fn get(&self, dist: &Path, base: &str) -> Option<Arc<Template>> {
        let file = dist.join("index.html");
        let changed = tokio::fs::metadata(&file).await.and_then(|meta| meta.modified()).ok()?;
        if let Some((read, template)) = &*self.0.read().await
            && *read == changed
        {
            return Some(template.clone());
        }
        let html = tokio::fs::read_to_string(&file).await.ok()?;
        let template = Arc::new(Template::read(&html, base));
        *self.0.write().await = Some((changed, template.clone()));
        Some(template)
    }
}

/// A built page.
pub struct Template {
    html: String,
    /// The policy with the hashes of the page's own scripts and styles.
    pub policy: Csp,
}

/// What stands in the built page where the first screen goes, with its end.
const PLACES: [(&str, &str); 2] = [
    ("<!--picklive:head-->", "<!--/picklive:head-->"),
    ("<!--picklive:app-->", "<!--/picklive:app-->"),
];
/// Where the page says below which path it is installed.
const BASE: (&str, &str) = ("<base href=\"", ">");
/// Where the data goes.
const FIRST: &str = "<!--picklive:first-->";

impl Template {
    /// One build serves every installation: its addresses are relative to `<base href>`.
    fn read(html: &str, base: &str) -> Self {
        let html = replace(html, BASE, &format!("<base href=\"{}\">", escape(base)));
        let scripts = hashes(&html, "script");
        let styles = hashes(&html, "style");
        let policy = Csp::with_script_hashes(&scripts).with_style_hashes(&styles);
        Self { html, policy }
    }

    /// The page as it was built: the app draws everything itself.
    pub fn bare(&self) -> String {
        self.html.clone()
    }

    /// The page as it was built, in a language.
    pub fn in_lang(&self, lang: Lang) -> String {
        said_in(&self.html, lang)
    }

    /// The page with a first screen in it, and `extra` at the end of its head.
    pub fn fill(&self, drawn: &Drawn, extra: &str) -> String {
        let page = &drawn.page;
        let mut head = format!("<title>{}</title>", escape(&page.title));
        for (name, value) in [("og:title", &page.title), ("og:description", &drawn.description)] {
            head.push_str(&format!("<meta property=\"{name}\" content=\"{}\">", escape(value)));
        }
        head.push_str(&format!(
            "<meta name=\"description\" content=\"{}\">",
            escape(&drawn.description)
        ));
        if let Some(picture) = drawn.picture.as_ref().filter(|_| drawn.leads) {
            head.push_str(&format!(
                "<link rel=\"preload\" as=\"image\" href=\"{}\" fetchpriority=\"high\">",
                escape(picture)
            ));
        }
        head.push_str(extra);
        let data = format!(
            "<script type=\"application/json\" id=\"picklive-first\">{}</script>",
            page.data
        );
        let html = replace(&self.html, PLACES[0], &head);
        let html = replace(&html, PLACES[1], &page.html);
        let html = html.replacen(FIRST, &data, 1);
        said_in(&html, drawn.lang)
    }
}

/// A page that says in which language it is.
fn said_in(html: &str, lang: Lang) -> String {
    html.replacen("<html lang=\"zh-CN\"", &format!("<html lang=\"{}\"", lang.html()), 1)
}

/// Puts `with` in the place of the first piece from `start` to `end`.
fn replace(html: &str, (start, end): (&str, &str), with: &str) -> String {
    let found = html.split_once(start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some([before, with, after].concat())
    });
    found.unwrap_or_else(|| html.to_owned())
}

/// Text as text of a page or the value of an attribute.
pub fn escape(text: &str) -> String {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    safe.replace('"', "&quot;").replace('\'', "&#39;")
}

/// `sha256-…` of every inline element of this name that the browser runs or applies.
fn hashes(html: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at..];
        let (Some(start), Some(end)) = (rest.find('>'), rest.find(&close)) else { break };
        if start < end && !rest[..start].contains(" src=") {
            let digest = Sha256::digest(&rest.as_bytes()[start + 1..end]);
            found.push(format!("sha256-{}", BASE64_STANDARD.encode(digest)));
        }
        rest = &rest[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><head><base href=\"./\">\
        <!--picklive:head--><title>x</title><!--/picklive:head--><style>p{}</style>\
        <script>let a = 1;</script><script src=\"/a.js\"></script></head><body>\
        <div id=\"app\"><!--picklive:app-->wait<!--/picklive:app--></div><!--picklive:first--></body></html>";

    fn drawn() -> Drawn {
        Drawn {
            status: axum::http::StatusCode::OK,
            lang: Lang::En,
            description: "\"><script>alert(1)</script>".into(),
            picture: None,
            leads: false,
            page: picklive::ssr::Drawn {
                title: "</title><b>".into(),
                html: "<main>picks</main>".into(),
                data: "{}".into(),
            },
        }
    }

    #[test]
    fn the_first_screen_takes_its_place_and_no_text_breaks_out() {
        let template = Template::read(PAGE, "/shop/");
        let html = template.fill(&drawn(), "");
        assert!(html.contains("<head><base href=\"/shop/\"><title>"));
        assert!(template.bare().contains("<head><base href=\"/shop/\"><!--"));
        assert!(html.contains("<div id=\"app\"><main>picks</main></div>"));
        assert!(html.contains("<html lang=\"en\"") && html.contains("id=\"picklive-first\">{}<"));
        assert!(!html.contains("alert(1)</script>\"") && !html.contains("</title><b>"));
    }

    #[test]
    fn inline_scripts_and_styles_are_named_by_hash() {
        let template = Template::read(PAGE, "/");
        let policy = template.policy.header();
        let policy = policy.to_str().unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(b"let a = 1;"));
        assert!(policy.contains(&format!("'wasm-unsafe-eval' 'sha256-{hash}'")), "{policy}");
        assert_eq!(hashes(PAGE, "script").len(), 1, "one inline script, the other is a file");
    }
}
