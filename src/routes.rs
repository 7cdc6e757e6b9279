//! The route table: which page draws which address.

#[cfg(picklive_lean)]
use crate::{platform::part, ui::waiting};
use leptos::prelude::untrack;

use crate::{
    account,
    address::{Page, Site},
    api::ApiError,
    cart, deals, orders, picks, product, search,
    state::{App, FirstPage, Late, Shop, Told},
    text::{self, shell},
    ui::{IntoNode, Node, empty, load},
};

/// Draws a page. `first` is what came with the HTML, for the page that was asked for.
pub fn draw(page: Page, site: Site, shop: &Shop, first: Option<FirstPage>) -> Node {
    match page {
        Page::Today => picks::page(site, shop, None, first),
        Page::Edition(date) => picks::page(site, shop, Some(date), first),
        Page::Deals => deals::page(site, shop, first),
        Page::Product(id) => product::page(site, shop, id, first),
        Page::Policy(id) => account::policy_page(&site, shop, &id),
        Page::Unknown => not_found(&site),
        acted_on => late(acted_on, site, shop),
    }
}

/// Whether the code of a page comes after the start.
pub fn comes_late(page: &Page) -> bool {
    page.is_personal() || matches!(page, Page::Search(_))
}

/// Draws a page of the late part, once that is there.
fn late(page: Page, site: Site, shop: &Shop) -> Node {
    let Some(app) = App::get() else { return without_app(page, site, shop) };
    let (lang, shop) = (site.lang, shop.clone());
    if untrack(|| app.late.error()).is_some() {
        app.late.again();
    }
    load(app.late, lang, move |late| {
        late.with(|late| Some((late.draw)(page.clone(), site.clone(), &shop))).node()
    })
}

/// A page of the late part as the server draws it, which has all parts.
#[cfg(not(picklive_lean))]
fn without_app(page: Page, site: Site, shop: &Shop) -> Node {
    draw_late(page, site, shop)
}

#[cfg(picklive_lean)]
fn without_app(_: Page, site: Site, _: &Shop) -> Node {
    waiting(site.lang)
}

/// Draws the pages that are acted on and not read: their code comes after the start.
fn draw_late(page: Page, site: Site, shop: &Shop) -> Node {
    match page {
        Page::Search(text) => search::page(site, &text),
        Page::Cart => cart::page(site, shop),
        Page::Buy(purchase) => orders::buy_page(site, shop, purchase),
        Page::Orders => orders::list_page(site, shop),
        Page::Order(id) => orders::order_page(site, shop, id),
        Page::Account => account::page(site, shop),
        _ => not_found(&site),
    }
}

/// What comes after the start.
const LATE: Late = Late { draw: draw_late, follow: Told::follow };

/// The late part: in a build for development it is there already.
#[cfg(not(picklive_lean))]
pub async fn fetch_late() -> Result<Late, ApiError> {
    Ok(LATE)
}

/// Fetches the late part.
#[cfg(picklive_lean)]
pub async fn fetch_late() -> Result<Late, ApiError> {
    match split_off().await {
        Ok(late) => Ok(late),
        // The shop has another build by now.
        Err(_) if part::is_gone().await => Err(ApiError::Outdated),
        Err(_) => Err(ApiError::Offline),
    }
}

#[cfg(picklive_lean)]
#[wasm_split_helpers::wasm_split(late, fallible)]
fn split_off() -> Result<Late, wasm_split_helpers::SplitLoaderError> {
    Ok(LATE)
}

/// What an address that leads nowhere shows.
pub fn not_found(site: &Site) -> Node {
    let today = (Page::Today.href(site), shell::TO_TODAY.to(site.lang).into());
    empty(
        shell::NOT_FOUND.to(site.lang).into(),
        shell::NOT_FOUND_HINT.to(site.lang).into(),
        Some(today),
    )
}

/// The title of a page before its content is known.
pub fn title(page: &Page, site: &Site, shop: &Shop) -> String {
    let lang = site.lang;
    let policies = &shop.0.policies;
    let shop = shop.0.name.get(lang);
    let own = match page {
        Page::Today | Page::Product(_) => return shop.into(),
        Page::Edition(date) => text::day(lang, *date),
        Page::Deals => text::deals::TITLE.to(lang).into(),
        Page::Search(_) => text::search::TITLE.to(lang).into(),
        Page::Cart => text::cart::TITLE.to(lang).into(),
        Page::Buy(_) => text::checkout::TITLE.to(lang).into(),
        Page::Orders | Page::Order(_) => text::orders::TITLE.to(lang).into(),
        Page::Account => text::account::TITLE.to(lang).into(),
        Page::Policy(id) => {
            let found = policies.iter().find(|policy| policy.id == *id);
            found.map_or(shell::NOT_FOUND.to(lang), |policy| policy.title.get(lang)).into()
        }
        Page::Unknown => shell::NOT_FOUND.to(lang).into(),
    };
    format!("{own} · {shop}")
}
