//! Who may come in: whoever is signed in as the room's host. Everybody else is told what is in the way.

use leptos::prelude::*;
use picklive_contract::{
    Lang, RoomId,
    account::{Session, SignOut},
    live::{EnterRoom, Entered, GetRoom, Room},
    storefront::Storefront,
};

use super::{page, place::Place, rooms, start::Desk};
use crate::{
    address::{Page, Site},
    api::{Api, Extra},
    checkout::verify_sheet,
    platform::{navigation, task},
    signal::{Call, Derived},
    text::{account, desk as words},
    ui::{Data, Loader, Node, Sheet, empty, failure, live, load_or, view, waiting},
};

/// The page that the address bar names, for whoever is signed in.
pub(super) fn door(desk: Desk, site: &Site, api: Api, base: &str, shop: Data<Storefront>) -> Node {
    let (lang, site) = (desk.lang, site.clone());
    let place = Place::read(base, &navigation::here().path);
    let who = Derived::new(move || desk.session.is_known().then(|| desk.session.person()));
    live(move || {
        let Some(person) = who.get() else {
            return match desk.session.error() {
                Some(error) => {
                    let api = api.clone();
                    failure(&error, lang, move || desk.session.again(&api))
                }
                None => waiting(lang),
            };
        };
        let (site, api) = (site.clone(), api.clone());
        untrack(|| match (&place, person) {
            (Place::Unknown, _) => main(nowhere(&site)),
            (Place::Rooms | Place::Live(_), None) => main(sign_in(desk, &site, api, shop)),
            (Place::Rooms, Some(person)) => {
                let (to, at, contact) = (api.clone(), site.clone(), person.contact);
                let none = move || main(no_rooms(desk, &at, to.clone(), &contact));
                rooms(&site, api, shop, none)
            }
            (Place::Live(room), Some(person)) => {
                as_host(desk, &site, api, room.clone(), person.contact)
            }
        })
    })
}

/// What is said in place of the console is the page's main part, too.
fn main(said: Node) -> Node {
    view! { <main id="main">{said}</main> }
}

fn nowhere(site: &Site) -> Node {
    let (lang, home) = (site.lang, Page::Today.href(site));
    let link = (home, words::TO_SHOP.to(lang).into());
    empty(words::NOWHERE.to(lang).into(), words::NOWHERE_HINT.to(lang).into(), Some(link))
}

/// Signing in by a one-time code.
fn sign_in(desk: Desk, site: &Site, api: Api, shop: Data<Storefront>) -> Node {
    let (lang, open) = (site.lang, Sheet::new());
    let signed_in = Call::new(move |session: Session| desk.session.put(session));
    let kinds = shop.with(|shop| shop.contact_kinds.clone());
    view! {
        <div class="state">
            <h1 class="state-title" tabindex="-1">{words::SIGN_IN_TITLE.to(lang)}</h1>
            <p>{words::SIGN_IN_HINT.to(lang)}</p>
            <button type="button" class="button" on:click=move |_| open.open()>{account::SIGN_IN.to(lang)}</button>
        </div>
        {verify_sheet(site, open, api, kinds, signed_in)}
    }
}

/// The console, if the room's host is who is signed in.
fn as_host(desk: Desk, site: &Site, api: Api, room: RoomId, contact: String) -> Node {
    let (asking, at) = (api.clone(), room.clone());
    // The door says who is the host, also of a room that is not on yet.
    let entered = Loader::new(None, move || {
        let (api, at) = (asking.clone(), at.clone());
        async move { api.call::<EnterRoom>(&at, &(), Extra::default()).await }
    });
    let (lang, site) = (site.lang, site.clone());
    let inside = move |entered: Data<Entered>| {
        if !entered.with(|entered| entered.host) {
            return main(not_host(desk, &site, api.clone(), &room, &contact));
        }
        let loader = Loader::get::<GetRoom>(None, api.clone(), &room, None);
        let (site, api) = (site.clone(), api.clone());
        let console = move |there: Data<Room>| page::page(desk, &site, api.clone(), loader, there);
        load_or(loader, lang, console, move || main(no_room(lang)))
    };
    load_or(entered, lang, inside, move || main(no_room(lang)))
}

fn no_room(lang: Lang) -> Node {
    empty(words::NO_ROOM.to(lang).into(), words::NOWHERE_HINT.to(lang).into(), None)
}

/// Signs out, for who has another contact.
fn leave(desk: Desk, api: Api, lang: Lang) -> Node {
    let leave = move |_| {
        let api = api.clone();
        task::detach(async move {
            match api.read::<SignOut>().await {
                Ok(session) => {
                    api.sign_in_with(None);
                    desk.session.put(session);
                }
                Err(error) => desk.toasts.say(error.told(lang, None)),
            }
        });
    };
    view! { <button type="button" class="button" on:click=leave>{words::OTHER_CONTACT.to(lang)}</button> }
}

/// Says that one hosts no room here, and as who one is here.
fn no_rooms(desk: Desk, site: &Site, api: Api, contact: &str) -> Node {
    let lang = site.lang;
    view! {
        <div class="state">
            <h1 class="state-title" tabindex="-1">{words::NO_ROOMS.to(lang)}</h1>
            <p>{words::NOT_HOST_HINT.with(lang, &[contact])}</p>
            {leave(desk, api, lang)}
        </div>
    }
}

/// Says that somebody else runs this room, and as who one is here.
fn not_host(desk: Desk, site: &Site, api: Api, room: &RoomId, contact: &str) -> Node {
    let lang = site.lang;
    view! {
        <div class="state" role="alert">
            <h1 class="state-title" tabindex="-1">{words::NOT_HOST.to(lang)}</h1>
            <p>{words::NOT_HOST_HINT.with(lang, &[contact])}</p>
            {leave(desk, api, lang)}
            <a class="link" href=Page::Room(room.clone()).href(site)>{words::WATCH.to(lang)}</a>
        </div>
    }
}
