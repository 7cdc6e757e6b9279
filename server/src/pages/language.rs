//! In which language a page is drawn: the address, else what was chosen before, else what the browser
//! prefers, else the shop's own.

use axum::http::{HeaderMap, header};
use picklive::address::Query;
use picklive_contract::Lang;

/// Name of the cookie that remembers the choice; the app writes it, too.
const COOKIE: &str = "picklive_lang";

/// The language that the address itself asks for (`?lang=en`).
fn asked_for(query: &str) -> Option<Lang> {
    Query::read(query).get("lang").and_then(Lang::parse)
}

/// The `Set-Cookie` that remembers a choice for a year, for the installation at `base`.
fn cookie(lang: Lang, base: &str) -> String {
    format!("{COOKIE}={}; Path={base}; Max-Age=31536000; SameSite=Lax", lang.tag())
}

/// Remembers the language that the address asks for.
pub fn remember(query: &str, base: &str, answer: &mut HeaderMap) {
    let chosen = asked_for(query).map(|lang| cookie(lang, base));
    if let Some(cookie) = chosen.and_then(|cookie| cookie.parse().ok()) {
        answer.append(header::SET_COOKIE, cookie);
    }
}

/// The language for a request, among those the shop offers (never empty).
pub fn choose(query: &str, asked: &HeaderMap, offered: &[Lang]) -> Lang {
    let found = asked_for(query).into_iter().chain(remembered(asked)).chain(preferred(asked));
    found
        .into_iter()
        .find(|lang| offered.contains(lang))
        .or(offered.first().copied())
        .unwrap_or_default()
}

fn remembered(asked: &HeaderMap) -> Option<Lang> {
    let lines = asked.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=').and_then(Lang::parse))
}

/// The languages of `Accept-Language`, most wanted first.
fn preferred(asked: &HeaderMap) -> Vec<Lang> {
    let line = asked.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or("");
    let mut wanted: Vec<(f32, Lang)> = Vec::new();
    for part in line.split(',') {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok());
        if let (Some(lang), Some(weight)) = (Lang::parse(tag.trim()), weight) {
            wanted.push((weight, lang));
        }
    }
    wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
    wanted.into_iter().filter(|(weight, _)| *weight > 0.0).map(|(_, lang)| lang).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(accept: &str, cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers
    }

    #[test]
    fn the_address_comes_before_the_choice_before_the_browser_before_the_shop() {
        let both = Lang::ALL;
        let asked = headers("en-GB,en;q=0.9,zh;q=0.5", "a=b; picklive_lang=zh");
        assert_eq!(choose("lang=en", &asked, &both), Lang::En);
        assert_eq!(choose("", &asked, &both), Lang::Zh);
        assert_eq!(choose("", &headers("fr, zh;q=0.1, en;q=0.7", "x=y"), &both), Lang::En);
        assert_eq!(choose("", &headers("fr", "x=y"), &[Lang::En]), Lang::En);
        assert_eq!(choose("lang=zh", &headers("zh", "x=y"), &[Lang::En]), Lang::En);
        assert_eq!(
            choose("lang=<script>", &headers("en;q=zero", "picklive_lang="), &both),
            Lang::Zh
        );
    }
}
