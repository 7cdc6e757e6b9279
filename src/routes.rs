//! The route table: which page draws which address.

#[cfg(picklive_lean)]
use crate::{platform::part, ui::waiting};
use leptos::prelude::untrack;

use crate::{
    account,
    address::{Page, Site},
    api::ApiError,
    cart, deals, live, orders, picks, product, search,
    state::{App, FirstPage, Late, Shop, Told},
    text::{self, shell},
    ui::{IntoNode, Loader, Node, empty, load},
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
    page.is_personal()
        || matches!(page, Page::Search(_) | Page::Rooms | Page::Room(_) | Page::Bag(..))
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
        Page::Rooms | Page::Room(_) | Page::Bag(..) => rooms(page, site, shop),
        _ => not_found(&site),
    }
}

/// How a page of rooms is drawn, once its part of the program is there.
type DrawRooms = fn(Page, Site, &Shop) -> Node;

/// Draws a page of the part for rooms, once that is there.
fn rooms(page: Page, site: Site, shop: &Shop) -> Node {
    if App::get().is_none() {
        return without_rooms(page, site, shop);
    }
    let (lang, shop) = (site.lang, shop.clone());
    let part: Loader<DrawRooms> = Loader::new(None, fetch_rooms);
    load(part, lang, move |draw| {
        draw.with(|draw| Some(draw(page.clone(), site.clone(), &shop))).node()
    })
}

/// Draws the pages of rooms: a part of its own, which who only reads or buys does not fetch.
fn draw_rooms(page: Page, site: Site, shop: &Shop) -> Node {
    match page {
        Page::Room(id) => live::room_page(site, shop, id),
        Page::Bag(room, id) => live::recheck_page(&site, shop, &room, &id),
        _ => live::list_page(site, shop),
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

/// The part for rooms: in a build for development it is there already.
#[cfg(not(picklive_lean))]
async fn fetch_rooms() -> Result<DrawRooms, ApiError> {
    Ok(draw_rooms)
}

/// Fetches the part for rooms.
#[cfg(picklive_lean)]
async fn fetch_rooms() -> Result<DrawRooms, ApiError> {
    let sheet = part::styled();
    let split = split_rooms().await;
    match (split, sheet.await) {
        (Ok((draw, _)), true) => Ok(draw),
        _ if part::is_gone().await => Err(ApiError::Outdated),
        _ => Err(ApiError::Offline),
    }
}

/// Rooms lead to all of the late part: what both need lies in that one then, and is not called by way of a table
/// (`xtask/src/web/parts.rs`).
#[cfg(picklive_lean)]
#[wasm_split_helpers::wasm_split(rooms, fallible)]
fn split_rooms() -> Result<(DrawRooms, Late), wasm_split_helpers::SplitLoaderError> {
    Ok((draw_rooms, LATE))
}

/// A page of rooms as the server draws it, which has all parts.
#[cfg(not(picklive_lean))]
fn without_rooms(page: Page, site: Site, shop: &Shop) -> Node {
    draw_rooms(page, site, shop)
}

#[cfg(picklive_lean)]
fn without_rooms(_: Page, site: Site, _: &Shop) -> Node {
    waiting(site.lang)
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
        Page::Rooms | Page::Room(_) => text::rooms::TITLE.to(lang).into(),
        Page::Bag(..) => text::draw::TITLE.to(lang).into(),
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
