//! The route table: which page draws which address.

use crate::{
    account,
    address::{Page, Site},
    deals, orders, picks, product,
    state::{FirstPage, Shop},
    text::{self, shell},
    ui::{Node, empty},
};

/// Draws a page. `first` is what came with the HTML, for the page that was asked for.
pub fn draw(page: Page, site: Site, shop: &Shop, first: Option<FirstPage>) -> Node {
    match page {
        Page::Today => picks::page(site, shop, None, first),
        Page::Edition(date) => picks::page(site, shop, Some(date), first),
        Page::Deals => deals::page(site, shop, first),
        Page::Product(id) => product::page(site, shop, id, first),
        Page::Buy(purchase) => orders::buy_page(site, shop, purchase),
        Page::Orders => orders::list_page(site, shop),
        Page::Order(id) => orders::order_page(site, shop, id),
        Page::Account => account::page(site, shop),
        Page::Policy(id) => account::policy_page(&site, shop, &id),
        Page::Unknown => not_found(&site),
    }
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
