//! The page of all rooms: on the air, to come, and to be seen again.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, List, RoomId, Zone,
    list::page_path,
    live::{ListRooms, RoomCard, RoomState},
};

use crate::{
    address::{Page, Site},
    api::{Api, asset},
    platform::{json, task, timer, visibility},
    signal::{Call, Derived, Var},
    state::Shop,
    text::{self, Say, live as words, rooms, shell},
    ui::{
        Data, Further, IntoNode, Loader, Node, empty, live as drawn, load, more, page_head,
        picture, view, waiting,
    },
};

/// How often the list is read again while it is looked at: who watches how many, and what has begun.
const AGAIN: Duration = Duration::from_secs(15);

/// The list of rooms.
pub fn page(site: Site, shop: &Shop) -> Node {
    let lang = site.lang;
    let head =
        move || page_head(None, rooms::TITLE.to(lang).into(), Some(rooms::LEDE.to(lang).into()));
    let Some(api) = use_context::<Api>() else {
        return view! { {head()} {waiting(lang)} };
    };
    let loader = Loader::get::<ListRooms>(None, api.clone(), &(), None);
    // Older rooms that were turned to by hand stay: the first page alone would take their place.
    let turned = Var::new(false);
    let again = move |visible: bool| {
        if visible && !turned.get_untracked() {
            loader.look_again();
        }
    };
    visibility::on_change(again);
    timer::every(AGAIN, move || again(visibility::visible()));
    let zone = shop.0.zone.clone();
    load(loader, lang, move |list| {
        let (site, zone, api) = (site.clone(), zone.clone(), api.clone());
        let further = Call::new(move |further: Further| turn(api.clone(), loader, turned, further));
        let some = Derived::new(move || list.with(|list| list.next.is_some()));
        let none = Derived::new(move || list.with(|list| list.items.is_empty()));
        let today = (Page::Today.href(&site), shell::TO_TODAY.to(lang).to_owned());
        let sections = move || {
            if none.get() {
                let (title, hint) = (rooms::NONE.to(lang), rooms::NONE_HINT.to(lang));
                return empty(title.into(), hint.into(), Some(today.clone()));
            }
            PARTS.map(|part| section(&site, zone.clone(), list, part)).into_iter().collect()
        };
        let head = drawn(move || (!none.get()).then(head));
        view! {
            {head}
            <div class="rooms">{sections}</div>
            {more(lang, ".rooms-before", some, rooms::OLDER, further)}
        }
    })
}

