//! The room's page: the room with the app around it.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Lang, OrderId, RoomId,
    account::Session,
    endpoint::encode,
    live::{GetRoom, Room},
    orders::Order,
};

use super::{
    marks::{CLOSE, mark},
    rest::Rest,
    room::{Setup, room},
};
use crate::{
    address::{Page, Query, Site},
    api::{Api, Extra},
    checkout::{self, Placed},
    platform::{document, focus, navigation},
    signal::{Call, Derived, effect},
    state::{App, Book, Shop},
    text::{live as words, rooms},
    ui::{Data, Loader, Node, empty, live as drawn, load_or, view, waiting},
};

/// What in a room's address names the order one comes back for.
const ORDER: &str = "order";

/// The page of a room.
pub fn page(site: Site, shop: &Shop, id: RoomId) -> Node {
    let lang = site.lang;
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return waiting(lang);
    };
    let (asked, of) = (api.clone(), id.clone());
    // Kept for nobody who comes back: its cursor would be too old.
    let loader = Loader::new(None, move || {
        let (api, id) = (asked.clone(), of.clone());
        async move { api.call::<GetRoom>(&id, &(), Extra::default()).await }
    });
    let all = Page::Rooms.href(&site);
    let absent = {
        let link = (all.clone(), words::ALL_ROOMS.to(lang).to_owned());
        move || {
            let (title, hint) = (words::NOT_FOUND.to(lang), words::NOT_FOUND_HINT.to(lang));
            empty(title.into(), hint.into(), Some(link.clone()))
        }
    };
    let resume = come_back_for(&site, &id);
    let shop = shop.clone();
    let corner = corner(app, site.lang, Page::Room(id.clone()).href(&site));
    let draw = move |there: Data<Room>| {
        let setup = setup(&site, &shop, app, api.clone(), id.clone(), resume.clone());
        let first = untrack(|| there.get()).map(|first| Room::clone(&first));
        first
            .map(|first| {
                let title = format!("{} · {}", first.title.get(lang), shop.0.name.get(lang));
                effect(move || {
                    if !app.room.is_small() {
                        document::set_title(&title);
                    }
                });
                room(setup, first)
            })
            .unwrap_or_default()
    };
    view! {
        <a class="room-out" href=all aria-label=rooms::LEAVE.to(lang)>{mark(CLOSE)}</a>
        {corner}
        {load_or(loader, lang, draw, absent)}
    }
}

/// What a room that is small in its corner has: the way back to it, and its end.
fn corner(app: App, lang: Lang, here: String) -> Node {
    let close = move |_| {
        app.room.close();
        // What was tapped is gone.
        request_animation_frame(|| _ = focus::heading());
    };
    drawn(move || {
        app.room.is_small().then(|| {
            view! {
                <a class="room-back" href=here.clone() aria-label=rooms::BACK.to(lang)></a>
                <button type="button" class="room-end" aria-label=rooms::LEAVE.to(lang) on:click=close>
                    {mark(CLOSE)}
                </button>
            }
        })
    })
}

/// The order for which a provider's page has sent one back; it is taken out of the address.
fn come_back_for(site: &Site, id: &RoomId) -> Option<OrderId> {
    let query = Query::read(&navigation::here().search);
    let order = OrderId::from(query.get(ORDER)?);
    navigation::replace(&Page::Room(id.clone()).href(site));
    Some(order)
}

/// Where a provider's page leads back to: the same room, and the order.
fn return_url(site: &Site, id: &RoomId) -> Call<OrderId, String> {
    let room = Page::Room(id.clone()).href(site);
    Call::new(move |order: OrderId| {
        let mut url = format!("{}{room}?{ORDER}=", navigation::origin());
        encode(order.as_str(), &mut url);
        url
    })
}

fn setup(
    site: &Site,
    shop: &Shop,
    app: App,
    api: Api,
    id: RoomId,
    resume: Option<OrderId>,
) -> Setup {
    let lang = site.lang;
    let shared = Page::Room(id.clone()).href(site);
    Setup {
        purchase: purchase(site, shop, app, api, &id),
        id,
        visitor: Derived::new(move || app.session.visitor()),
        verifies: shop.verifies(),
        joined: app.told.joined(),
        is_told: Call::new(move |()| app.told.is_up()),
        share: Call::new(move |title| app.share(lang, title, shared.clone())),
        resume,
        rooms: Some(Page::Rooms.href(site)),
        browse: Some(Call::new(move |page: Page| {
            focus::let_go();
            app.room.shrink();
            // A sheet that closes with this gives the focus back to what opened it, which is hidden by then: before it
            // is looked where the focus is, it is nowhere.
            request_animation_frame(focus::let_go);
            app.router.go(&page);
        })),
        over: None,
        happens: None,
        taken: None,
        rest: Rest::here(),
        aside: None,
    }
}

/// The purchase as it is made in this room, without its lines.
fn purchase(site: &Site, shop: &Shop, app: App, api: Api, id: &RoomId) -> checkout::Setup {
    let lang = site.lang;
    let (asking, keeping, storefront) = (api.clone(), api.clone(), shop.0.clone());
    let book = Book::of(app, api.clone(), &shop.0);
    checkout::Setup {
        storefront: shop.0.clone(),
        lines: Vec::new(),
        api,
        guest: Derived::new(move || app.session.is_guest()),
        shop: site.shop.clone(),
        room: None,
        remember: Call::new(move |placed: Placed| {
            app.orders.remember(placed.order.id.clone(), placed.order.secret.clone());
            app.session.again(&asking);
            Book::keep(app, &keeping, &storefront, placed.order.address.clone());
            if let Some(note) = placed.note {
                app.toasts.say(note.to(lang).into());
            }
        }),
        secret_of: Call::new(move |id: OrderId| app.orders.secret(&id)),
        return_url: return_url(site, id),
        placed: Call::new(|_: Arc<Order>| {}),
        done: Call::new(|_: Arc<Order>| {}),
        listen: Call::new(move |heard| app.told.hand_to(heard)),
        addresses: Derived::new(move || book.all()),
        signed_in: Call::new(move |session: Session| app.session.put(session)),
        leave: Call::new(|()| {}),
        site: site.clone(),
    }
}
