//! A bag's draw, for everybody to check: the list, the seed and the result, and the browser computes it again.

mod check;
mod record;

use std::sync::Arc;

use leptos::prelude::{untrack, use_context};
use picklive_contract::{
    BagId, Endpoint, List, RoomId,
    bags::{Bag, BagState, Entry, GetBag, ListEntries},
    list::page_path,
};

pub use check::{Found, check};

use super::bags::{noted, winners};
use crate::{
    address::{Page, Site},
    api::{Api, ApiError},
    checkout::Poll,
    platform::{digest, focus, json, task},
    signal::{Derived, Var, effect},
    state::Shop,
    text::{self, beside, draw, money, rooms, shell},
    ui::{
        Data, IntoNode, Loader, Node, empty, failure, live as drawn, load_or, page_head, view,
        waiting,
    },
};

/// The longest pause between two looks at a bag that is not drawn yet, in milliseconds.
const PAUSE: u32 = 5_000;

/// How far it is.
#[derive(Clone, Default)]
enum Progress {
    /// So many entries are read.
    #[default]
    Begun,
    Read(usize),
    Failed(ApiError),
    /// The list is there, and what was found; nothing where this browser computes no hashes.
    Done(Option<Found>, Arc<Vec<Entry>>),
}

/// The page of a bag of a room.
pub fn page(site: &Site, shop: &Shop, room: &RoomId, id: &BagId) -> Node {
    let lang = site.lang;
    let Some(api) = use_context::<Api>() else { return waiting(lang) };
    let loader = Loader::get::<GetBag>(None, api.clone(), id, None);
    let open = Derived::new(move || {
        let bag = loader.data();
        bag.is_some_and(|bag| bag.with(|bag| bag.state == BagState::Open))
    });
    let pause = Derived::new(move || if open.get() { PAUSE } else { 0 });
    Poll::new(pause, move || async move { loader.look_again() });
    let back = (Page::Room(room.clone()).href(site), rooms::BACK.to(lang).to_owned());
    let absent = move || {
        let (title, hint) = (draw::GONE.to(lang), draw::GONE_HINT.to(lang));
        empty(title.into(), hint.into(), Some(back.clone()))
    };
    let (site, shop) = (site.clone(), shop.clone());
    load_or(loader, lang, move |bag: Data<Bag>| body(&site, &shop, api.clone(), bag).node(), absent)
}

fn body(site: &Site, shop: &Shop, api: Api, there: Data<Bag>) -> Option<Node> {
    let lang = site.lang;
    let bag = untrack(|| there.get())?;
    let (zone, now) = (shop.0.zone.clone(), untrack(|| site.now.at()));
    let when = move |at| text::when(lang, zone.as_ref(), at, now);
    let told = [
        bag.winners.to_string(),
        money(bag.prize.off),
        money(bag.prize.minimum),
        when(bag.prize.valid_until),
    ];
    let prize = beside::BAG_PRIZE.with(lang, &[&told[0], &told[1], &told[2], &told[3]]);
    let state = Derived::new(move || there.with(|bag| Some(bag.state.clone())));
    let until = draw::OPEN.with(lang, &[&when(bag.closes_at)]);
    let progress = Var::new(Progress::default());
    let begin = move || begin(api.clone(), there, progress);
    let drawn_once = begin.clone();
    effect(move || {
        if state.get() == Some(BagState::Drawn) {
            untrack(&drawn_once);
        }
    });
    // One region for all of it, which stays: a screen reader reads out what changes in it.
    let note = |text: String| Some(view! { <p class="note-bar">{text}</p> });
    // How far it is, is not: that would be read out with each page.
    let reads = Derived::new(move || {
        progress.with(|progress| matches!(progress, Progress::Begun | Progress::Read(_)))
    });
    let says = move || match (state.get()?, reads.get()) {
        (BagState::Open, _) => note(until.clone()),
        (BagState::Drawn, true) => Some(view! { <p class="quiet">{shell::WAITING.to(lang)}</p> }),
        (BagState::Drawn, false) => match progress.get() {
            Progress::Done(found, _) => Some(record::verdict(lang, found.as_ref())),
            _ => None,
        },
        _ => note(draw::OFF.to(lang).into()),
    };
    let again = move || {
        // What was tapped goes away.
        _ = focus::heading();
        begin();
    };
    let result = drawn(move || match progress.get() {
        Progress::Failed(error) => Some(failure(&error, lang, again.clone())),
        Progress::Done(found, all) => Some(record::found(lang, there, found.as_ref(), &all)),
        Progress::Read(read) => {
            let of = untrack(|| there.with(|bag| bag.entries.to_string()));
            let told = draw::READING.with(lang, &[&read.to_string(), &of]);
            Some(view! { <p class="quiet">{told}</p> })
        }
        Progress::Begun => None,
    });
    let back = Page::Room(bag.room.clone()).href(site);
    Some(view! {
        <article class="policy recheck">
            {page_head(Some(draw::TITLE.to(lang).into()), bag.title.clone(), Some(prize))}
            <div role="status">{says}</div>
            {result}
            {record::told(lang, there)}
            {record::steps(lang)}
            <p class="order-all"><a href=back>{rooms::BACK.to(lang)}</a></p>
        </article>
    })
}

/// Reads the list and computes the draw, again after a failure.
fn begin(api: Api, there: Data<Bag>, progress: Var<Progress>) {
    progress.set(Progress::Begun);
    task::spawn(async move {
        let Some(bag) = untrack(|| there.get()) else { return };
        let done = match read(&api, &bag.id, progress).await {
            Err(error) => Progress::Failed(error),
            Ok(entries) => {
                let noted = noted::of(&bag.id);
                let found = match digest::is_there() {
                    true => check(&bag, &entries, noted.as_ref()).await,
                    false => None,
                };
                Progress::Done(found, Arc::new(entries))
            }
        };
        progress.set(done);
    });
}

/// The whole list, a page after the other.
async fn read(api: &Api, id: &BagId, progress: Var<Progress>) -> Result<Vec<Entry>, ApiError> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let path = page_path(ListEntries::path(id), after.as_deref());
        let text = api.text(&path, None).await?;
        let page: List<Entry> = json::read(&text).ok_or(ApiError::Unreadable)?;
        let more = !page.items.is_empty();
        all.extend(page.items);
        // A list that goes on without anything new is no list.
        match page.next.filter(|next| more && after.as_ref() != Some(next)) {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
        progress.set(Progress::Read(all.len()));
    }
}
