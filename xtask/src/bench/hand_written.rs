//! The page to be measured against: today's edition as one would write it by hand, with the same pictures
//! and no script. Our own server sends it in the place of the app's page, so that packing, headers and
//! pictures are the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use picklive_contract::{
    Endpoint, Lang, Money,
    picks::{Edition, GetToday, Pick},
    picture::Picture,
};

use crate::http;

/// The page around the picks; `{title}`, `{note}`, `{curator}` and `{picks}` are filled in.
const TEMPLATE: &str = include_str!("../../lighthouse/hand-written.html");

/// The language that it is written in, which is the measuring browser's.
pub const LANGUAGE: Lang = Lang::En;

/// Writes the page with what the shop at `address` shows today into a folder that a server can take for
/// the built app; returns the folder.
pub fn write(address: &str, folder: &Path) -> Result<PathBuf> {
    let edition: Edition = serde_json::from_slice(&http::get(address, GetToday::PATH)?)
        .context("today's edition cannot be read")?;
    if edition.picks.iter().all(|pick| pick.product.pictures.is_empty()) {
        bail!("today's edition has no picture to be measured with");
    }
    let dist = folder.join("dist");
    fs::create_dir_all(&dist).with_context(|| format!("creating {}", dist.display()))?;
    let file = dist.join("index.html");
    fs::write(&file, page(&edition)).with_context(|| format!("writing {}", file.display()))?;
    Ok(dist)
}

fn page(edition: &Edition) -> String {
    let text = |text: &Option<_>| text.as_ref().map(escaped).unwrap_or_default();
    let curator = edition.curator.as_ref().map(|curator| {
        let face = curator.face.as_ref().map(|face| img(face, "eager")).unwrap_or_default();
        format!("<p class=\"curator\">{face}<b>{}</b></p>", escaped(&curator.name))
    });
    let picks: Vec<String> =
        edition.picks.iter().enumerate().map(|(at, it)| pick(it, at == 0)).collect();
    // The picks last: nothing in them is taken for a place to fill in.
    TEMPLATE
        .replace("{title}", &text(&edition.title))
        .replace("{note}", &text(&edition.note))
        .replace("{curator}", &curator.unwrap_or_default())
        .replace("{picks}", &picks.join("\n"))
}

fn pick(pick: &Pick, first: bool) -> String {
    let product = &pick.product;
    // As anybody would write it: the first picture at once, the others when they come near.
    let loading = if first { "eager\" fetchpriority=\"high" } else { "lazy" };
    let picture = product.pictures.first().map(|it| img(it, loading)).unwrap_or_default();
    let note = pick.note.as_ref().map(escaped).unwrap_or_default();
    let lowest = product.variants.iter().map(|variant| variant.price).min_by_key(|it| it.amount);
    let price = lowest.map(money).unwrap_or_default();
    format!(
        "<li><a href=\"/products/{}\">{picture}</a><h2>{}</h2><blockquote>{note}</blockquote>\
         <p>{price}</p></li>",
        escape(product.id.as_str()),
        escaped(&product.title)
    )
}

fn img(picture: &Picture, loading: &str) -> String {
    let alt = picture.alt.as_ref().map(escaped).unwrap_or_default();
    let (width, height) = (picture.width.unwrap_or(800), picture.height.unwrap_or(1000));
    let src = escape(&picture.url);
    format!(
        "<img src=\"{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"{loading}\">"
    )
}

/// `CNY 49.90`.
fn money(money: Money) -> String {
    let digits = money.currency.minor_digits();
    let unit = 10_i64.pow(digits);
    let (whole, rest) = (money.amount / unit, money.amount % unit);
    let code = money.currency.code();
    match digits {
        0 => format!("{code} {whole}"),
        _ => format!("{code} {whole}.{rest:0width$}", width = digits as usize),
    }
}

fn escaped(text: &picklive_contract::Text) -> String {
    escape(text.get(LANGUAGE))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_pick_is_on_the_page_and_no_text_breaks_out() {
        let pick = |id: &str, title: &str| {
            let price = json!({ "amount": 4990, "currency": "CNY" });
            json!({ "note": "Warm.", "product": {
                "id": id, "kind": "parcel", "title": title,
                "pictures": [{ "url": format!("/media/{id}.webp"), "width": 800, "height": 1000 }],
                "options": [],
                "variants": [{ "id": id, "values": [], "price": price, "offers": [] }],
            }})
        };
        let edition = json!({ "date": "2026-11-25", "title": { "zh": "霜", "en": "Frost" },
            "picks": [pick("scarf", "<b>Scarf"), pick("rice", "{picks}")] });
        let page = page(&serde_json::from_value(edition).unwrap());
        assert_eq!(page.matches("<li>").count(), 2);
        assert!(page.contains("<h1>Frost</h1>") && page.contains("<h2>&lt;b&gt;Scarf</h2>"));
        assert!(page.contains("src=\"/media/scarf.webp\"") && page.contains("<p>CNY 49.90</p>"));
        assert_eq!(page.matches("fetchpriority").count(), 1, "the first picture alone");
    }
}
