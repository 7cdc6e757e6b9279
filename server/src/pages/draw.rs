//! The first screen of an address, drawn with the app's own views.

use axum::http::StatusCode;
use picklive::{
    address::Page,
    ssr,
    state::{First, FirstPage},
};
use picklive_contract::{Lang, List, UnixMillis, deals::Drop, storefront::Storefront};

use crate::{ApiError, AppState, deals::list, picks::show, product::show as product, storefront};

/// A drawn page and what goes around it.
pub struct Drawn {
    /// 404 for a thing that does not exist.
    pub status: StatusCode,
    /// The language it is drawn in.
    pub lang: Lang,
    /// One line about it, for link previews.
    pub description: String,
    /// Address of the picture that is fetched first.
    pub picture: Option<String>,
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
    let storefront = storefront::show::storefront(state).await?;
    let lang = choose(&storefront.langs());
    let found = first(state, page).await?;
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let found = found.unwrap_or(FirstPage::Other);
    let description = describe(&found, &storefront, lang);
    let picture = leading_picture(&found);
    let first = First { now, storefront, page: found };
    Ok(Drawn { status, lang, description, picture, page: ssr::draw(base, lang, page, first) })
}

/// The drops that the line above the picks may tell of, without their deals.
fn announced(drops: Vec<Drop>, now: UnixMillis) -> Vec<Drop> {
    let ahead = drops.into_iter().filter(|drop| drop.closes_at > now).take(3);
    ahead.map(|drop| Drop { deals: Vec::new(), ..drop }).collect()
}

/// The data of a page; `None` for a thing that does not exist.
async fn first(state: &AppState, page: &Page) -> Result<Option<FirstPage>, ApiError> {
    Ok(match page {
        Page::Today => {
            let (edition, drops) = (show::latest(state).await?, list::drops(state).await?);
            edition.map(|edition| FirstPage::Edition {
                edition: Box::new(edition),
                drops: Some(List::whole(announced(drops, state.clock.now()))),
            })
        }
        Page::Edition(date) => show::of_date(state, *date)
            .await?
            .map(|edition| FirstPage::Edition { edition: Box::new(edition), drops: None }),
        Page::Deals => Some(FirstPage::Deals(List::whole(list::drops(state).await?))),
        Page::Product(id) => {
            product::product(state, id).await?.map(|product| FirstPage::Product(Box::new(product)))
        }
        Page::Unknown => None,
        _ => Some(FirstPage::Other),
    })
}

fn describe(page: &FirstPage, storefront: &Storefront, lang: Lang) -> String {
    let text = match page {
        FirstPage::Edition { edition, .. } => edition.note.as_ref(),
        FirstPage::Product(product) => product.summary.as_ref(),
        _ => None,
    };
    let text = text.or(storefront.tagline.as_ref()).map_or("", |text| text.get(lang));
    text.chars().take(200).collect()
}

fn leading_picture(page: &FirstPage) -> Option<String> {
    let product = match page {
        FirstPage::Edition { edition, .. } => &edition.picks.first()?.product,
        FirstPage::Product(product) => product,
        _ => return None,
    };
    product.pictures.first().map(|picture| picture.url.clone())
}
