//! A page that is not ours with widgets on it: what it allows, what it hears, and what it counts.

use anyhow::{Context, Result, ensure};
use picklive_e2e::Visit;
use serde_json::{Value, json};

use crate::rooms::ID;

/// What the widgets' page is called on the strangers' host.
pub const PAGE: &str = "/a-page-of-mine.html";
/// Looks into widgets, too; and notes what they tell, and what they begin and do not end.
pub const BEFORE: &str = "
    for (const name of ['querySelector', 'querySelectorAll']) {
        document[name] = (css) => {
            const roots = [...document.getElementsByTagName('picklive-room')].map((it) => it.shadowRoot).filter(Boolean);
            const inside = roots.flatMap((root) => [...root.querySelectorAll(css)]);
            const all = [...document.getElementsByTagName('*')].filter((it) => it.matches(css)).concat(inside);
            return name === 'querySelector' ? all[0] ?? null : all;
        };
    }
    window.told = [];
    for (const name of ['ready', 'state', 'pin', 'add', 'buy', 'order', 'error']) {
        addEventListener('picklive:' + name, (event) => {
            told.push({ name, composed: event.composed, ...event.detail });
            if (name === 'buy' && window.takes) event.preventDefault();
        });
    }
    window.open_ = { lines: 0, most: 0, intervals: new Set(), listeners: 0 };
    const usual = window.fetch;
    window.fetch = (url, init) => {
        if (String(url).includes('/v1/events')) {
            open_.most = Math.max(open_.most, ++open_.lines);
            init.signal.addEventListener('abort', () => { open_.lines -= 1; });
        }
        return usual(url, init);
    };
    const [begin, end] = [window.setInterval, window.clearInterval];
    window.setInterval = (...all) => { const id = begin(...all); open_.intervals.add(id); return id; };
    window.clearInterval = (id) => { open_.intervals.delete(id); end(id); };
    for (const of of [window, document, visualViewport]) {
        const [add, remove] = [of.addEventListener, of.removeEventListener];
        const known = new Map();
        const counts = (name, act) => { const key = known.get(act) ?? new Set(); known.set(act, key); return key; };
        of.addEventListener = (name, act, how) => {
            const names = counts(name, act);
            if (!names.has(name)) { names.add(name); open_.listeners += 1; }
            return add.call(of, name, act, how);
        };
        of.removeEventListener = (name, act, how) => {
            if (counts(name, act).delete(name)) open_.listeners -= 1;
            return remove.call(of, name, act, how);
        };
    }";
/// A page of somebody else's, which allows what `docs/widget.md` says and nothing else.
pub fn page(visit: &Visit, body: &str) -> Result<()> {
    let shop = visit.shop.own_url("");
    let policy = format!(
        "default-src 'none'; script-src {shop} 'wasm-unsafe-eval'; style-src 'self' {shop}; img-src {shop} data:; \
         connect-src {shop}; media-src blob:; require-trusted-types-for 'script'; trusted-types picklive-text"
    );
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>我的页面</title>\
         <script type=\"module\" src=\"{shop}/embed/picklive-room.js\"></script></head>\
         <body><h2>我的页面</h2>{body}<p>这里是我的文字。</p></body></html>"
    );
    visit.shop.host(PAGE, &page)
}

/// One widget with the demo's room.
pub fn room(attributes: &str) -> String {
    format!("<picklive-room id=\"a\" room=\"{ID}\" {attributes}></picklive-room>")
}

/// Opens the page.
pub async fn open(visit: &Visit, body: &str) -> Result<()> {
    page(visit, body)?;
    Ok(visit.browser.web.goto(visit.shop.url(PAGE)).await?)
}

/// What was told by this name.
pub async fn told(visit: &Visit, name: &str) -> Result<Vec<Value>> {
    let told = visit.value(&format!("told.filter((it) => it.name === {})", json!(name))).await?;
    Ok(told.as_array().cloned().unwrap_or_default())
}

/// Nothing was refused, and nobody left a cookie.
pub async fn is_a_good_guest(visit: &Visit) -> Result<()> {
    let refused = visit.value("window.e2e.refused").await?;
    ensure!(refused == json!([]), "the page's policy refused {refused}");
    let kept = visit.browser.all_cookies().await?;
    ensure!(kept.is_empty(), "the browser has cookies: {kept:?}");
    let head = visit.value("[...document.head.children].map((it) => it.localName)").await?;
    let known = ["meta", "title", "script", "link"];
    let all = head.as_array().context("no head")?;
    let more = all.iter().any(|it| it.as_str().is_none_or(|it| !known.contains(&it)));
    ensure!(!more && all.len() <= 6, "in the head: {head}");
    let said = visit.said().await?;
    ensure!(said.is_empty(), "the console said {said:#?}");
    Ok(())
}