/// A part of the list: its heading, its class, and what belongs to it.
type Part = (Say, &'static str, fn(&RoomState) -> bool);

const PARTS: [Part; 3] = [
    (rooms::ON_AIR, "rooms-on", |state| matches!(state, RoomState::Live | RoomState::Paused)),
    (rooms::TO_COME, "rooms-to-come", |state| *state == RoomState::Scheduled),
    (rooms::BEFORE, "rooms-before", |state| {
        matches!(state, RoomState::Replay | RoomState::Ended | RoomState::Other(_))
    }),
];

/// A part of the list. Its rooms are drawn anew when others belong to it, and not when one of them changes: a
/// keyboard stays where it is.
fn section(site: &Site, zone: Option<Zone>, list: Data<List<RoomCard>>, part: Part) -> Node {
    let (lang, site) = (site.lang, site.clone());
    let (title, class, belongs) = part;
    let ids = Derived::new(move || {
        list.with(|list| {
            let all = list.items.iter().filter(|card| belongs(&card.state));
            all.map(|card| card.id.clone()).collect::<Vec<_>>()
        })
    });
    drawn(move || {
        let ids = ids.get();
        (!ids.is_empty()).then(|| {
            let rows = ids.into_iter().map(|id| row(&site, zone.clone(), list, id));
            let rows = rows.collect::<Node>();
            view! {
                <section>
                    <h2>{title.to(lang)}</h2>
                    <ul class=class>{rows}</ul>
                </section>
            }
        })
    })
}

/// A room of the list: a link that stays, and in it what may change.
fn row(site: &Site, zone: Option<Zone>, list: Data<List<RoomCard>>, id: RoomId) -> Node {
    let (lang, href, site) = (site.lang, Page::Room(id.clone()).href(site), site.clone());
    let card = Derived::new(move || {
        list.with(|list| list.items.iter().find(|card| card.id == id).cloned())
    });
    // Its picture is fetched once, and not with each viewer.
    let cover = Derived::new(move || {
        card.with(|card| {
            let mut shown = card.as_ref().and_then(|card| card.cover.clone())?;
            shown.alt = None;
            Some(shown)
        })
    });
    let src = site.clone();
    let shown = move || picture(cover.get().as_ref(), lang, asset(&src), false);
    let tag = {
        let (site, zone) = (site.clone(), zone.clone());
        move || card.get().map(|card| tag(&site, zone.as_ref(), &card))
    };
    let text = Derived::new(move || {
        card.with(|card| card.as_ref().map(|card| card.title.get(lang).to_owned()))
    });
    let host = Derived::new(move || {
        card.with(|card| card.as_ref().map(|card| card.host.name.get(lang).to_owned()))
    });
    let demo = Derived::new(move || card.with(|card| card.as_ref().is_some_and(|card| card.demo)));
    let demo = move || {
        demo.get().then(|| view! { " " <span class="tag tag-quiet">{words::DEMO.to(lang)}</span> })
    };
    let line = Derived::new(move || {
        card.with(|card| card.as_ref().and_then(|card| line(&site, zone.as_ref(), card)))
    });
    let line = move || line.get().map(|line| view! { <span class="quiet">{line}</span> });
    view! {
        <li>
            <a class="room-card" href=href>
                <span class="room-card-cover">{shown} {tag}</span>
                <span class="room-card-text">
                    <b>{move || text.get()}</b>
                    <span class="quiet">{move || host.get()} {demo}</span>
                    {line}
                </span>
            </a>
        </li>
    }
    .node()
}

fn when(site: &Site, zone: Option<&Zone>, card: &RoomCard, say: Say) -> String {
    let now = untrack(|| site.now.at());
    say.with(site.lang, &[&text::when(site.lang, zone, card.starts_at, now)])
}

/// Where a room stands.
fn tag(site: &Site, zone: Option<&Zone>, card: &RoomCard) -> Node {
    let lang = site.lang;
    let (class, tag) = match card.state {
        RoomState::Live => ("room-tag room-tag-on", rooms::TAB.to(lang).to_owned()),
        RoomState::Paused => ("room-tag", rooms::PAUSED_SHORT.to(lang).into()),
        RoomState::Scheduled => ("room-tag", when(site, zone, card, words::BEGINS)),
        RoomState::Replay => ("room-tag", rooms::BEFORE.to(lang).into()),
        _ => ("room-tag", rooms::OVER.to(lang).into()),
    };
    view! { <span class=class>{tag}</span> }
}

/// How many watch, or when it was.
fn line(site: &Site, zone: Option<&Zone>, card: &RoomCard) -> Option<String> {
    let viewers = card.viewers.filter(|count| *count > 0 && card.state == RoomState::Live);
    match (&card.state, viewers) {
        (RoomState::Live | RoomState::Paused, Some(count)) => {
            Some(words::WATCHING.with(site.lang, &[&count.to_string()]))
        }
        (RoomState::Replay | RoomState::Ended, _) => Some(when(site, zone, card, rooms::BEGAN)),
        _ => None,
    }
}

/// Reads the next page of the list.
fn turn(api: Api, loader: Loader<List<RoomCard>>, turned: Var<bool>, further: Further) {
    let Some(after) = loader.peek(|list| list.next.clone()) else { return further.end(None) };
    task::spawn(async move {
        match api.text(&page_path(ListRooms::path(&()), Some(&after)), None).await {
            Ok(text) => {
                let page: Option<List<RoomCard>> = json::read(&text);
                further.end(None);
                if page.is_some() {
                    turned.set(true);
                }
                loader.amend(move |there| {
                    let page = page.clone()?;
                    // Meanwhile all may have been read again.
                    (there.next.as_ref() == Some(&after)).then(|| List {
                        items: there.items.iter().cloned().chain(page.items).collect(),
                        next: page.next,
                    })
                });
            }
            Err(error) => further.end(Some(error)),
        }
    });
}
