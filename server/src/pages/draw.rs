//! The first screen of an address, drawn with the app's own views.

use axum::http::StatusCode;
use picklive::{
    address::Page,
    ssr,
    state::{First, FirstPage},
};
use picklive_contract::{Lang, List, Text, UnixMillis, deals::Drop, storefront::Storefront};

use super::preview::{self, Preview};
use crate::{ApiError, AppState, deals::list, picks::show, product::show as product, storefront};

/// A drawn page and what goes around it.
pub struct Drawn {
    /// 404 for a thing that does not exist.
    pub status: StatusCode,
    /// The language it is drawn in.
    pub lang: Lang,
    /// One line about it, for link previews.
    pub description: String,
    /// Address of the picture for link previews.
    pub picture: Option<String>,
    /// Whether the page begins with that picture, so that it is fetched first.
    pub leads: bool,
    /// Title, screen and data.
    pub page: ssr::Drawn,
}

/// Draws the page at `base` in the language that `choose` takes from those the shop offers. What is drawn
/// is the same for everybody: nothing personal is in it.
pub async fn page(
    state: &AppState,
    base: &str,
    page: &Page,
    choose: impl Fn(&[Lang]) -> Lang,
) -> Result<Drawn, ApiError> {
    let now = state.clock.now();
    let mut storefront = storefront::show::storefront(state).await?;
    shorten(&mut storefront, page);
    let lang = choose(&storefront.langs());
    let room = match page {
        Page::Room(room) | Page::Bag(room, _) => Some(room),
        _ => None,
    };
    let (found, shown) = match room {
        Some(room) => {
            let shown = preview::of_room(state, &storefront, room, lang).await?;
            (shown.is_some().then(FirstPage::default), shown)
        }
        None => (first(state, &storefront, page).await?, None),
    };
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let found = found.unwrap_or_default();
    let leading = leading_picture(&found);
    let leads = leading.is_some();
    let description = describe(&found, &storefront, lang);
    let first = First { now, storefront, page: found };
    let mut drawn = Drawn {
        status,
        lang,
        description,
        picture: leading,
        leads,
        page: ssr::draw(base, lang, page, first),
    };
    if let Some(Preview { title, line, picture }) = shown {
        (drawn.page.title, drawn.description, drawn.picture) = (title, line, picture);
    }
    drawn.picture = drawn.picture.map(|url| whole(base, url));
    Ok(drawn)
}

/// A picture's address, which is relative to the API: that is here, at `base`.
fn whole(base: &str, url: String) -> String {
    match url.strip_prefix('/') {
        Some(path) if !path.starts_with('/') => format!("{base}{path}"),
        _ => url,
    }
}

/// Leaves out the policies' texts but the one that is read: they are long, and links to them load a page.
fn shorten(storefront: &mut Storefront, page: &Page) {
    for policy in &mut storefront.policies {
        if !matches!(page, Page::Policy(read) if *read == policy.id) {
            policy.text = Text::from("");
        }
    }
}

/// The drops that the line above the picks may tell of, without their deals.
fn announced(drops: Vec<Drop>, now: UnixMillis) -> Vec<Drop> {
    let ahead = drops.into_iter().filter(|drop| drop.closes_at > now).take(3);
    ahead.map(|drop| Drop { deals: Vec::new(), ..drop }).collect()
}

/// The data of a page; `None` for a thing that does not exist.
async fn first(
    state: &AppState,
    shop: &Storefront,
    page: &Page,
) -> Result<Option<FirstPage>, ApiError> {
    Ok(match page {
        Page::Today => {
            let (edition, drops) = (show::latest(state).await?, list::page(state, None).await?);
            let drops = List::whole(announced(drops.items, state.clock.now()));
            // A new shop has its page too: it says that the first edition is to come.
            let edition = edition.map(Box::new);
            Some(FirstPage { edition, drops: Some(drops), product: None })
        }
        Page::Edition(date) => show::of_date(state, *date)
            .await?
            .map(|edition| FirstPage { edition: Some(Box::new(edition)), ..FirstPage::default() }),
        Page::Deals => {
            let drops = Some(list::page(state, None).await?);
            Some(FirstPage { drops, ..FirstPage::default() })
        }
        Page::Product(id) => product::product(state, id)
            .await?
            .map(|product| FirstPage { product: Some(Box::new(product)), ..FirstPage::default() }),
        Page::Policy(id) => {
            let known = shop.policies.iter().any(|policy| policy.id == *id);
            known.then(FirstPage::default)
        }
        Page::Unknown => None,
        _ => Some(FirstPage::default()),
    })
}

fn describe(page: &FirstPage, storefront: &Storefront, lang: Lang) -> String {
    let edition = page.edition.as_ref().and_then(|edition| edition.note.as_ref());
    let product = page.product.as_ref().and_then(|product| product.summary.as_ref());
    let text = edition.or(product);
    let text = text.or(storefront.tagline.as_ref()).map_or("", |text| text.get(lang));
    text.chars().take(200).collect()
}

fn leading_picture(page: &FirstPage) -> Option<String> {
    let picked = page.edition.as_ref().and_then(|edition| edition.picks.first());
    let product = picked.map(|pick| &pick.product).or(page.product.as_deref())?;
    product.pictures.first().map(|picture| picture.url.clone())
}
