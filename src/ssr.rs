//! The first screen as HTML, drawn by the server with the same views.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::Lang;

use crate::{
    address::{Now, Page, Site},
    app::frame,
    routes,
    state::{First, Shop},
    ui::waiting,
};

/// A page as the server sends it.
pub struct Drawn {
    /// The title, as text.
    pub title: String,
    /// What stands in the app's place, as HTML.
    pub html: String,
    /// What stands in `<script type="application/json">`, safe to be put there.
    pub data: String,
}

/// Draws a page. `base` is the installation's base path with its slashes.
pub fn draw(base: &str, lang: Lang, page: &Page, first: First) -> Drawn {
    let owner = Owner::new();
    owner.with(|| {
        let site = Site { base: base.into(), shop: None, lang, now: Now::fixed(Some(first.now)) };
        let shop = Shop(Arc::new(first.storefront.clone()));
        let data = first.to_script();
        let product = first.page.product.as_ref();
        let product =
            product.map(|item| format!("{} · {}", item.title.get(lang), shop.0.name.get(lang)));
        let title = product.unwrap_or_else(|| routes::title(page, &site, &shop));
        // What is one person's is drawn in the browser only.
        let body = match page {
            page if page.is_personal() => waiting(lang),
            _ => routes::draw(page.clone(), site.clone(), &shop, Some(first.page)),
        };
        let html = frame(&site, &shop, page, body).to_html();
        Drawn { title, html, data }
    })
}
