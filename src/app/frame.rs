//! The frame around every page: the shop's name, the page, and the tab bar.

use picklive_contract::{Lang, storefront::Capability};

use crate::{
    address::{Page, Site},
    platform::focus,
    signal::Derived,
    state::{App, Shop},
    text::{cart, rooms, shell},
    ui::{Icon, Node, icon, view},
};

/// Id of what the skip link leads to.
pub(super) const MAIN: &str = "main";

/// The frame with a page in it.
pub fn frame(site: &Site, shop: &Shop, here: &Page, page: Node) -> Node {
    let lang = site.lang;
    let store = &shop.0;
    let demo = store.demo.then(|| view! { <aside class="demo-bar">{shell::DEMO.to(lang)}</aside> });
    // A fragment alone would be taken from the base, and so leave the page.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        focus::by_id(MAIN);
    };
    view! {
        <a class="skip" href=format!("{}#main", here.href(site)) on:click=skip>{shell::SKIP.to(lang)}</a>
        {demo}
        <header class="masthead">
            <a class="masthead-name" href=Page::Today.href(site)>{store.name.get(lang).to_owned()}</a>
            <span class="masthead-tools">
                {(store.langs().len() > 1).then(|| language(site, here))}
                {store.can(&Capability::Search).then(|| view! {
                    <a class="icon-button" href=Page::Search(String::new()).href(site) aria-label=shell::SEARCH.to(lang)>
                        {icon(Icon::Search)}
                    </a>
                })}
            </span>
        </header>
        <main id=MAIN class="page" tabindex="-1">{page}</main>
        {tabs(site, shop, here)}
    }
}

/// A room as the server draws it: it takes the whole screen, and has its own way out. In the browser it is drawn above
/// all pages.
#[cfg(not(target_arch = "wasm32"))]
pub fn bare(page: Node) -> Node {
    view! { <main id=MAIN class="page" tabindex="-1">{page}</main> }
}

/// A link to the same page in the other language. It loads the page anew: the texts of the shop came in one.
fn language(site: &Site, here: &Page) -> Node {
    let (lang, app) = (site.lang, App::get());
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
    let (site, here) = (site.clone(), here.clone());
    // What was searched for meanwhile is part of the address.
    let href = move || {
        let named = app.map(|app| app.router.here());
        named.as_ref().unwrap_or(&here).href_in(&site, other)
    };
    view! {
        <a class="masthead-lang" href=href lang=other.html() rel="external">
            {shell::OTHER_LANGUAGE.to(lang)}
        </a>
    }
}

fn tabs(site: &Site, shop: &Shop, here: &Page) -> Node {
    let lang = site.lang;
    let can = |capability| shop.0.can(&capability);
    let tab = |page: Page, label: &'static str, which: Icon, on: bool| {
        view! {
            <a class="tab" href=page.href(site) aria-current=on.then_some("page")>
                {icon(which)}
                <span>{label}</span>
            </a>
        }
    };
    let app = App::get();
    let units = Derived::new(move || app.map_or(0, |app| app.cart.units()));
    let count = move || {
        let units = units.get();
        (units > 0).then(|| {
            view! {
                <b class="tab-count">{units.min(99).to_string()} <span class="unseen">{cart::UNITS.to(lang)}</span></b>
            }
        })
    };
    let today = matches!(here, Page::Today | Page::Edition(_) | Page::Product(_));
    view! {
        <nav class="tabs" aria-label=shell::NAVIGATION.to(lang)>
            {tab(Page::Today, shell::TAB_TODAY.to(lang), Icon::Sun, today)}
            {can(Capability::Deals)
                .then(|| tab(Page::Deals, shell::TAB_DEALS.to(lang), Icon::Flash, *here == Page::Deals))}
            {can(Capability::Rooms)
                .then(|| tab(Page::Rooms, rooms::TAB.to(lang), Icon::Live, matches!(here, Page::Rooms | Page::Bag(..))))}
            {can(Capability::Orders).then(|| view! {
                <a class="tab tab-cart" href=Page::Cart.href(site)
                    aria-current=(*here == Page::Cart).then_some("page")>
                    {icon(Icon::Cart)}
                    <span>{cart::TITLE.to(lang)}</span>
                    {count}
                </a>
            })}
            {can(Capability::Orders).then(|| {
                let on = matches!(here, Page::Orders | Page::Order(_) | Page::Buy(_));
                tab(Page::Orders, shell::TAB_ORDERS.to(lang), Icon::Parcel, on)
            })}
            {tab(Page::Account, shell::TAB_ACCOUNT.to(lang), Icon::Person, matches!(here, Page::Account | Page::Policy(_)))}
        </nav>
    }
}
