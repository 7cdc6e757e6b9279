//! The rooms that somebody hosts, each with the way to its console.

use leptos::prelude::untrack;
use picklive_contract::{
    Endpoint, Lang, List, Zone,
    figures::ListHosted,
    list::page_path,
    live::{RoomCard, RoomState},
    storefront::Storefront,
};

use super::place::console_at;
use crate::{
    address::Site,
    api::{Api, ApiError},
    platform::json,
    text::{self, desk as words},
    ui::{Data, Loader, Node, empty, load_or, view},
};

/// Most pages of them that are read: nobody scrolls through more.
const PAGES: usize = 10;

/// Draws the rooms of who is signed in; `none` is shown when there are none. Where the API has no such list, that is
/// what is said: they may well have rooms.
pub fn rooms(
    site: &Site,
    api: Api,
    shop: Data<Storefront>,
    none: impl Fn() -> Node + Send + 'static,
) -> Node {
    let loader = Loader::new(None, move || {
        let api = api.clone();
        async move { hosted(&api).await }
    });
    let (lang, site) = (site.lang, site.clone());
    let unknown = move || view! { <main id="main">{no_list(lang)}</main> };
    let draw = move |there: Data<(Vec<RoomCard>, bool)>| {
        let zone = shop.with(|shop| shop.zone.clone());
        let rows: Vec<Node> =
            there.with(|(all, _)| all.iter().map(|card| row(&site, zone.as_ref(), card)).collect());
        if rows.is_empty() {
            return none();
        }
        let more = untrack(|| there.with(|(_, more)| *more));
        let more = more.then(|| {
            view! { <p class="quiet">{words::MORE_ROOMS.with(lang, &[&rows.len().to_string()])}</p> }
        });
        let rows: Node = rows.into_iter().collect();
        view! {
            <main id="main" class="desk-rooms">
                <h1 tabindex="-1">{words::ROOMS.to(lang)}</h1>
                <ul>{rows}</ul>
                {more}
            </main>
        }
    };
    load_or(loader, lang, draw, unknown)
}

fn no_list(lang: Lang) -> Node {
    empty(words::NO_LIST.to(lang).into(), words::NO_LIST_HINT.to(lang).into(), None)
}

/// The rooms of the caller, by the shop's own word, and whether there are more; not found where the API has no such list.
async fn hosted(api: &Api) -> Result<(Vec<RoomCard>, bool), ApiError> {
    let (mut mine, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let path = page_path(ListHosted::path(&()), after.as_deref());
        let answer = api.text(&path, None).await;
        // What was read before stays, whatever became of the rest.
        if after.is_some() && answer.as_ref().is_err_and(ApiError::is_not_found) {
            break;
        }
        let page = json::read::<List<RoomCard>>(&answer?);
        let page = page.ok_or(ApiError::Unreadable)?;
        mine.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok((mine, after.is_some()))
}

fn row(site: &Site, zone: Option<&Zone>, card: &RoomCard) -> Node {
    let lang = site.lang;
    let (state, begins) = match card.state {
        RoomState::Live => (words::LIVE, words::BEGAN),
        RoomState::Paused => (words::PAUSED, words::BEGAN),
        RoomState::Scheduled => (words::SCHEDULED, words::BEGINS),
        _ => (words::OVER, words::BEGAN),
    };
    let now = untrack(|| site.now.at());
    let when = begins.with(lang, &[&text::when(lang, zone, card.starts_at, now)]);
    let on = matches!(card.state, RoomState::Live | RoomState::Paused);
    view! {
        <li>
            <a class="desk-room" class:desk-room-on=on href=console_at(site, &card.id)>
                <b>{card.title.get(lang).to_owned()}</b>
                <span>{[state.to(lang), &when].join(" · ")}</span>
            </a>
        </li>
    }
}
