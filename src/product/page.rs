//! The page of a product.

use leptos::prelude::*;
use picklive_contract::{
    ProductId,
    events::{Event, EventKind},
    product::{GetProduct, Product},
    storefront::Capability,
};

use super::{
    about::about,
    gallery::gallery,
    price_line::{edges_passed, price_line},
};
use crate::{
    address::{Page, Site},
    api::Api,
    checkout::{Chosen, Offered, variant_sheet},
    platform::document,
    signal::{Derived, watch},
    state::{App, CartLine, FirstPage, Shop},
    text::{cart, product, shell},
    ui::{Data, Icon, IntoNode, Loader, Node, Sheet, empty, icon, load_or, page_head, view},
};

/// The product with this id.
pub fn page(site: Site, shop: &Shop, id: ProductId, first: Option<FirstPage>) -> Node {
    let first = first.and_then(|first| first.product).map(|product| *product);
    let absent = {
        let site = site.clone();
        move || {
            let today = (Page::Today.href(&site), shell::TO_TODAY.to(site.lang).into());
            let (title, hint) = (shell::NOT_FOUND, shell::NOT_FOUND_HINT);
            empty(title.to(site.lang).into(), hint.to(site.lang).into(), Some(today))
        }
    };
    let Some(api) = use_context::<Api>() else {
        return match first {
            Some(first) => whole(&site, shop, Data::new(first)),
            None => absent(),
        };
    };
    let loader = Loader::get::<GetProduct>(first, api, &id, None);
    keep_fresh(&site, loader);
    let (lang, shop) = (site.lang, shop.clone());
    load_or(loader, lang, move |data| whole(&site, &shop, data), absent)
}

/// Looks again when a price or the stock is due to change, and when the page is looked at again.
fn keep_fresh(site: &Site, loader: Loader<Product>) {
    let now = site.now;
    let passed = Derived::new(move || {
        let (now, data) = (now.certain()?, loader.data()?);
        Some(data.with(|item| edges_passed(item, now)))
    });
    watch(passed, move |before, now| {
        if before.is_some() && now.is_some() {
            loader.reload_soon();
        }
    });
    loader.reload_when_seen();
    if let Some(app) = App::get() {
        app.told.keep(loader, Event::applied, |event, item| {
            event.kind == EventKind::Product && event.product.as_ref() == Some(&item.id)
        });
    }
}

fn whole(site: &Site, shop: &Shop, data: Data<Product>) -> Node {
    let lang = site.lang;
    let Some(item) = untrack(|| data.get()) else { return ().node() };
    let title = item.title.get(lang).to_owned();
    if App::get().is_some() {
        document::set_title(&format!("{title} · {}", shop.0.name.get(lang)));
    }
    let summary = item.summary.as_ref().map(|summary| summary.get(lang).to_owned());
    let note = item.note.as_ref().map(|note| note.get(lang).to_owned());
    view! {
        <article class="product">
            {gallery(site, &item)}
            {page_head(None, title, summary)}
            {price_line(site, shop, data)}
            {note.map(|note| view! {
                <section class="product-note">
                    <h2 class="kicker">{product::NOTE.to(lang)}</h2>
                    <blockquote class="pick-note"><p>{note}</p></blockquote>
                </section>
            })}
            {about(site, shop, &item)}
            {bar(site, shop, data)}
        </article>
    }
}

/// The bar at the bottom: share, and buy.
fn bar(site: &Site, shop: &Shop, data: Data<Product>) -> Node {
    let lang = site.lang;
    let app = App::get();
    let sheet = Sheet::new();
    let (href, shared_site) = (data.with(|item| item.buy_url.clone()), site.clone());
    let share = move |_| {
        let (Some(app), Some(item)) = (app, untrack(|| data.get())) else { return };
        let href = Page::Product(item.id.clone()).href(&shared_site);
        app.share(lang, item.title.get(lang).to_owned(), href);
    };
    let orders = shop.0.can(&Capability::Orders);
    let gone = Derived::new(move || {
        data.with(|item| item.variants.iter().all(|variant| variant.sold_out()))
    });
    let buy = move || {
        if orders {
            let label = move || if gone.get() { product::SOLD_OUT } else { product::BUY }.to(lang);
            view! {
                <button type="button" class="button" disabled=move || gone.get() on:click=move |_| sheet.open()>
                    {label}
                </button>
            }
        } else {
            let there = href
                .clone()
                .filter(|href| href.starts_with("https://") || href.starts_with("http://"));
            there.map(|href| view! { <a class="button" href=href rel="external noopener">{product::BUY_AT_SHOP.to(lang)}</a> }).node()
        }
    };
    let chooser = app.filter(|_| orders).map(|app| {
        let visitor = Derived::new(move || app.session.visitor());
        let offered = Offered { product: data, visitor, verifies: shop.verifies() };
        let buy = Chosen::new(move |(what, _)| app.router.go(&Page::Buy(what)));
        let aside = Chosen::new(move |(what, offer)| {
            let mut fits = true;
            for line in what.lines {
                fits &= app.cart.put(CartLine::of(what.product.clone(), line, Some(offer.clone())));
            }
            app.toasts.say(if fits { cart::IS_IN } else { cart::FULL }.to(lang).into());
        });
        variant_sheet(site, shop.0.zone.as_ref(), sheet, offered, buy, Some(aside))
    });
    view! {
        <div class="buy-bar">
            <button type="button" class="icon-button" aria-label=product::SHARE.to(lang) on:click=share>{icon(Icon::Share)}</button>
            {buy}
        </div>
        {chooser}
    }
}
